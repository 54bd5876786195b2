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
#include "sima/Alloc/Problem.h"
#include "sima/Machine/Machine.h"
#include "sima/Plan/TilePlan.h"

namespace sima::schedule {

struct Tile {
  unsigned quad = 0;
  mla::Piece piece;
  bool operator==(const Tile &o) const = default;
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
  int64_t spillOffset = -1; ///< in the spill section, when home is dram

  int64_t elementBytes() const { return mla::elementBytes(value.getType()); }
  /// Bytes in local memory of a pixel of `channels`, of all, and of a row.
  int64_t pixelBytes(int64_t channels) const {
    return plan::PlacedMap::pixelBytes(channels, elementBytes());
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
  /// Bytes of the buffer that every quad sets aside.
  int64_t bufferBytes() const;
};

struct LayerPlan {
  plan::LayerBody body;
  std::string name;
  llvm::SmallVector<Operand, 2> operands;
  unsigned output = 0;
  std::vector<Tile>
      tiles; ///< in order; those of one chunk of channels together
  /// Buffers that the chunks of constants take turns in.
  int64_t constantSlots = 1;
  /// Buffers that tiles of feature maps in DRAM take turns in, each: 2, so that
  /// transfers and work overlap, or 1.
  int64_t streamSlots = 2;
  /// Whether constants stay in local memory after the last stage.
  bool resident = false;

  /// Distinct channel ranges of the tiles, in order of first use.
  llvm::SmallVector<mla::Range> chunks() const;
  llvm::SmallVector<mla::Range> chunksOf(unsigned quad) const;
  /// Most chunks that one quad works through.
  unsigned chunksPerQuad(unsigned quads) const;
  int64_t constantBytes() const; ///< of the largest chunk
  /// Of the largest tile.
  int64_t accumulatorBytes(const Machine &machine) const;
};

/// Names of the buffers of a layer.
std::string constantBufferName(llvm::StringRef layer, unsigned slot);
std::string accumulatorName(llvm::StringRef layer, unsigned slot);
std::string streamInputName(llvm::StringRef layer, unsigned operand,
                            unsigned slot);
std::string streamOutputName(llvm::StringRef layer, unsigned slot);

class SegmentPlan {
public:
  /// Layers and maps of `segment`; tiles, homes and slots where the IR has
  /// them.
  static mlir::FailureOr<SegmentPlan> analyze(mla::SegmentOp segment,
                                              const Machine &machine);

  mla::SegmentOp segment;
  const Machine *machine = nullptr;
  std::vector<FeatureMap> maps;
  std::vector<LayerPlan> layers;
  int64_t spillBytes = 0;
  /// Constants and inputs are brought this many stages ahead.
  int64_t prefetchStages = 2;

  /// Stage of a layer: 1 + its index; stage 0 is before the first.
  static int64_t stageOf(unsigned layer) { return int64_t(layer) + 1; }
  /// First and last stage in which a map is in use.
  mla::Range liveStages(const FeatureMap &map) const;

  /// The part of `map` that the tiles of `quad` read in `sample`, over all
  /// readers.
  mla::Piece needOf(const FeatureMap &map, unsigned quad, int64_t sample) const;
  /// The part that `tile` of `layer` reads of its operand, in the map's own
  /// shape.
  mla::Piece operandPiece(const LayerPlan &layer, unsigned operand,
                          const mla::Piece &tile) const;
  /// Sets the windows of every map from the tiles, and places spilled maps.
  void computeWindows();
  /// What has to lie in local memory, and in the accumulators.
  alloc::Problem localMemory() const;
  alloc::Problem accumulators() const;
  /// Two slots of accumulators per layer when they fit, else one.
  unsigned accumulatorSlots(const LayerPlan &layer) const;
  /// Largest stream buffer of an operand or of the output, over tiles.
  int64_t streamInputBytes(const LayerPlan &layer, unsigned operand) const;
  int64_t streamOutputBytes(const LayerPlan &layer) const;

  /// Every output element computed exactly once, tiles within their maps,
  /// quads that exist, accumulators that fit; emits an error otherwise.
  mlir::LogicalResult verifyTiles() const;
  /// verifyTiles() and an allocation that fits; the error explains what does
  /// not.
  llvm::Error verifyMemory() const;
};

/// Chooses tiles, homes and slots for every layer so that local memory and
/// accumulators are never exceeded. Emits an error with layer, bytes over and
/// remedy where nothing fits.
mlir::LogicalResult chooseSchedule(SegmentPlan &plan, bool allowSpill);

/// Writes the choices into the IR (ScheduleAttr of layers, home of loads).
void annotate(SegmentPlan &plan);

} // namespace sima::schedule

#endif // SIMA_SCHEDULE_SEGMENTPLAN_H
