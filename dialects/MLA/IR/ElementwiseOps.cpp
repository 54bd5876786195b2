//===- ElementwiseOps.cpp - Verifiers of elementwise operations -----------===//

#include "dialects/MLA/IR/MLA.h"

using namespace mlir;
using namespace sima::mla;

LogicalResult sima::mla::verifyTFLite(Operation *op, Arithmetic arithmetic) {
  if (arithmetic != Arithmetic::tflite)
    return op->emitOpError("is not defined in ")
           << stringifyArithmetic(arithmetic) << " arithmetic, only in tflite";
  return success();
}

LogicalResult AddOp::verify() {
  if (failed(verifyTFLite(*this, getArithmetic())))
    return failure();
  MapShape lhs = mapShape(getLhs().getType());
  MapShape rhs = mapShape(getRhs().getType());
  if (!(lhs == rhs) || !(lhs == mapShape(getOutput().getType())))
    return emitOpError("operands and output must have one shape");
  for (Value value : {getLhs(), getRhs(), getOutput()})
    if (isPerAxis(value.getType()))
      return emitOpError("operands and output are quantized per tensor");
  return success();
}

Piece AddOp::inputPiece(unsigned, const Piece &piece) { return piece; }

LogicalResult SoftmaxOp::verify() {
  if (failed(verifyTFLite(*this, getArithmetic())))
    return failure();
  if (getInput().getType().getShape() != getOutput().getType().getShape())
    return emitOpError("input and output must have one shape");
  if (isPerAxis(getInput().getType()) || isPerAxis(getOutput().getType()))
    return emitOpError("input and output are quantized per tensor");
  double scale = tensorScale(getOutput().getType());
  int64_t zeroPoint = tensorZeroPoint(getOutput().getType());
  if (scale != 1.0 / 256 || zeroPoint != -128)
    return emitOpError("output has scale ")
           << scale << " and zero point " << zeroPoint
           << ", tflite arithmetic has 1/256 and -128";
  if (!getBeta().isFinite() || getBeta().isNegative())
    return emitOpError("beta must be finite and not negative");
  return success();
}

Piece SoftmaxOp::inputPiece(unsigned, const Piece &piece) {
  return {
      piece.sample, piece.rows, {0, mapShape(getInput().getType()).channels}};
}

bool SoftmaxOp::canSplitChannels() { return false; }
