//===- ChooseTiles.h - How one layer is split over quads --------*- C++ -*-===//
#ifndef SIMA_SCHEDULE_CHOOSETILES_H
#define SIMA_SCHEDULE_CHOOSETILES_H

#include "sima/Schedule/SegmentPlan.h"

namespace sima::schedule {

/// Axis along which quads share the work of a layer.
enum class Split { Samples, Rows, Channels };

/// Tiles of a layer, all quads together.
inline constexpr size_t kMaxTiles = 16384;

/// Upper bounds on tiles, which the memory search lowers.
struct TileLimits {
  int64_t rows = INT64_MAX;
  int64_t channels = INT64_MAX; ///< a multiple of 16, or below 16
};

/// Tiles of `layer` when quads share it along `split`; each fits the
/// accumulators, if need be in several passes over its columns. Incomplete,
/// with more than kMaxTiles, when there are too many.
std::vector<Tile> makeTiles(const SegmentPlan &plan, const LayerPlan &layer,
                            Split split, TileLimits limits);
/// The split with the fewest estimated cycles, given the tiles of the layers
/// that feed this one.
Split chooseSplit(SegmentPlan &plan, unsigned layer, TileLimits limits);

} // namespace sima::schedule

#endif // SIMA_SCHEDULE_CHOOSETILES_H
