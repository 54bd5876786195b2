//===- Neighbours.cpp - Buffers that live together ------------------------===//

#include "Neighbours.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::alloc;

uint64_t sima::alloc::countPairs(llvm::ArrayRef<Buffer> buffers) {
  std::vector<int64_t> births, deaths;
  for (const Buffer &buffer : buffers)
    if (buffer.bytes) {
      births.push_back(buffer.first);
      deaths.push_back(buffer.last);
    }
  llvm::sort(births);
  llvm::sort(deaths);
  // Each birth meets those born before it that are not dead yet.
  uint64_t pairs = 0;
  size_t dead = 0;
  for (auto [born, stage] : llvm::enumerate(births)) {
    while (deaths[dead] < stage)
      ++dead;
    pairs += born - dead;
  }
  return pairs;
}

Neighbours::Neighbours(llvm::ArrayRef<Buffer> buffers) {
  std::vector<uint32_t> births;
  for (size_t i = 0; i < buffers.size(); ++i)
    if (buffers[i].bytes)
      births.push_back(uint32_t(i));
  llvm::sort(births, [&](uint32_t a, uint32_t b) {
    return std::pair(buffers[a].first, a) < std::pair(buffers[b].first, b);
  });

  // Each birth meets the buffers alive; the dead among them are met once more.
  std::vector<std::pair<uint32_t, uint32_t>> pairs;
  std::vector<uint32_t> alive;
  for (uint32_t born : births) {
    llvm::erase_if(alive, [&](uint32_t other) {
      return buffers[other].last < buffers[born].first;
    });
    for (uint32_t other : alive)
      pairs.emplace_back(born, other);
    alive.push_back(born);
  }

  begins.assign(buffers.size() + 1, 0);
  for (auto [a, b] : pairs) {
    ++begins[a + 1];
    ++begins[b + 1];
  }
  for (size_t i = 0; i < buffers.size(); ++i)
    begins[i + 1] += begins[i];
  entries.resize(2 * pairs.size());
  std::vector<size_t> next(begins.begin(), begins.end() - 1);
  for (auto [a, b] : pairs) {
    entries[next[a]++] = b;
    entries[next[b]++] = a;
  }
}
