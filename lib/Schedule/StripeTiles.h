//===- StripeTiles.h - Tiles of layers computed by turns --------*- C++ -*-===//
#ifndef SIMA_LIB_SCHEDULE_STRIPETILES_H
#define SIMA_LIB_SCHEDULE_STRIPETILES_H

#include "ChooseTiles.h"
#include "TileClock.h"

namespace sima::schedule {

/// Layers first to last - 1, computed depth first: stripe by stripe of the last
/// one's rows, each layer so far as the next ones need it.
struct StripeGroup {
  unsigned first = 0, last = 0;
  int64_t stripes = 1;             ///< of each sample
  int64_t maxChannels = INT64_MAX; ///< of a tile, of a single layer
  unsigned size() const { return last - first; }
};

/// Whether the layers can be computed by rows, and read each other's as they
/// are. Several quads share the rows of the last layer, each computing by
/// itself all that its share needs; what others read can then be made by the
/// last alone.
bool canStripe(const SegmentPlan &plan, unsigned first, unsigned last);

/// Sets the tiles of the group's layers. A layer on the MXU is one turn behind
/// what it reads, so that it need not wait for the VPU. False when there are
/// more than kMaxTiles.
bool makeStripes(SegmentPlan &plan, const StripeGroup &group);

/// What a group takes, estimated from its tiles.
struct StripeCost {
  uint64_t cycles = 0;    ///< of the busiest engine, and the start
  uint64_t dramBytes = 0; ///< of feature maps that are brought or taken away
  int64_t constantBytes =
      0;                   ///< of all layers; of two chunks of one that is cut
  int64_t stripeBytes = 0; ///< in local memory, for stripes and streams
};
/// Of a group with tiles, where `home` says where maps live that others than
/// the group read or write. Those in local memory are not counted.
StripeCost costOf(const SegmentPlan &plan, TileCosts &costs,
                  const StripeGroup &group,
                  llvm::function_ref<mla::Home(unsigned)> home);

/// Whether all that make and read a map are in the group.
bool isInside(const FeatureMap &map, const StripeGroup &group);

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_STRIPETILES_H
