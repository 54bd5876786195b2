//===- Reasons.h - Why a schedule is as it is -------------------*- C++ -*-===//
//
// What the searches saw when they decided, kept for those who ask. A plan whose
// `reasons` are engaged gets them filled; nothing is decided by them.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SCHEDULE_REASONS_H
#define SIMA_SCHEDULE_REASONS_H

#include <cstdint>
#include <optional>
#include <vector>

namespace sima::schedule {

/// Parts into which samples, rows and channels of a layer's output are cut, one
/// for each quad, and the parts of a quad's rows that are computed one behind
/// the other.
struct Split {
  unsigned samples = 1, rows = 1, channels = 1;
  unsigned tiles = 1;
  bool operator==(const Split &o) const = default;
};

/// Why layers first to last - 1, a unit, are split as they are. Cycles are
/// those of the clock of tiles, from the beginning of the segment.
struct SplitReason {
  unsigned first = 0, last = 0;
  Split chosen;
  uint64_t end = 0;   ///< of the unit, on the way that was chosen
  unsigned tried = 0; ///< splits with different tiles
  /// The best of the other splits, and where the fastest way to it ends; not
  /// set where there is no other.
  std::optional<Split> other;
  uint64_t otherEnd = 0;
  unsigned otherTiles = 0; ///< of the unit's first layer, all quads together
  /// Where otherEnd < end: the layer behind which the ways that go through
  /// `other` have fallen behind, and by how much; -1: they are nowhere slower,
  /// but lost to equally fast ones.
  int decidedBy = -1;
  uint64_t decidedCycles = 0;
};

/// Why layers first to last - 1 are computed depth first. Cycles are estimates
/// of the search for cuts.
struct GroupReason {
  unsigned first = 0, last = 0;
  int64_t stripes = 1;       ///< of each sample
  uint64_t engineCycles = 0; ///< of the busiest engine
  uint64_t dramBytes = 0;    ///< of feature maps that come and go
  int64_t constantBytes = 0; ///< of all its layers
  int64_t stripeBytes = 0;   ///< in local memory, for stripes and streams
  int64_t mapBytes = 0;      ///< of maps that are there besides
  int64_t roomBytes = 0;     ///< that the group may take besides these
  int64_t insideBytes = 0;   ///< of the maps that never lie in memory whole
  uint64_t cycles = 0;       ///< of the group: engines and DRAM
  /// Sum of the groups of one layer that would compute the same; not set where
  /// one of them does not fit.
  std::optional<uint64_t> layerByLayer;
  /// Cycles by which the best way to compute all layers up to here is slower if
  /// the group begins a layer earlier, or ends a layer later (up to there);
  /// not set: that does not fit, or cannot be computed by rows.
  std::optional<int64_t> withBefore, withBehind;
};

/// A search for depth-first groups with some setting of memory.
struct SettingReason {
  int64_t mapBytes = 0, groupBytes = 0, chunkBytes = 0; ///< limits
  /// Estimate with stalls; not set: nothing fits.
  std::optional<uint64_t> cycles;
};

/// A feature map that was put into DRAM.
struct SpillReason {
  unsigned map = 0;
  unsigned layer = 0; ///< at which local memory was full
  int64_t bytes = 0;
};

/// A load and when it comes.
struct LoadReason {
  int layer = -1;           ///< whose constants it brings; -1: an input
  uint64_t aheadCycles = 0; ///< from its issue to the first use
  uint64_t stallCycles = 0; ///< by which the first use waits for it
  /// Whether it would have come earlier, had there been room or addresses; else
  /// DRAM brings it no earlier.
  bool lacksRoom = false;
};

struct Reasons {
  std::vector<SplitReason> splits; ///< in order of execution
  std::vector<GroupReason> groups; ///< of several layers, in order
  std::vector<SettingReason> settings;
  std::vector<SpillReason> spills;
  std::vector<LoadReason> loads;
  /// Estimates with all maps in local memory whole; not set: they do not fit.
  std::optional<uint64_t> wholeCycles;
  /// Estimate of what was chosen, with stalls and without.
  uint64_t cycles = 0, staticCycles = 0;
  /// Of each layer: when its first tile starts, by the clock of tiles.
  std::vector<uint64_t> starts;
};

} // namespace sima::schedule

#endif // SIMA_SCHEDULE_REASONS_H
