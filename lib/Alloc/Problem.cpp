//===- Problem.cpp - Bounds and verification of allocations ---------------===//

#include "sima/Alloc/Problem.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <map>

using namespace sima::alloc;

/// Bytes live from each stage on at which the sum changes.
static std::map<int64_t, uint64_t> liveSums(const Problem &problem) {
  std::map<int64_t, int64_t> changes;
  for (const Buffer &buffer : problem.buffers) {
    changes[buffer.first] += problem.aligned(buffer.bytes);
    changes[buffer.last + 1] -= problem.aligned(buffer.bytes);
  }
  std::map<int64_t, uint64_t> sums;
  int64_t live = 0;
  for (auto [stage, change] : changes)
    sums[stage] = live += change;
  return sums;
}

uint64_t Problem::lowerBound() const {
  uint64_t bound = 0;
  for (auto [stage, bytes] : liveSums(*this))
    bound = std::max(bound, bytes);
  return bound;
}

int64_t Problem::fullestStage() const {
  uint64_t bound = 0;
  int64_t fullest = 0;
  for (auto [stage, bytes] : liveSums(*this))
    if (bytes > bound) {
      bound = bytes;
      fullest = stage;
    }
  return fullest;
}

llvm::Error Problem::verify(llvm::ArrayRef<uint64_t> addresses) const {
  auto fail = [&](const std::string &text) {
    return llvm::createStringError(memory + ": " + text);
  };
  if (addresses.size() != buffers.size())
    return fail(llvm::formatv("{0} addresses for {1} buffers", addresses.size(),
                              buffers.size()));
  // Sweep over addresses within a sweep over time: buffers sorted by address,
  // each compared with those that begin before it ends.
  std::vector<size_t> order(buffers.size());
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::pair(addresses[a], a) < std::pair(addresses[b], b);
  });
  for (size_t i = 0; i < order.size(); ++i) {
    const Buffer &buffer = buffers[order[i]];
    uint64_t begin = addresses[order[i]];
    if (begin % alignment)
      return fail(llvm::formatv("{0} at {1} is not aligned to {2}", buffer.name,
                                begin, alignment));
    if (begin > capacity || buffer.bytes > capacity - begin)
      return fail(llvm::formatv("{0} ends at {1}, the limit is {2}",
                                buffer.name, begin + buffer.bytes, capacity));
    for (size_t j = i + 1; j < order.size(); ++j) {
      if (addresses[order[j]] >= begin + buffer.bytes)
        break;
      if (buffer.overlapsInTime(buffers[order[j]]))
        return fail(llvm::formatv("{0} and {1} overlap at {2}", buffer.name,
                                  buffers[order[j]].name, addresses[order[j]]));
    }
  }
  return llvm::Error::success();
}
