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

/// Where (part of) one sample of a feature map lies in local memory. With
/// c = channel - channels.begin, element (row, column, channel) is at offset +
/// (row - rows.begin)·rowStride + column·pixelStride + c; one of 16 bits has
/// its low byte at ... + ⌊c/16⌋·32 + c mod 16 and the high byte 16 behind it,
/// and channels.begin is a multiple of 16.
struct PlacedMap {
  std::string buffer;
  int64_t offset = 0;
  mla::Range rows;
  mla::Range channels;
  int64_t rowStride = 0;
  int64_t pixelStride = 0;
  int64_t zeroPoint = 0;
  int64_t elementBytes = 1;
  /// Bytes behind the last channel, up to a multiple of 16, hold zeros.
  bool padded = false;

  int64_t at(int64_t row, int64_t channel) const {
    return offset + (row - rows.begin) * rowStride +
           channelOffset(channel - channels.begin);
  }
  /// Bytes from the first channel to channel number `c`.
  int64_t channelOffset(int64_t c) const {
    return elementBytes == 1 ? c : c / 16 * 32 + c % 16;
  }
  /// Bytes of a pixel of `channels`.
  static int64_t pixelBytes(int64_t channels, int64_t elementBytes) {
    return elementBytes == 1 ? channels : (channels + 15) / 16 * 32;
  }
};

enum class Opcode {
  Ld,
  Ldz,
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
  Copy,
  Lut,
  Lut16,
  Resize
};

/// One instruction. `views` in the order of the instruction word.
struct Instr {
  Opcode opcode;
  llvm::SmallVector<quad::ViewAttr, 5> views;
  std::array<int64_t, 2> strides{1, 1}, dilations{1, 1}, padding{},
      window{1, 1};
  int64_t parallelBlocks = 1; ///< K
  bool accumulate = false;    ///< conv, dwconv
  int64_t lo = 0, hi = 0;     ///< clamp of requant
  quad::Mode mode = quad::Mode::tflite;
  unsigned kind = 0;       ///< eltwise, pool, norm, reduce, resize: its number
  int64_t parBytes = 0;    ///< of what these read at `par`
  bool subtract = false;   ///< requant_add
  bool includePad = false; ///< pool
  bool broadcastA = false, broadcastB = false; ///< eltwise
  bool perChannel = false;                     ///< lut
  int64_t row = 0, srcRow = 0; ///< resize: first rows in the whole maps
  int64_t axes = 0;            ///< reduce: 1 rows, 2 columns, 4 channels
  uint64_t mask = 0;           ///< ld, mv
  bool fill = false;           ///< copy
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

/// The compute instructions of `piece` of the layer's output.
llvm::SmallVector<Instr, 2> planTile(const TileContext &context,
                                     const mla::Piece &piece);
/// How the MXU takes the instruction of a tile that keeps it longest: at a time
/// so many output positions (P) times blocks of 16 output channels (K).
struct MatrixMapping {
  unsigned positions = 0, blocks = 0;
  uint64_t cycles = 0;
  /// The next best way; 0 where there is one only.
  unsigned otherPositions = 0, otherBlocks = 0;
  uint64_t otherCycles = 0;
};
/// Of the instructions of `piece`; none when the layer does not use the MXU.
std::optional<MatrixMapping> matrixMapping(const Machine &machine,
                                           const LayerBody &body,
                                           const mla::Piece &piece);
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
