//===- ChooseGroups.cpp - Which layers are computed depth first -----------===//
//
// Layers are cut into groups of neighbours by dynamic programming over the cut:
// the best way to compute the first n layers ends with some group. A group
// costs the cycles of its busiest engine and those of the DRAM for feature
// maps. Depth first order and its trade between halos and memory are those of
// fused-layer accelerators (Alwani et al., 2016); halos are kept here, not
// computed again.
//
//===----------------------------------------------------------------------===//

#include "ChooseGroups.h"
#include "StripeTiles.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

/// Layers of a group.
static constexpr unsigned kMaxGroupLayers = 14;
/// Rows of other quads' shares that a quad may hold of a map.
static constexpr int64_t kHaloRows = 4;
/// Numbers of stripes that are tried: powers of two and values between.
static constexpr int64_t kStripeCounts[] = {
    1,  2,  3,  4,  6,  8,  10,  12,  14,  16,  20,  24,  28,  32,  40,
    48, 56, 64, 75, 80, 96, 112, 128, 160, 192, 224, 256, 320, 512, 1024};

namespace {
class GroupChooser {
public:
  GroupChooser(SegmentPlan &plan, TileCosts &costs, GroupLimits limits)
      : plan(plan), costs(costs), limits(limits) {}

  bool run() {
    unsigned count = plan.layers.size();
    std::vector<Cut> best(count + 1);
    best[0].cycles = 0;
    for (unsigned last = 1; last <= count; ++last)
      for (unsigned first = last; first-- > 0;) {
        if (last - first > kMaxGroupLayers)
          break;
        if (last - first > 1 && !canStripe(plan, first, last))
          break;
        if (best[first].cycles == UINT64_MAX)
          continue;
        for (const Cut &cut : waysOf(first, last))
          if (uint64_t cycles = best[first].cycles + cut.cycles;
              cycles < best[last].cycles) {
            best[last] = cut;
            best[last].cycles = cycles;
          }
      }
    if (best[count].cycles == UINT64_MAX)
      return false;
    apply(best);
    return true;
  }

private:
  /// The last group of the layers so far, and what all take.
  struct Cut {
    uint64_t cycles = UINT64_MAX;
    StripeGroup group;
  };

  /// Bytes of a map in each quad, if quads share its rows.
  int64_t bytesOf(const FeatureMap &map) const {
    int64_t quads = plan.machine->quads;
    int64_t rows = (map.shape.height + quads - 1) / quads;
    if (quads > 1)
      rows = std::min(map.shape.height, rows + kHaloRows);
    return map.shape.samples * rows * map.rowBytes();
  }

  Home homeOf(unsigned index) const {
    return bytesOf(plan.maps[index]) <= limits.mapBytes ? Home::lm : Home::dram;
  }

  /// Maps in local memory while a group is computed.
  int64_t mapBytes(const StripeGroup &group) const {
    int64_t bytes = 0;
    for (unsigned index = 0; index < plan.maps.size(); ++index) {
      const FeatureMap &map = plan.maps[index];
      int last = map.readers.empty() ? map.producer : int(map.readers.back());
      if (map.producer >= int(group.last) || last < int(group.first) ||
          isInside(map, group) || homeOf(index) == Home::dram)
        continue;
      bytes += bytesOf(map);
    }
    return bytes;
  }

  /// Groups of these layers that fit, with few stripes and some more.
  SmallVector<Cut, 4> waysOf(unsigned first, unsigned last) {
    SmallVector<Cut, 4> ways;
    StripeGroup group = {first, last};
    int64_t room = limits.groupBytes - mapBytes(group);
    if (room <= 0)
      return ways;
    const LayerPlan &layer = plan.layers[last - 1];
    const plan::LayerBody &body = layer.body;
    int64_t height = std::max<int64_t>(1, plan.maps[layer.output].shape.height /
                                              int64_t(plan.machine->quads));
    int64_t least = fewestStripes(group, room);
    for (int64_t stripes : kStripeCounts) {
      if (stripes < least)
        continue;
      if (stripes > height || ways.size() == kWays ||
          (stripes > 1 && !body.main.canSplitRows()))
        break;
      group.stripes = stripes;
      if (std::optional<uint64_t> cycles = evaluate(group, room))
        ways.push_back({*cycles, group});
    }
    return ways;
  }

  /// Numbers of stripes that need more memory than `room` for certain are
  /// below; beyond all numbers where constants do.
  int64_t fewestStripes(const StripeGroup &group, int64_t room) const {
    if (group.size() == 1)
      return 1;
    int64_t bytes = 0;
    for (unsigned number = group.first; number < group.last; ++number) {
      const LayerPlan &layer = plan.layers[number];
      const FeatureMap &map = plan.maps[layer.output];
      room -= plan::chunkBytes(layer.body, {0, map.shape.channels});
      if (isInside(map, group))
        bytes += map.shape.height * map.rowBytes();
    }
    return room <= 0 ? INT64_MAX : bytes / plan.machine->quads / room;
  }

  /// Cycles of a group if it fits into `room`; a single layer gets as large
  /// chunks of channels as do.
  std::optional<uint64_t> evaluate(StripeGroup &group, int64_t room) {
    const plan::LayerBody &body = plan.layers[group.first].body;
    group.maxChannels =
        group.size() == 1 ? channelsFor(*plan.machine, plan.layers[group.first],
                                        limits.chunkBytes)
                          : INT64_MAX;
    while (true) {
      if (!makeStripes(plan, group))
        return std::nullopt;
      StripeCost cost =
          costOf(plan, costs, group, [&](unsigned map) { return homeOf(map); });
      if (cost.constantBytes + cost.stripeBytes <= room) {
        const Rational &rate = plan.machine->dramBytesPerCycle;
        return cost.cycles + cost.dramBytes * rate.den / rate.num;
      }
      int64_t channels = 0;
      for (const Tile &tile : plan.layers[group.first].tiles)
        channels = std::max(channels, tile.piece.channels.size());
      if (group.size() > 1 || channels <= 16 || !body.main.canSplitChannels())
        return std::nullopt;
      group.maxChannels = (channels / 2 + 15) / 16 * 16;
    }
  }

  void apply(ArrayRef<Cut> best) {
    SmallVector<StripeGroup> groups;
    for (unsigned last = plan.layers.size(); last > 0;
         last = groups.back().first)
      groups.push_back(best[last].group);
    for (auto [number, group] : llvm::enumerate(llvm::reverse(groups))) {
      makeStripes(plan, group);
      for (unsigned layer = group.first; layer < group.last; ++layer) {
        plan.layers[layer].group = number;
        unsigned output = plan.layers[layer].output;
        plan.maps[output].home =
            isInside(plan.maps[output], group) ? Home::stripes : homeOf(output);
      }
    }
    for (unsigned index = 0; index < plan.maps.size(); ++index)
      if (plan.maps[index].load)
        plan.maps[index].home = homeOf(index);
  }

  /// Of each range of layers.
  static constexpr size_t kWays = 3;

  SegmentPlan &plan;
  TileCosts &costs;
  GroupLimits limits;
};
} // namespace

bool schedule::chooseGroups(SegmentPlan &plan, TileCosts &costs,
                            GroupLimits limits) {
  return GroupChooser(plan, costs, limits).run();
}
