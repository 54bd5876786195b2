//===- BestFit.cpp - Greedy allocation ------------------------------------===//

#include "BestFit.h"
#include "Neighbours.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/MathExtras.h"
#include <map>
#include <optional>
#include <set>

using namespace sima::alloc;

Solution sima::alloc::sideBySide(const Problem &problem) {
  Solution solution;
  for (const Buffer &buffer : problem.buffers) {
    solution.addresses.push_back(solution.peak);
    solution.peak += problem.aligned(buffer.bytes);
  }
  solution.disjoint = true;
  return solution;
}

/// Places buffers in the given order, each into the smallest gap between those
/// already placed that it overlaps in time. Sizes are in whole lines.
static Solution bestFitInOrder(llvm::ArrayRef<uint64_t> sizes,
                               const Neighbours &neighbours,
                               llvm::ArrayRef<size_t> order) {
  constexpr uint64_t kNowhere = UINT64_MAX;
  Solution solution;
  solution.addresses.assign(sizes.size(), kNowhere);
  std::vector<std::pair<uint64_t, uint64_t>> taken;
  for (size_t index : order) {
    taken.clear();
    for (uint32_t other : neighbours.of(index))
      if (uint64_t begin = solution.addresses[other]; begin != kNowhere)
        taken.emplace_back(begin, begin + sizes[other]);
    llvm::sort(taken);
    uint64_t top = 0, best = kNowhere, bestGap = UINT64_MAX;
    for (auto [begin, end] : taken) {
      if (begin > top && begin - top >= sizes[index] && begin - top < bestGap) {
        best = top;
        bestGap = begin - top;
      }
      top = std::max(top, end);
    }
    uint64_t &address = solution.addresses[index];
    address = best == kNowhere ? top : best;
    solution.peak = std::max(solution.peak, address + sizes[index]);
  }
  return solution;
}

namespace {
/// The free bytes below the highest live end, while buffers come and go.
class Gaps {
public:
  /// The smallest gap of at least `bytes`, the lowest of equal ones; else the
  /// end of what is live.
  uint64_t take(uint64_t bytes) {
    auto gap = bySize.lower_bound({bytes, 0});
    if (gap == bySize.end()) {
      top += bytes;
      return top - bytes;
    }
    auto [size, begin] = *gap;
    erase(begin, size);
    insert(begin + bytes, size - bytes);
    return begin;
  }

  void give(uint64_t begin, uint64_t bytes) {
    auto after = byAddress.upper_bound(begin);
    uint64_t end = begin + bytes;
    if (after != byAddress.begin()) {
      auto [lower, size] = *std::prev(after);
      if (lower + size == begin) {
        erase(lower, size);
        begin = lower;
      }
    }
    if (auto upper = byAddress.find(end); upper != byAddress.end()) {
      auto [address, size] = *upper;
      erase(address, size);
      end = address + size;
    }
    if (end == top)
      top = begin;
    else
      insert(begin, end - begin);
  }

private:
  void insert(uint64_t begin, uint64_t bytes) {
    if (!bytes)
      return;
    byAddress.emplace(begin, bytes);
    bySize.emplace(bytes, begin);
  }
  void erase(uint64_t begin, uint64_t bytes) {
    byAddress.erase(begin);
    bySize.erase({bytes, begin});
  }

  std::map<uint64_t, uint64_t> byAddress;
  std::set<std::pair<uint64_t, uint64_t>> bySize;
  uint64_t top = 0;
};
} // namespace

/// Best fit in the order in which buffers are born, of one stage the larger
/// first: then all neighbours already placed are alive, and one list of gaps
/// serves for all.
static Solution bestFitInTime(const Problem &problem) {
  llvm::ArrayRef<Buffer> buffers = problem.buffers;
  auto all = llvm::seq<size_t>(0, buffers.size());
  std::vector<size_t> births(all.begin(), all.end()), deaths = births;
  llvm::sort(births, [&](size_t a, size_t b) {
    return std::tuple(buffers[a].first, buffers[b].bytes, a) <
           std::tuple(buffers[b].first, buffers[a].bytes, b);
  });
  llvm::sort(deaths, [&](size_t a, size_t b) {
    return std::pair(buffers[a].last, a) < std::pair(buffers[b].last, b);
  });
  Solution solution;
  solution.addresses.assign(buffers.size(), 0);
  Gaps gaps;
  auto dead = deaths.begin();
  for (size_t i : births) {
    for (; buffers[*dead].last < buffers[i].first; ++dead)
      if (uint64_t bytes = problem.aligned(buffers[*dead].bytes))
        gaps.give(solution.addresses[*dead], bytes);
    if (uint64_t bytes = problem.aligned(buffers[i].bytes)) {
      solution.addresses[i] = gaps.take(bytes);
      solution.peak = std::max(solution.peak, solution.addresses[i] + bytes);
    }
  }
  return solution;
}

namespace {
enum class Order { Size, Area, Time };
} // namespace

/// Buffers by decreasing size, or by decreasing size times duration.
static std::vector<size_t> sortedBy(const Problem &problem, Order order) {
  std::vector<uint64_t> key;
  for (const Buffer &buffer : problem.buffers) {
    uint64_t stages = uint64_t(buffer.last) - uint64_t(buffer.first);
    stages = llvm::SaturatingAdd<uint64_t>(stages, 1);
    key.push_back(order == Order::Size
                      ? buffer.bytes
                      : llvm::SaturatingMultiply(buffer.bytes, stages));
  }
  auto all = llvm::seq<size_t>(0, key.size());
  std::vector<size_t> sorted(all.begin(), all.end());
  llvm::sort(sorted, [&](size_t a, size_t b) {
    return std::pair(key[b], a) < std::pair(key[a], b);
  });
  return sorted;
}

/// Orders worth their time, the most promising first. That of time costs the
/// same however many buffers live together.
static llvm::SmallVector<Order> ordersFor(const Problem &problem) {
  constexpr uint64_t kMaxPairs = 8'000'000, kManyNeighbours = 64;
  uint64_t pairs = countPairs(problem.buffers);
  if (pairs > kMaxPairs)
    return {Order::Time};
  if (pairs > kManyNeighbours * problem.buffers.size())
    return {Order::Time, Order::Size, Order::Area};
  return {Order::Size, Order::Area, Order::Time};
}

Solution sima::alloc::bestFit(const Problem &problem, bool lowest) {
  std::vector<uint64_t> sizes;
  sizes.reserve(problem.buffers.size());
  for (const Buffer &buffer : problem.buffers)
    sizes.push_back(problem.aligned(buffer.bytes));
  std::optional<Neighbours> neighbours;
  Solution best;
  best.peak = UINT64_MAX;
  for (Order order : ordersFor(problem)) {
    Solution candidate;
    if (order == Order::Time) {
      candidate = bestFitInTime(problem);
    } else {
      if (!neighbours)
        neighbours.emplace(problem.buffers);
      candidate = bestFitInOrder(sizes, *neighbours, sortedBy(problem, order));
    }
    if (candidate.peak < best.peak)
      best = std::move(candidate);
    if (!lowest && best.peak <= problem.capacity)
      break;
  }
  return best;
}
