//===- BestFit.cpp - Greedy allocation ------------------------------------===//

#include "sima/Alloc/Problem.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <random>

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

/// Changes the order of placement until the peak fits or the budget is spent: a
/// buffer that ends at the peak changes places with one that was placed before
/// it and is in its way (the neighbourhood of the hill climbing allocator in
/// Arm's Vela compiler).
static Solution climb(const Problem &problem, std::vector<size_t> order,
                      Solution best) {
  constexpr size_t kBudget = 2'000'000; // pairs of buffers looked at
  std::mt19937 random;                  // the standard fixes its numbers
  Solution current = best;
  size_t pairs = order.size() * order.size();
  for (size_t spent = 0; spent < kBudget && best.peak > problem.capacity;
       spent += pairs) {
    auto peak = llvm::find_if(order, [&](size_t i) {
      return current.addresses[i] + problem.aligned(problem.buffers[i].bytes) ==
             current.peak;
    });
    std::vector<size_t> inTheWay;
    for (auto it = order.begin(); it != peak; ++it)
      if (problem.buffers[*it].overlapsInTime(problem.buffers[*peak]))
        inTheWay.push_back(it - order.begin());
    if (inTheWay.empty())
      break;
    std::vector<size_t> changed = order;
    std::swap(changed[inTheWay[random() % inTheWay.size()]],
              changed[peak - order.begin()]);
    Solution candidate = bestFit(problem, changed);
    if (candidate.peak > current.peak)
      continue;
    order = std::move(changed);
    current = std::move(candidate);
    if (current.peak < best.peak)
      best = current;
  }
  return best;
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
    std::vector<size_t> bestOrder;
    for (std::vector<size_t> &order : placementOrders(problem)) {
      Solution candidate = bestFit(problem, order);
      if (candidate.peak < best.peak) {
        best = candidate;
        bestOrder = std::move(order);
      }
    }
    best = climb(problem, std::move(bestOrder), std::move(best));
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
