//===- Decomposition.cpp - Independent parts of a problem -----------------===//

#include "Decomposition.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::alloc;

Problem sima::alloc::partOf(const Problem &problem,
                            llvm::ArrayRef<size_t> numbers, uint64_t base) {
  Problem part;
  part.memory = problem.memory;
  part.capacity = problem.capacity - std::min(base, problem.capacity);
  part.alignment = problem.alignment;
  for (size_t number : numbers) {
    const Buffer &buffer = problem.buffers[number];
    part.buffers.push_back({"", buffer.bytes, buffer.first, buffer.last});
  }
  return part;
}

Decomposition::Decomposition(const Problem &problem) : problem(problem) {
  std::vector<size_t> numbers;
  for (size_t i = 0; i < problem.buffers.size(); ++i)
    if (problem.buffers[i].bytes)
      numbers.push_back(i);
  llvm::sort(numbers, [&](size_t a, size_t b) {
    return std::pair(problem.buffers[a].first, a) <
           std::pair(problem.buffers[b].first, b);
  });
  split(std::move(numbers), 0, std::nullopt, 0);
}

/// Buffers in the order of their births, into those connected in time.
void Decomposition::split(std::vector<size_t> numbers, uint64_t base,
                          std::optional<size_t> below, unsigned depth) {
  for (size_t begin = 0; begin < numbers.size();) {
    size_t end = begin;
    int64_t last = problem.buffers[numbers[begin]].last;
    for (; end < numbers.size() && problem.buffers[numbers[end]].first <= last;
         ++end)
      last = std::max(last, problem.buffers[numbers[end]].last);
    cut({numbers.begin() + begin, numbers.begin() + end}, base, below, depth);
    begin = end;
  }
}

/// Puts those that live together with all others on a floor.
void Decomposition::cut(std::vector<size_t> connected, uint64_t base,
                        std::optional<size_t> below, unsigned depth) {
  int64_t lastBirth = INT64_MIN, firstDeath = INT64_MAX;
  for (size_t number : connected) {
    lastBirth = std::max(lastBirth, problem.buffers[number].first);
    firstDeath = std::min(firstDeath, problem.buffers[number].last);
  }
  auto livesWithAll = [&](size_t number) {
    const Buffer &buffer = problem.buffers[number];
    return buffer.first <= firstDeath && lastBirth <= buffer.last;
  };
  Floor floor{{}, base, below};
  if (depth < kMaxFloors)
    llvm::copy_if(connected, std::back_inserter(floor.numbers), livesWithAll);
  if (floor.numbers.empty()) {
    allParts.push_back({std::move(connected), base, below});
    return;
  }
  for (size_t number : floor.numbers)
    base += problem.aligned(problem.buffers[number].bytes);
  highest = std::max(highest, base);
  allFloors.push_back(std::move(floor));
  llvm::erase_if(connected, livesWithAll);
  split(std::move(connected), base, allFloors.size() - 1, depth + 1);
}

void Decomposition::collect(std::optional<size_t> floor,
                            std::vector<size_t> &numbers) const {
  for (; floor; floor = allFloors[*floor].below)
    llvm::append_range(numbers, allFloors[*floor].numbers);
}
