//===- NormalizationOps.cpp - Verifiers and halos of normalisations -------===//

#include "dialects/MLA/IR/OpVerification.h"

using namespace mlir;
using namespace sima::mla;

/// All channels of the rows of `piece`.
static Piece allChannels(Value input, const Piece &piece) {
  return {piece.sample, piece.rows, {0, mapShape(input.getType()).channels}};
}

/// A constant with a value for each channel.
static LogicalResult verifyChannels(Operation *op, Value input, Value values,
                                    StringRef name) {
  int64_t channels = mapShape(input.getType()).channels;
  auto type = cast<RankedTensorType>(values.getType());
  if (type.getRank() != 1 || type.getDimSize(0) != channels)
    return op->emitOpError(name)
           << " needs one value for each of " << channels << " channels";
  return success();
}

static LogicalResult verifyNonNegative(Operation *op, const APFloat &value,
                                       StringRef name) {
  if (!value.isFinite() || value.isNegative())
    return op->emitOpError(name) << " must be finite and not negative";
  return success();
}

static LogicalResult verifyNorm(Operation *op, Value input, Value output) {
  if (failed(verifySameShape(op, input, output)))
    return failure();
  return verifyPerTensor(op, {input, output});
}

//===----------------------------------------------------------------------===//
// Of softmax kind
//===----------------------------------------------------------------------===//

LogicalResult SoftmaxOp::verify() {
  if (failed(verifyNorm(*this, getInput(), getOutput())) ||
      failed(verifyNonNegative(*this, getBeta(), "beta")))
    return failure();
  double scale = tensorScale(getOutput().getType());
  int64_t zeroPoint = tensorZeroPoint(getOutput().getType());
  if (getArithmetic() == Arithmetic::tflite &&
      elementBytes(getOutput().getType()) == 1 &&
      (scale != 1.0 / 256 || zeroPoint != -128))
    return emitOpError("output has scale ")
           << scale << " and zero point " << zeroPoint
           << ", tflite arithmetic has 1/256 and -128";
  return success();
}
Piece SoftmaxOp::inputPiece(unsigned, const Piece &piece) {
  return allChannels(getInput(), piece);
}
bool SoftmaxOp::canSplitRows() { return true; }
bool SoftmaxOp::canSplitChannels() { return false; }

LogicalResult LogSoftmaxOp::verify() {
  if (failed(verifyNorm(*this, getInput(), getOutput())))
    return failure();
  return verifyNonNegative(*this, getBeta(), "beta");
}
Piece LogSoftmaxOp::inputPiece(unsigned, const Piece &piece) {
  return allChannels(getInput(), piece);
}
bool LogSoftmaxOp::canSplitRows() { return true; }
bool LogSoftmaxOp::canSplitChannels() { return false; }

//===----------------------------------------------------------------------===//
// Over the channels of a position
//===----------------------------------------------------------------------===//

LogicalResult L2NormalizationOp::verify() {
  if (failed(verifyNorm(*this, getInput(), getOutput())))
    return failure();
  return verifyNonNegative(*this, getEpsilon(), "epsilon");
}
Piece L2NormalizationOp::inputPiece(unsigned, const Piece &piece) {
  return allChannels(getInput(), piece);
}
bool L2NormalizationOp::canSplitRows() { return true; }
bool L2NormalizationOp::canSplitChannels() { return false; }

LogicalResult LayerNormOp::verify() {
  if (failed(verifyNorm(*this, getInput(), getOutput())) ||
      failed(verifyNonNegative(*this, getEpsilon(), "epsilon")) ||
      failed(verifyChannels(*this, getInput(), getScale(), "scale")))
    return failure();
  return verifyChannels(*this, getInput(), getOffset(), "offset");
}
Piece LayerNormOp::inputPiece(unsigned, const Piece &piece) {
  return allChannels(getInput(), piece);
}
bool LayerNormOp::canSplitRows() { return true; }
bool LayerNormOp::canSplitChannels() { return false; }

LogicalResult RMSNormOp::verify() {
  if (failed(verifyNorm(*this, getInput(), getOutput())) ||
      failed(verifyNonNegative(*this, getEpsilon(), "epsilon")))
    return failure();
  return verifyChannels(*this, getInput(), getScale(), "scale");
}
Piece RMSNormOp::inputPiece(unsigned, const Piece &piece) {
  return allChannels(getInput(), piece);
}
bool RMSNormOp::canSplitRows() { return true; }
bool RMSNormOp::canSplitChannels() { return false; }

LogicalResult LRNOp::verify() {
  if (failed(verifyNorm(*this, getInput(), getOutput())))
    return failure();
  if (int64_t(getSize()) < 1)
    return emitOpError("size must be at least 1");
  for (const APFloat &value : {getAlpha(), getBeta(), getBias()})
    if (!value.isFinite())
      return emitOpError("alpha, beta and bias must be finite");
  return success();
}
Piece LRNOp::inputPiece(unsigned, const Piece &piece) {
  return allChannels(getInput(), piece);
}
bool LRNOp::canSplitRows() { return true; }
bool LRNOp::canSplitChannels() { return false; }

//===----------------------------------------------------------------------===//
// Over the positions of a channel
//===----------------------------------------------------------------------===//

LogicalResult InstanceNormOp::verify() {
  if (failed(verifyNorm(*this, getInput(), getOutput())) ||
      failed(verifyNonNegative(*this, getEpsilon(), "epsilon")) ||
      failed(verifyChannels(*this, getInput(), getScale(), "scale")))
    return failure();
  return verifyChannels(*this, getInput(), getOffset(), "offset");
}
Piece InstanceNormOp::inputPiece(unsigned, const Piece &piece) {
  return {
      piece.sample, {0, mapShape(getInput().getType()).height}, piece.channels};
}
bool InstanceNormOp::canSplitRows() { return false; }
bool InstanceNormOp::canSplitChannels() { return true; }
