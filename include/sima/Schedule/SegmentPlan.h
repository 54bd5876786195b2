//===- SegmentPlan.h - Layers of a segment, in memory -----------*- C++ -*-===//
//
// The scheduling view of one `mla.segment`: which layer reads and writes which
// feature map, which tiles each quad computes, what every quad must therefore
// hold in local memory, and for how long. Built from IR; the choices in it
// (tiles, homes) come from ScheduleAttr or from chooseTiles().
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SCHEDULE_SEGMENTPLAN_H
#define SIMA_SCHEDULE_SEGMENTPLAN_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Alloc/Solve.h"
#include "sima/Machine/Machine.h"
#include "sima/Plan/StoredShare.h"
#include "sima/Plan/TilePlan.h"
#include "sima/Schedule/Reasons.h"

namespace sima::schedule {

struct Tile {
  unsigned quad = 0;
  mla::Piece piece;
  unsigned turn = 0; ///< orders the tiles of a group of layers
  bool operator==(const Tile &o) const = default;
};

/// A tile in the order of the segment. Its index there is its position.
struct Item {
  unsigned layer = 0;
  unsigned tile = 0;
};

/// One operand of a layer: a feature map, seen through reshapes as `shape`.
struct Operand {
  unsigned map = 0;
  mla::MapShape shape;
};

/// What one quad holds of a feature map: whole rows of some samples.
struct Window {
  mla::Range samples;
  mla::Range rows;
  bool empty() const { return samples.empty() || rows.empty(); }
  bool operator==(const Window &o) const = default;
};

/// Rows of a feature map that are in local memory for the tiles of one turn.
struct Stripe {
  unsigned turn = 0;                 ///< of the tiles that read it
  llvm::SmallVector<Window> windows; ///< per quad
  mla::Range span;   ///< positions: from the first tile that writes it, or that
                     ///< rows of the stripe before are copied for, to the last
                     ///< one that reads it
  unsigned slot = 0; ///< its buffer among those of the map
};

struct FeatureMap {
  mlir::Value value;
  std::string name; ///< of its buffer
  mla::MapShape shape;
  mla::Home home = mla::Home::lm;
  int producer = -1; ///< layer, or -1: brought by `load`
  mla::LoadOp load;
  llvm::SmallVector<mla::StoreOp, 1> stores;
  llvm::SmallVector<unsigned> readers; ///< layers, ascending
  llvm::SmallVector<Window> windows;   ///< per quad, when home is lm
  std::vector<Stripe> stripes;         ///< by turn, when home is stripes
  unsigned stripeSlots = 0;            ///< buffers that they take turns in
  /// What the tiles of a quad read of a sample: [quad * samples + sample].
  std::vector<mla::Piece> needs;
  int64_t spillOffset = -1; ///< in the spill section, when home is dram
  /// An output whose pixels are padded to 16 channels, as they are in DRAM, so
  /// that rows are stored in one run.
  bool padded = false;
  /// An input in local memory is brought directly before this position.
  int64_t loadPosition = 0;
  int64_t bytesOfElement = 1; ///< of `value`, as it is stored

  const mla::Piece &needOf(unsigned quad, int64_t sample) const {
    return needs[quad * shape.samples + sample];
  }

  int64_t elementBytes() const { return bytesOfElement; }
  /// Bytes in local memory of a pixel of `channels`, of all, and of a row.
  int64_t pixelBytes(int64_t channels) const {
    return plan::PlacedMap::pixelBytes(
        padded ? llvm::alignTo(channels, 16) : channels, elementBytes());
  }
  int64_t pixelBytes() const { return pixelBytes(shape.channels); }
  int64_t rowBytes() const { return shape.width * pixelBytes(); }
  int64_t windowBytes(const Window &w) const {
    return w.samples.size() * w.rows.size() * rowBytes();
  }
  /// Bytes of a sample in the spill section.
  int64_t spillSampleBytes() const {
    return shape.elementsPerSample() * elementBytes();
  }
  /// Bytes of the buffer that every quad sets aside; of one of the stripes'.
  int64_t bufferBytes() const;
  /// The stripe for the readers of a turn, or null.
  const Stripe *stripeOf(unsigned turn) const;
  /// The stripe that the tile of a turn writes: the first one, from this turn
  /// on, for readers of its rows in its quad, or the last where nobody reads
  /// these; null: there is none.
  const Stripe *stripeWrittenBy(const Tile &tile) const;
};

struct LayerPlan {
  plan::LayerBody body;
  std::string name;
  llvm::SmallVector<Operand, 2> operands;
  unsigned output = 0;
  std::vector<Tile> tiles;
  /// Layers of one group execute their tiles by turns.
  unsigned group = 0;
  /// Buffer k holds the constants of the k-th range of channels of each quad,
  /// which are brought directly before position loads[k].
  std::vector<int64_t> loads;
  /// Buffers that tiles of feature maps in DRAM take turns in, each: 2, so that
  /// transfers and work overlap, or 1.
  int64_t streamSlots = 2;
  /// Whether constants stay in local memory after the last stage.
  bool resident = false;
  /// What of the constants has to come from DRAM, in chooseSchedule().
  plan::StoredShare stored;
  /// Equal for layers whose tiles take the same cycles and bytes; and for those
  /// that also have like neighbours.
  unsigned costClass = 0, wiringClass = 0;

  // What derive() finds.
  /// First position of a tile, and the one behind the last.
  mla::Range span;
  /// The same of the tiles that use each buffer of constants.
  llvm::SmallVector<mla::Range> constantSpans;
  /// Of each tile: its place among those of its quad, and its constants'
  /// buffer.
  std::vector<unsigned> numberOfTile, chunkOfTile;
  std::vector<int64_t> positionOfTile;
  unsigned era = 0; ///< of accumulators

  /// Distinct channel ranges of the tiles, in order of first use.
  llvm::SmallVector<mla::Range> chunks() const;
  /// Bytes of a buffer of constants: the largest of all quads.
  int64_t constantBytes(unsigned chunk) const;
  int64_t constantBytes() const; ///< of the largest
  /// Of the largest tile.
  int64_t accumulatorBytes(const Machine &machine) const;
};

/// Consecutive groups of layers whose tiles take turns in one set of buffers of
/// accumulators.
struct AccumulatorEra {
  mla::Range span; ///< of positions
  int64_t bytes = 0;
  unsigned slots = 1;
};

/// Names of the buffers of a layer.
std::string constantBufferName(llvm::StringRef layer, unsigned chunk);
std::string accumulatorName(unsigned era, unsigned slot);
std::string streamInputName(llvm::StringRef layer, unsigned operand,
                            unsigned slot);
std::string streamOutputName(llvm::StringRef layer, unsigned slot);
std::string stripeName(llvm::StringRef map, unsigned slot);

class SegmentPlan {
public:
  /// Layers and maps of `segment`; tiles, homes and slots where the IR has
  /// them. Emits an error for what cannot be scheduled, and for tiles that do
  /// not cover their layers.
  static mlir::FailureOr<SegmentPlan> analyze(mla::SegmentOp segment,
                                              const Machine &machine);

  mla::SegmentOp segment;
  const Machine *machine = nullptr;
  std::vector<FeatureMap> maps;
  std::vector<LayerPlan> layers;
  int64_t spillBytes = 0;
  /// Filled by chooseSchedule() where engaged.
  std::optional<Reasons> reasons;

  // What derive() finds.
  std::vector<Item> order;
  std::vector<AccumulatorEra> eras;

  const Tile &tileOf(const Item &item) const {
    return layers[item.layer].tiles[item.tile];
  }
  /// Positions from the first in which a map is in use to behind the last.
  mla::Range spanOf(const FeatureMap &map) const;
  /// The part that `tile` of `layer` reads of its operand, in the map's own
  /// shape.
  mla::Piece operandPiece(const LayerPlan &layer, unsigned operand,
                          const mla::Piece &tile) const;
  /// The last turn of the tiles that a tile of `layer` reads, of layers from
  /// `first` on; 0 when it reads none. Of stripes it reads its own quad's.
  unsigned turnOf(const LayerPlan &layer, unsigned quad,
                  const mla::Piece &piece, unsigned first) const;
  /// Finds order, windows and needs of maps, accumulators and the places of
  /// spilled maps from the tiles.
  void derive();
  /// What has to lie in local memory, and in the accumulators, at which
  /// positions.
  alloc::Problem localMemory() const;
  alloc::Problem accumulators() const;
  /// solve() for one of these; errors call a position by its tile.
  llvm::Expected<alloc::Solution>
  allocate(const alloc::Problem &problem,
           const alloc::Options &options = {}) const;
  /// "tile 3 of 16 of layer 'conv2d_0'"; positions outside of the order are
  /// the begin and the end of the segment.
  std::string describePosition(int64_t position) const;
  /// Largest stream buffer of an operand or of the output, over tiles.
  int64_t streamInputBytes(const LayerPlan &layer, unsigned operand) const;
  int64_t streamOutputBytes(const LayerPlan &layer) const;

  /// Every output element computed exactly once, by tiles within their maps, on
  /// quads that exist: what derive() takes for granted. Emits an error
  /// otherwise.
  mlir::LogicalResult verifyCover() const;
  /// verifyCover(), accumulators that fit, tiles in order, inputs and constants
  /// that are there when they are used; emits an error otherwise.
  mlir::LogicalResult verifyTiles() const;
  /// verifyTiles() and an allocation that fits; the error explains what does
  /// not.
  llvm::Error verifyMemory() const;
};

/// Chooses tiles, homes and slots for every layer so that local memory and
/// accumulators are never exceeded. Emits an error with layer, bytes over and
/// remedy where nothing fits.
mlir::LogicalResult chooseSchedule(SegmentPlan &plan, bool allowSpill);

/// Writes the choices into the IR (ScheduleAttr of layers, home and position of
/// loads).
void annotate(SegmentPlan &plan);

} // namespace sima::schedule

#endif // SIMA_SCHEDULE_SEGMENTPLAN_H
