//===- Restarts.cpp - Many short searches in place of one -----------------===//

#include "Restarts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <array>
#include <random>

using namespace sima::alloc;

namespace {
/// What decides first, second and third; the item's number at last.
enum class Order { Size, Area, Duration, FullSize, FullArea, FullDuration };
constexpr unsigned kOrders = 6, kRules = 3;
} // namespace

/// Keys of all items, larger ones first. "Full" orders begin with the items of
/// the fullest section.
static std::vector<std::array<int64_t, 3>> keys(const Component &component,
                                                Order order) {
  std::vector<int64_t> totals(component.sections(), 0);
  for (uint32_t s = 0; s < component.sections(); ++s)
    for (uint32_t i : component.members(s))
      totals[s] += component[i].size;
  std::vector<std::array<int64_t, 3>> result;
  for (size_t i = 0; i < component.size(); ++i) {
    const Item &item = component[i];
    int64_t duration = item.end - item.begin;
    int64_t area = int64_t(std::min<uint64_t>(
        llvm::SaturatingMultiply(uint64_t(item.size), uint64_t(duration)),
        INT64_MAX));
    int64_t full = *std::max_element(totals.begin() + item.begin,
                                     totals.begin() + item.end);
    switch (order) {
    case Order::Size:
      result.push_back({item.size, duration, 0});
      break;
    case Order::Area:
      result.push_back({area, full, 0});
      break;
    case Order::Duration:
      result.push_back({duration, item.size, 0});
      break;
    case Order::FullSize:
      result.push_back({full, item.size, duration});
      break;
    case Order::FullArea:
      result.push_back({full, area, duration});
      break;
    case Order::FullDuration:
      result.push_back({full, duration, area});
      break;
    }
  }
  return result;
}

/// Moves each item by up to about a seventh of all.
static void disturb(std::vector<uint32_t> &items, unsigned seed) {
  std::mt19937 random(seed); // the standard fixes its numbers
  uint64_t reach = items.size() * 1024 / 7 + 1;
  std::vector<std::pair<uint64_t, uint32_t>> places;
  for (auto [place, item] : llvm::enumerate(items))
    places.emplace_back(place * 1024 + random() % reach, item);
  llvm::sort(places);
  for (auto [to, from] : llvm::zip_equal(items, places))
    to = from.second;
}

Strategy sima::alloc::makeStrategy(const Component &component,
                                   unsigned number) {
  Strategy strategy;
  strategy.rule = SectionRule(number % kRules);
  auto key = keys(component, Order(number / kRules % kOrders));
  std::vector<uint32_t> items(component.size());
  for (uint32_t i = 0; i < items.size(); ++i)
    items[i] = i;
  llvm::sort(items, [&](uint32_t a, uint32_t b) {
    return std::pair(key[b], a) < std::pair(key[a], b);
  });
  if (number >= kRules * kOrders)
    disturb(items, number);
  strategy.ranks.resize(items.size());
  for (auto [rank, item] : llvm::enumerate(items))
    strategy.ranks[item] = uint32_t(rank);
  return strategy;
}

Outcome sima::alloc::searchWithRestarts(Search &search,
                                        const Component &component,
                                        uint64_t budget) {
  // Twice the items lets a run reach the end without many conflicts.
  uint64_t branches = std::max<uint64_t>(2000, 2 * component.size());
  uint64_t end = search.nodes() + budget;
  for (unsigned number = 0; search.nodes() < end; ++number) {
    if (number && number % (kRules * kOrders) == 0)
      branches *= 2;
    Outcome outcome = search.run(makeStrategy(component, number), branches,
                                 end - search.nodes());
    if (outcome != Outcome::BudgetSpent)
      return outcome;
  }
  return Outcome::BudgetSpent;
}
