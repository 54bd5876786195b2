//===- MovePlan.h - Copies that move the codes of a tile --------*- C++ -*-===//
//
// From an index map and the places of the maps to strided copies of bytes: few
// of them, with long runs. Pure; knows no instructions and no buffers.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PLAN_MOVEPLAN_H
#define SIMA_PLAN_MOVEPLAN_H

#include "dialects/MLA/IR/IndexMap.h"
#include "sima/Machine/Machine.h"
#include "sima/Machine/PlainRuns.h"

namespace sima::plan {

/// How (part of) one sample of a feature map lies in local memory. Element
/// (row, column, channel), counted from the first row and channel that are
/// there, is at offset + row·rowStride + column·pixelStride + channel. With two
/// byte planes its low byte is at 32·⌊channel / 16⌋ + channel mod 16 in place
/// of channel and its high byte 16 bytes behind; strides are multiples of 32
/// then.
struct MovePlace {
  int64_t offset = 0;
  mla::Range rows, channels;
  int64_t rowStride = 0, pixelStride = 0;
  bool planes = false;

  /// All of a map, dense.
  static MovePlace ofWhole(const mla::MapShape &shape, bool planes);
};

/// Bytes that one instruction moves, or fills with `value`.
struct MoveCopy {
  std::optional<unsigned> operand; ///< none: a fill
  uint8_t value = 0;
  int64_t to = 0, from = 0; ///< offsets
  PlainShape dst, src;      ///< equal sizes; of a fill src counts for nothing

  /// As the instruction is charged.
  uint64_t cycles(const Machine &machine) const;
};

/// The copies and fills that make `piece` of the output of `map`, in an order
/// in which they may overwrite one another. The places hold whatever the piece
/// touches.
std::vector<MoveCopy> planMoves(const Machine &machine,
                                const mla::IndexMap &map,
                                const mla::Piece &piece, const MovePlace &out,
                                llvm::ArrayRef<MovePlace> operands);

/// Cycles of planMoves() where all maps lie whole and dense.
uint64_t moveCycles(const Machine &machine, const mla::IndexMap &map,
                    const mla::Piece &piece, bool planes);

} // namespace sima::plan

#endif // SIMA_PLAN_MOVEPLAN_H
