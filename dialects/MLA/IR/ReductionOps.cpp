//===- ReductionOps.cpp - Verifiers and halos of reductions ---------------===//

#include "dialects/MLA/IR/MLA.h"

using namespace mlir;
using namespace sima::mla;

LogicalResult ReduceMeanOp::verify() {
  if (failed(verifyTFLite(*this, getArithmetic())))
    return failure();
  if (isPerAxis(getInput().getType()) || isPerAxis(getOutput().getType()))
    return emitOpError("input and output are quantized per tensor");
  int64_t rank = getInput().getType().getRank();
  int64_t next = rank > 1 ? 1 : 0; // what the next axis must at least be
  SmallVector<int64_t> expected(getInput().getType().getShape());
  for (int64_t axis : getAxes()) {
    if (axis < next || axis >= rank)
      return emitOpError("axes must ascend, from ")
             << (rank > 1 ? 1 : 0) << " to " << rank - 1 << ", found " << axis;
    expected[axis] = 1;
    next = axis + 1;
  }
  if (getOutput().getType().getShape() != ArrayRef<int64_t>(expected))
    return emitOpError("output must have the input's shape with 1 along axes");
  return success();
}

/// Whether the dimension that is number `fromEnd` from the last is averaged.
static bool reduces(ReduceMeanOp op, int64_t fromEnd) {
  int64_t rank = op.getInput().getType().getRank();
  return llvm::is_contained(op.getAxes(), rank - 1 - fromEnd);
}

bool ReduceMeanOp::reducesRows() { return reduces(*this, 2); }
bool ReduceMeanOp::reducesColumns() { return reduces(*this, 1); }
bool ReduceMeanOp::reducesChannels() { return reduces(*this, 0); }

int64_t ReduceMeanOp::count() {
  int64_t count = 1;
  for (int64_t axis : getAxes())
    count *= getInput().getType().getDimSize(axis);
  return count;
}

Piece ReduceMeanOp::inputPiece(unsigned, const Piece &piece) {
  Piece whole = mapShape(getInput().getType()).whole(piece.sample);
  return {piece.sample, reducesRows() ? whole.rows : piece.rows,
          reducesChannels() ? whole.channels : piece.channels};
}

bool ReduceMeanOp::canSplitRows() { return !reducesRows(); }
bool ReduceMeanOp::canSplitChannels() { return !reducesChannels(); }
