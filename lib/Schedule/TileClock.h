//===- TileClock.h - When tiles run, roughly --------------------*- C++ -*-===//
//
// The static clock at the grain of tiles: engines of each quad, accumulators,
// exchanges over links. It drives choices; what a schedule really takes is
// computed by the event model from instructions.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SCHEDULE_TILECLOCK_H
#define SIMA_LIB_SCHEDULE_TILECLOCK_H

#include "sima/Schedule/SegmentPlan.h"
#include <map>
#include <memory>

namespace sima::schedule {

/// MXU and VPU cycles of tiles, kept for those that are asked for again. They
/// are what the code generator will emit.
class TileCosts {
public:
  struct Cost {
    uint64_t matrix = 0, vector = 0;
  };
  Cost of(const SegmentPlan &plan, unsigned layer, const mla::Piece &piece);

private:
  using Key = std::tuple<unsigned, int64_t, int64_t, int64_t>;
  std::map<Key, Cost> known;
};

/// Tiles of layers that are executed together, with all that times depend on.
class TileWork {
public:
  /// Layers `first` to `last` - 1, with the tiles that they have in `plan`.
  TileWork(const SegmentPlan &plan, TileCosts &costs, unsigned first,
           unsigned last);

private:
  friend class TileClock;
  struct WorkItem {
    unsigned layer;
    Tile tile;
    TileCosts::Cost cost;
    llvm::SmallVector<mla::Piece, 2> needs; ///< per operand of the layer
  };
  /// What the quads need of a map: [quad * samples + sample].
  struct MapNeeds {
    unsigned map;
    std::vector<mla::Piece> needs;
  };

  unsigned first, last;
  std::vector<WorkItem> items;   ///< in order
  std::vector<MapNeeds> inputs;  ///< of maps made before
  std::vector<MapNeeds> outputs; ///< of what each layer makes
};

/// A tile that is computed.
struct DoneTile {
  Tile tile;
  uint64_t end = 0;
  /// When what a quad needs of it has arrived there; 0: not sent.
  llvm::SmallVector<uint64_t, 4> arrival;
};
/// Per sample.
using DoneTiles = std::vector<std::vector<DoneTile>>;

class TileClock {
public:
  explicit TileClock(unsigned quads) : quads(quads) {}

  /// Executes tiles. Returns the cycle in which the last of them ends.
  /// `starts`, unless null, gets the first cycle of each.
  uint64_t run(const SegmentPlan &plan, const TileWork &work,
               std::vector<uint64_t> *starts = nullptr);

private:
  struct Quad {
    uint64_t matrix = 0, vector = 0, link = 0, load = 0;
    /// When the buffers of accumulators are free again.
    std::array<uint64_t, 2> accumulators{};
    unsigned turn = 0;
  };

  void send(const SegmentPlan &plan, const FeatureMap &map,
            llvm::ArrayRef<mla::Piece> needs, DoneTile &done);
  uint64_t ready(const SegmentPlan &plan, const TileWork::WorkItem &item);

  llvm::SmallVector<Quad, 4> quads;
  /// Of maps that are still read.
  std::map<unsigned, std::shared_ptr<const DoneTiles>> done;
};

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_TILECLOCK_H
