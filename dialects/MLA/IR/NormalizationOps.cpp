//===- NormalizationOps.cpp - Verifiers and halos of normalisations -------===//

#include "dialects/MLA/IR/OpVerification.h"
#include "dialects/MLA/IR/Window.h"

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

/// Checks of norms that onnx has alone, in float32.
static LogicalResult verifyFloatNorm(Operation *op, Arithmetic arithmetic) {
  if (failed(verifyArithmetic(op, arithmetic, {Arithmetic::onnx_float})))
    return failure();
  return verifyNorm(op, op->getOperand(0), op->getResult(0));
}

//===----------------------------------------------------------------------===//
// Of softmax kind
//===----------------------------------------------------------------------===//

/// Checks the widths of input and output in `arithmetic`.
static LogicalResult verifyBytes(Operation *op, Arithmetic arithmetic,
                                 ArrayRef<std::pair<int64_t, int64_t>> pairs) {
  int64_t in = elementBytes(op->getOperand(0).getType());
  int64_t out = elementBytes(op->getResult(0).getType());
  if (llvm::is_contained(pairs, std::pair(in, out)))
    return success();
  return op->emitOpError("from ")
         << 8 * in << "-bit to " << 8 * out << "-bit codes is not defined in "
         << stringifyArithmetic(arithmetic) << " arithmetic";
}

/// Checks the output's quantization, the one that `arithmetic` computes.
static LogicalResult verifyOutput(Operation *op, Arithmetic arithmetic,
                                  int64_t stepsOfOne, int64_t zeroPoint) {
  Type type = op->getResult(0).getType();
  if (tensorScale(type) == 1.0 / double(stepsOfOne) &&
      tensorZeroPoint(type) == zeroPoint)
    return success();
  return op->emitOpError("output has scale ")
         << tensorScale(type) << " and zero point " << tensorZeroPoint(type)
         << ", " << stringifyArithmetic(arithmetic) << " arithmetic has 1/"
         << stepsOfOne << " and " << zeroPoint;
}

static LogicalResult verifyBetaOne(Operation *op, const APFloat &beta) {
  if (beta.convertToDouble() == 1.0)
    return success();
  return op->emitOpError("has a beta other than 1, which only softmax in "
                         "tflite arithmetics takes");
}

LogicalResult SoftmaxOp::verify() {
  if (failed(verifyNorm(*this, getInput(), getOutput())) ||
      failed(verifyNonNegative(*this, getBeta(), "beta")))
    return failure();
  Arithmetic arithmetic = getArithmetic();
  switch (arithmetic) {
  case Arithmetic::tflite:
    if (failed(verifyBytes(*this, arithmetic, {{1, 1}, {1, 2}})))
      return failure();
    if (elementBytes(getOutput().getType()) == 1)
      return verifyOutput(*this, arithmetic, 256, -128);
    return verifyOutput(*this, arithmetic, 65536, -32768);
  case Arithmetic::tflite_u8: // the kernel ignores the output's quantization
    return verifyBytes(*this, arithmetic, {{1, 1}});
  case Arithmetic::tflite_16x8:
    if (failed(verifyBytes(*this, arithmetic, {{2, 2}})))
      return failure();
    return verifyOutput(*this, arithmetic, 32768, 0);
  case Arithmetic::onnx:
  case Arithmetic::onnx_u8:
    if (failed(verifyBytes(*this, arithmetic, {{1, 1}})))
      return failure();
    return verifyBetaOne(*this, getBeta());
  case Arithmetic::onnx_float:
    return verifyBetaOne(*this, getBeta());
  default:
    return verifyArithmetic(*this, arithmetic, kFrameworkArithmetics);
  }
}
Piece SoftmaxOp::inputPiece(unsigned, const Piece &piece) {
  return allChannels(getInput(), piece);
}
bool SoftmaxOp::canSplitRows() { return true; }
bool SoftmaxOp::canSplitChannels() { return false; }

/// Checks of norms that tflite computes of 8-bit codes to a quantization of its
/// own, and onnx in float32.
static LogicalResult verifyFixedOutput(Operation *op, Arithmetic arithmetic,
                                       int64_t stepsOfOne, int64_t zeroPoint) {
  if (failed(verifyNorm(op, op->getOperand(0), op->getResult(0))) ||
      failed(verifyArithmetic(
          op, arithmetic,
          {Arithmetic::tflite, Arithmetic::tflite_u8, Arithmetic::onnx_float})))
    return failure();
  if (arithmetic == Arithmetic::onnx_float)
    return success();
  if (failed(verifyBytes(op, arithmetic, {{1, 1}})))
    return failure();
  return verifyOutput(op, arithmetic, stepsOfOne, zeroPoint);
}

LogicalResult LogSoftmaxOp::verify() {
  if (failed(verifyFixedOutput(*this, getArithmetic(), 16, 127)))
    return failure();
  return verifyBetaOne(*this, getBeta());
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
  if (failed(verifyFixedOutput(*this, getArithmetic(), 128, 0)))
    return failure();
  return verifyNonNegative(*this, getEpsilon(), "epsilon");
}
Piece L2NormalizationOp::inputPiece(unsigned, const Piece &piece) {
  return allChannels(getInput(), piece);
}
bool L2NormalizationOp::canSplitRows() { return true; }
bool L2NormalizationOp::canSplitChannels() { return false; }

LogicalResult LayerNormOp::verify() {
  if (failed(verifyFloatNorm(*this, getArithmetic())) ||
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
  if (failed(verifyFloatNorm(*this, getArithmetic())) ||
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
  if (failed(verifyFloatNorm(*this, getArithmetic())))
    return failure();
  if (int64_t size = getSize(); size < 1 || size > kMaxWindowValue)
    return emitOpError("size must be from 1 to ") << kMaxWindowValue;
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
  if (failed(verifyFloatNorm(*this, getArithmetic())) ||
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
