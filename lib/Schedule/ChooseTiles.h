//===- ChooseTiles.h - Ways to split layers over quads ----------*- C++ -*-===//
//
// A unit is a layer and those behind it that follow its tiles on the VPU. This
// lists the ways in which quads can share it; ChooseLayouts picks one.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SCHEDULE_CHOOSETILES_H
#define SIMA_LIB_SCHEDULE_CHOOSETILES_H

#include "sima/Schedule/SegmentPlan.h"

namespace sima::schedule {

/// Parts into which samples, rows and channels of a layer's output are cut, one
/// for each quad, and the parts of a quad's rows that are computed one behind
/// the other.
struct Split {
  unsigned samples = 1, rows = 1, channels = 1;
  unsigned tiles = 1;
  bool operator==(const Split &o) const = default;
};

/// Tiles of a layer, all quads together.
inline constexpr size_t kMaxTiles = 16384;

/// Upper bounds on tiles, which the memory search lowers.
struct TileLimits {
  int64_t rows = INT64_MAX;
  int64_t channels = INT64_MAX; ///< a multiple of 16, or below 16
  bool operator==(const TileLimits &o) const = default;
};

/// Layers first to last - 1.
struct Unit {
  unsigned first = 0, last = 0;
  bool operator==(const Unit &o) const = default;
};

/// The units of a segment, in order. A layer that needs no MXU joins the unit
/// of the layer before it when it reads what that unit computes. Those of
/// `fixed`, in order, stay as they are.
std::vector<Unit> unitsOf(const SegmentPlan &plan, llvm::ArrayRef<Unit> fixed);

/// Splits that may be worth while, for as many quads as have work. `limits`:
/// of the unit's first layer.
llvm::SmallVector<Split> splitsOf(const SegmentPlan &plan, const Unit &unit,
                                  TileLimits limits);

/// Tiles of `layer` in a split; each fits the accumulators, if need be in
/// several passes over its columns. Incomplete, with more than kMaxTiles, when
/// there are too many.
std::vector<Tile> makeTiles(const SegmentPlan &plan, const LayerPlan &layer,
                            Split split, TileLimits limits);

/// Output channels whose constants take up to `bytes`, a multiple of 16, at
/// least; all where that is enough or they cannot be cut. Of sizes near the
/// largest one the one that the MXU computes fastest.
int64_t channelsFor(const Machine &machine, const LayerPlan &layer,
                    int64_t bytes);

/// Appends the tiles of a turn that compute a piece of `layer`.
void appendTiles(std::vector<Tile> &tiles, const SegmentPlan &plan,
                 const LayerPlan &layer, unsigned quad, const mla::Piece &piece,
                 TileLimits limits, unsigned turn);

/// Tiles of `follower` of a unit whose layers before it have theirs: rows have
/// the turn in which what they read is there.
std::vector<Tile> followTiles(const SegmentPlan &plan, const Unit &unit,
                              unsigned follower, Split split,
                              TileLimits limits);

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_CHOOSETILES_H
