//===- ReductionOps.cpp - Verifiers and halos of reductions ---------------===//

#include "dialects/MLA/IR/OpVerification.h"

using namespace mlir;
using namespace sima::mla;

static LogicalResult verifyReduction(ReducingOp op) {
  if (failed(verifyPerTensor(op, {op.getInput(), op.getOutput()})))
    return failure();
  int64_t rank = op.getInput().getType().getRank();
  int64_t next = rank > 1 ? 1 : 0; // what the next axis must at least be
  SmallVector<int64_t> expected(op.getInput().getType().getShape());
  for (int64_t axis : op.getAxes()) {
    if (axis < next || axis >= rank)
      return op->emitOpError("axes must ascend, from ")
             << (rank > 1 ? 1 : 0) << " to " << rank - 1 << ", found " << axis;
    expected[axis] = 1;
    next = axis + 1;
  }
  if (op.getOutput().getType().getShape() != ArrayRef<int64_t>(expected))
    return op->emitOpError("output must have the input's shape with 1 along "
                           "axes");
  return success();
}

static LogicalResult verifyExtremum(ReducingOp op) {
  if (failed(verifyArithmetic(op, op.getArithmetic(), kFrameworkArithmetics)) ||
      failed(verifySameQuantization(op, op.getInput(), op.getOutput())))
    return failure();
  return verifyReduction(op);
}

static Piece reductionInput(ReducingOp op, const Piece &piece) {
  Piece whole = mapShape(op.getInput().getType()).whole(piece.sample);
  return {piece.sample, op.reducesRows() ? whole.rows : piece.rows,
          op.reducesChannels() ? whole.channels : piece.channels};
}

LogicalResult ReduceMeanOp::verify() {
  if (failed(verifyArithmetic(*this, getArithmetic(), kFrameworkArithmetics)))
    return failure();
  return verifyReduction(*this);
}
Piece ReduceMeanOp::inputPiece(unsigned, const Piece &piece) {
  return reductionInput(*this, piece);
}
bool ReduceMeanOp::canSplitRows() { return !reducesRows(); }
bool ReduceMeanOp::canSplitChannels() { return !reducesChannels(); }

LogicalResult ReduceSumOp::verify() {
  if (failed(verifyArithmetic(
          *this, getArithmetic(),
          {Arithmetic::tflite, Arithmetic::tflite_u8, Arithmetic::onnx_float})))
    return failure();
  if (getArithmetic() != Arithmetic::onnx_float &&
      elementBytes(getInput().getType()) * elementBytes(getOutput().getType()) >
          1)
    return emitOpError("of 16-bit codes is not defined in ")
           << stringifyArithmetic(getArithmetic()) << " arithmetic";
  return verifyReduction(*this);
}
Piece ReduceSumOp::inputPiece(unsigned, const Piece &piece) {
  return reductionInput(*this, piece);
}
bool ReduceSumOp::canSplitRows() { return !reducesRows(); }
bool ReduceSumOp::canSplitChannels() { return !reducesChannels(); }

LogicalResult ReduceMaxOp::verify() { return verifyExtremum(*this); }
Piece ReduceMaxOp::inputPiece(unsigned, const Piece &piece) {
  return reductionInput(*this, piece);
}
bool ReduceMaxOp::canSplitRows() { return !reducesRows(); }
bool ReduceMaxOp::canSplitChannels() { return !reducesChannels(); }

LogicalResult ReduceMinOp::verify() { return verifyExtremum(*this); }
Piece ReduceMinOp::inputPiece(unsigned, const Piece &piece) {
  return reductionInput(*this, piece);
}
bool ReduceMinOp::canSplitRows() { return !reducesRows(); }
bool ReduceMinOp::canSplitChannels() { return !reducesChannels(); }

LogicalResult ArgMaxOp::verify() {
  if (failed(verifyArithmetic(*this, getArithmetic(), kFrameworkArithmetics)) ||
      failed(verifyReduction(*this)))
    return failure();
  if (getAxes().size() != 1)
    return emitOpError("has ") << getAxes().size() << " axes, needs one";
  RankedTensorType out = getOutput().getType();
  if (elementBytes(out) != 2 || tensorScale(out) != 1 ||
      tensorZeroPoint(out) != 0)
    return emitOpError("output holds positions: 16-bit codes of scale 1 and "
                       "zero point 0");
  if (count() > 32768)
    return emitOpError("finds a position among ")
           << count() << ", at most 32768 have a 16-bit code";
  return success();
}
Piece ArgMaxOp::inputPiece(unsigned, const Piece &piece) {
  return reductionInput(*this, piece);
}
bool ArgMaxOp::canSplitRows() { return !reducesRows(); }
bool ArgMaxOp::canSplitChannels() { return !reducesChannels(); }
