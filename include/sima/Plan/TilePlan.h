//===- TilePlan.h - Instructions of one tile --------------------*- C++ -*-===//
//
// A pure function from (layer, tile, places of its operands, machine) to
// instructions with cycles. Conversion prints them as `quad` operations.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PLAN_TILEPLAN_H
#define SIMA_PLAN_TILEPLAN_H

#include "dialects/Quad/IR/Quad.h"
#include "sima/Plan/Constants.h"

namespace sima::plan {

/// Where (part of) one sample of a feature map lies in local memory. Element
/// (row, column, channel) is at offset + (row - rows.begin)·rowStride +
/// column·pixelStride + channel - channels.begin.
struct PlacedMap {
  std::string buffer;
  int64_t offset = 0;
  mla::Range rows;
  mla::Range channels;
  int64_t rowStride = 0;
  int64_t pixelStride = 0;
  int64_t zeroPoint = 0;

  int64_t at(int64_t row, int64_t channel) const {
    return offset + (row - rows.begin) * rowStride + channel - channels.begin;
  }
};

enum class Opcode {
  Ld,
  St,
  Mv,
  Conv,
  Dwconv,
  Requant,
  RequantAdd,
  Eltwise,
  Pool,
  Norm,
  Reduce,
  Copy
};

/// One instruction. `views` in the order of the instruction word.
struct Instr {
  Opcode opcode;
  llvm::SmallVector<quad::ViewAttr, 5> views;
  std::array<int64_t, 2> strides{1, 1}, dilations{1, 1}, padding{},
      window{1, 1};
  int64_t parallelBlocks = 1; ///< K
  int64_t lo = 0, hi = 0;     ///< clamp of requant
  quad::Mode mode = quad::Mode::tflite;
  bool average = false; ///< pool
  int64_t axes = 0;     ///< reduce: 1 rows, 2 columns, 4 channels
  uint64_t mask = 0;    ///< ld, mv
  bool fill = false;    ///< copy
};

/// What planTile() needs to know besides the tile.
struct TileContext {
  const Machine &machine;
  const LayerBody &body;
  llvm::ArrayRef<PlacedMap> inputs; ///< one per layer operand
  PlacedMap output;
  std::string accumulator; ///< buffer, when the layer uses one
  std::string constants;   ///< buffer of the chunk
  int64_t constantsOffset = 0;
  const ConstantChunk &chunk; ///< channels equal the tile's
};

/// The compute instructions of `piece` of the layer's output: of a convolution,
/// two for each pass over some of its columns.
llvm::SmallVector<Instr, 2> planTile(const TileContext &context,
                                     const mla::Piece &piece);

/// Output columns of `piece` that are in the accumulators at a time: all of
/// them; or of a single row that is wider than the accumulators, what half of
/// them holds, so that MXU and VPU overlap.
int64_t columnsPerPass(const Machine &machine, const LayerBody &body,
                       const mla::Piece &piece);

/// K with the fewest cycles for a (depthwise) convolution; ties: the smallest.
unsigned bestParallelBlocks(const Machine &machine, bool depthwise,
                            int64_t positions, int64_t outChannels,
                            int64_t inChannels, int64_t taps);
/// MXU cycles of `piece`, 0 when the layer does not use the MXU.
uint64_t matrixCycles(const Machine &machine, const LayerBody &body,
                      const mla::Piece &piece);
/// VPU cycles of `piece`.
uint64_t vectorCycles(const Machine &machine, const LayerBody &body,
                      const mla::Piece &piece);
/// Accumulator bytes of `piece`: of all its columns, or of two passes.
int64_t accumulatorBytes(const Machine &machine, const LayerBody &body,
                         const mla::Piece &piece);

} // namespace sima::plan

#endif // SIMA_PLAN_TILEPLAN_H
