//===- StripeCosts.cpp - Costs of depth-first groups, remembered ----------===//

#include "StripeCosts.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

/// Entries that are kept; of a hundred bytes or two each.
static constexpr size_t kMaxEntries = 1 << 17;

/// All that makeStripes() and costOf() depend on: the layers up to equality,
/// how they are cut, and which maps at the group's border are in DRAM.
static std::vector<uint32_t> keyOf(const SegmentPlan &plan,
                                   const StripeGroup &group,
                                   llvm::function_ref<Home(unsigned)> home) {
  std::vector<uint32_t> key;
  key.reserve(4 * group.size() + 4);
  for (int64_t number : {group.stripes, group.maxChannels}) {
    key.push_back(uint32_t(number));
    key.push_back(uint32_t(number >> 32));
  }
  for (unsigned number = group.first; number < group.last; ++number)
    key.push_back(plan.layers[number].wiringClass);
  auto addHome = [&](unsigned map) {
    if (!isInside(plan.maps[map], group))
      key.push_back(home(map) == Home::dram);
  };
  for (unsigned number = group.first; number < group.last; ++number) {
    const LayerPlan &layer = plan.layers[number];
    addHome(layer.output);
    for (const Operand &operand : layer.operands)
      addHome(operand.map);
  }
  return key;
}

StripeCosts::Entry StripeCosts::of(SegmentPlan &plan, TileCosts &costs,
                                   const StripeGroup &group,
                                   llvm::function_ref<Home(unsigned)> home) {
  if (known.size() >= kMaxEntries)
    known.clear();
  auto [found, isNew] = known.try_emplace(keyOf(plan, group, home));
  Entry &entry = found->second;
  if (isNew && makeStripes(plan, group)) {
    entry.cost = costOf(plan, costs, group, home);
    for (const Tile &tile : plan.layers[group.first].tiles)
      entry.channels = std::max(entry.channels, tile.piece.channels.size());
  }
  return entry;
}
