//===- BestFit.cpp - Greedy allocation ------------------------------------===//

#include "sima/Alloc/Problem.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima::alloc;

/// All buffers one behind the other.
static Solution sideBySide(const Problem &problem) {
  Solution solution;
  for (const Buffer &buffer : problem.buffers) {
    solution.addresses.push_back(solution.peak);
    solution.peak += problem.aligned(buffer.bytes);
  }
  solution.disjoint = true;
  return solution;
}

/// Places buffers in the given order, each into the smallest gap between those
/// already placed that it overlaps in time.
static Solution bestFit(const Problem &problem, llvm::ArrayRef<size_t> order) {
  Solution solution;
  solution.addresses.assign(problem.buffers.size(), 0);
  std::vector<size_t> placed;
  for (size_t index : order) {
    const Buffer &buffer = problem.buffers[index];
    uint64_t bytes = problem.aligned(buffer.bytes);
    std::vector<std::pair<uint64_t, uint64_t>> taken;
    for (size_t other : placed)
      if (buffer.overlapsInTime(problem.buffers[other]))
        taken.emplace_back(solution.addresses[other],
                           solution.addresses[other] +
                               problem.aligned(problem.buffers[other].bytes));
    llvm::sort(taken);
    uint64_t top = 0, best = UINT64_MAX, bestGap = UINT64_MAX;
    for (auto [begin, end] : taken) {
      if (begin > top && begin - top >= bytes && begin - top < bestGap) {
        best = top;
        bestGap = begin - top;
      }
      top = std::max(top, end);
    }
    solution.addresses[index] = best == UINT64_MAX ? top : best;
    solution.peak = std::max(solution.peak, solution.addresses[index] + bytes);
    placed.push_back(index);
  }
  return solution;
}

/// Orders to try: by size, by size times duration, by begin of life.
static std::vector<std::vector<size_t>>
placementOrders(const Problem &problem) {
  std::vector<size_t> identity(problem.buffers.size());
  for (size_t i = 0; i < identity.size(); ++i)
    identity[i] = i;
  std::vector<std::vector<size_t>> orders(3, identity);
  auto at = [&](size_t i) -> const Buffer & { return problem.buffers[i]; };
  llvm::sort(orders[0], [&](size_t a, size_t b) {
    return std::pair(at(b).bytes, a) < std::pair(at(a).bytes, b);
  });
  auto area = [&](size_t i) {
    return at(i).bytes * uint64_t(at(i).last - at(i).first + 1);
  };
  llvm::sort(orders[1], [&](size_t a, size_t b) {
    return std::pair(area(b), a) < std::pair(area(a), b);
  });
  llvm::sort(orders[2], [&](size_t a, size_t b) {
    return std::tuple(at(a).first, at(b).bytes, a) <
           std::tuple(at(b).first, at(a).bytes, b);
  });
  return orders;
}

llvm::Expected<Solution> sima::alloc::solve(const Problem &problem) {
  Solution best = sideBySide(problem);
  if (best.peak > problem.capacity) {
    uint64_t bound = problem.lowerBound();
    if (bound > problem.capacity)
      return llvm::createStringError(llvm::formatv(
          "{0}: stage {1} needs {2} bytes, {3} more than the {4} there are",
          problem.memory, problem.fullestStage(), bound,
          bound - problem.capacity, problem.capacity));
    best.peak = UINT64_MAX;
    for (const std::vector<size_t> &order : placementOrders(problem)) {
      Solution candidate = bestFit(problem, order);
      if (candidate.peak < best.peak)
        best = candidate;
    }
    if (best.peak > problem.capacity)
      return llvm::createStringError(llvm::formatv(
          "{0}: best fit needs {1} bytes, {2} more than the {3} there are (at "
          "least {4} are live at one time)",
          problem.memory, best.peak, best.peak - problem.capacity,
          problem.capacity, bound));
  }
  if (llvm::Error error = problem.verify(best.addresses))
    return std::move(error);
  return best;
}
