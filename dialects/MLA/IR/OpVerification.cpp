//===- OpVerification.cpp - What verifiers of operations share ------------===//

#include "dialects/MLA/IR/OpVerification.h"

using namespace mlir;
using namespace sima::mla;

static RankedTensorType tensorOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

LogicalResult sima::mla::verifyArithmetic(Operation *op, Arithmetic arithmetic,
                                          ArrayRef<Arithmetic> defined) {
  if (llvm::is_contained(defined, arithmetic))
    return success();
  InFlightDiagnostic diagnostic = op->emitOpError("is not defined in ");
  diagnostic << stringifyArithmetic(arithmetic) << " arithmetic, only in ";
  llvm::interleaveComma(defined, diagnostic, [&](Arithmetic known) {
    diagnostic << stringifyArithmetic(known);
  });
  return diagnostic;
}

LogicalResult sima::mla::verifyPerTensor(Operation *op, ValueRange values) {
  for (Value value : values)
    if (isPerAxis(value.getType()))
      return op->emitOpError("operands and output are quantized per tensor");
  return success();
}

LogicalResult sima::mla::verifySameQuantization(Operation *op, Value input,
                                                Value output) {
  if (isPerAxis(input.getType()) ||
      tensorOf(input).getElementType() != tensorOf(output).getElementType())
    return op->emitOpError("output must have the input's quantization");
  return success();
}

LogicalResult sima::mla::verifySameShape(Operation *op, Value input,
                                         Value output) {
  if (tensorOf(input).getShape() != tensorOf(output).getShape())
    return op->emitOpError("input and output must have one shape");
  return success();
}

LogicalResult sima::mla::verifyShape(Operation *op, Value output,
                                     ArrayRef<int64_t> expected,
                                     StringRef what) {
  if (tensorOf(output).getShape() == expected)
    return success();
  auto print = [](InFlightDiagnostic &diagnostic, ArrayRef<int64_t> shape) {
    llvm::interleave(
        shape, [&](int64_t size) { diagnostic << size; },
        [&] { diagnostic << "x"; });
  };
  InFlightDiagnostic diagnostic = op->emitOpError("output has shape ");
  print(diagnostic, tensorOf(output).getShape());
  diagnostic << ", " << what << " gives ";
  print(diagnostic, expected);
  return diagnostic;
}

LogicalResult sima::mla::verifyAxis(Operation *op, Value tensor, int64_t axis) {
  int64_t rank = tensorOf(tensor).getRank();
  int64_t first = rank > 1 ? 1 : 0;
  if (axis < first || axis >= rank)
    return op->emitOpError("axis ")
           << axis << " is not from " << first << " to " << rank - 1;
  return success();
}

Piece sima::mla::broadcastPiece(Value operand, const Piece &piece) {
  MapShape shape = mapShape(operand.getType());
  return {piece.sample, shape.height == 1 ? Range{0, 1} : piece.rows,
          shape.channels == 1 ? Range{0, 1} : piece.channels};
}

bool sima::mla::reducesDimension(Value tensor, ArrayRef<int64_t> axes,
                                 int64_t fromEnd) {
  return llvm::is_contained(axes, tensorOf(tensor).getRank() - 1 - fromEnd);
}

int64_t sima::mla::reducedCount(Value tensor, ArrayRef<int64_t> axes) {
  int64_t count = 1;
  for (int64_t axis : axes)
    count *= tensorOf(tensor).getDimSize(axis);
  return count;
}
