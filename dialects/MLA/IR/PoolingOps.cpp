//===- PoolingOps.cpp - Verifiers and halos of pooling --------------------===//

#include "dialects/MLA/IR/OpVerification.h"
#include "dialects/MLA/IR/Window.h"

using namespace mlir;
using namespace sima::mla;

LogicalResult sima::mla::verifyWindow(Operation *op, ArrayRef<int64_t> strides,
                                      ArrayRef<int64_t> padding) {
  constexpr int64_t limit = kMaxWindowValue;
  if (strides.size() != 2 ||
      llvm::any_of(strides, [](int64_t v) { return v < 1 || v > limit; }))
    return op->emitOpError("strides need 2 values from 1 to ") << limit;
  if (padding.size() != 4 ||
      llvm::any_of(padding, [](int64_t v) { return v < 0 || v > limit; }))
    return op->emitOpError("padding needs 4 values (top, left, bottom, right) "
                           "from 0 to ")
           << limit;
  return success();
}

template <typename Op> static LogicalResult verifyPool(Op op) {
  if (failed(verifyWindow(op, op.getStrides(), op.getPadding())))
    return failure();
  if (op.getWindow().size() != 2 || llvm::any_of(op.getWindow(), [](int64_t v) {
        return v < 1 || v > kMaxWindowValue;
      }))
    return op.emitOpError("window needs 2 values from 1 to ")
           << kMaxWindowValue;
  if (failed(verifyPerTensor(op, {op.getInput(), op.getOutput()})))
    return failure();
  for (int64_t side = 0; side < 4; ++side)
    if (op.getPadding()[side] >= op.getWindow()[side % 2])
      return op.emitOpError("padding ")
             << op.getPadding()[side] << " is not below the window of "
             << op.getWindow()[side % 2];
  MapShape in = mapShape(op.getInput().getType());
  Window h = {op.getWindow()[0], op.getStrides()[0], 1, op.getPadding()[0],
              op.getPadding()[2]};
  Window w = {op.getWindow()[1], op.getStrides()[1], 1, op.getPadding()[1],
              op.getPadding()[3]};
  MapShape expected = {in.samples, h.outputSize(in.height),
                       w.outputSize(in.width), in.channels};
  if (!(mapShape(op.getOutput().getType()) == expected))
    return op.emitOpError("window gives an output of ")
           << expected.height << "x" << expected.width << "x"
           << expected.channels;
  return success();
}

template <typename Op> static Piece poolInput(Op op, const Piece &piece) {
  Window h = {op.getWindow()[0], op.getStrides()[0], 1, op.getPadding()[0],
              op.getPadding()[2]};
  return {piece.sample,
          h.inputRange(piece.rows, mapShape(op.getInput().getType()).height),
          piece.channels};
}

LogicalResult AvgPool2DOp::verify() {
  Arithmetic arithmetic = getArithmetic();
  if (failed(verifyArithmetic(*this, arithmetic, kFrameworkArithmetics)))
    return failure();
  bool rescales = arithmetic == Arithmetic::onnx ||
                  arithmetic == Arithmetic::onnx_u8 ||
                  arithmetic == Arithmetic::onnx_float;
  if (getCountIncludePad() && !rescales)
    return emitOpError("counts padding, which only onnx arithmetics do");
  if (!rescales &&
      failed(verifySameQuantization(*this, getInput(), getOutput())))
    return failure();
  return verifyPool(*this);
}
Piece AvgPool2DOp::inputPiece(unsigned, const Piece &piece) {
  return poolInput(*this, piece);
}

LogicalResult MaxPool2DOp::verify() {
  if (failed(verifyArithmetic(*this, getArithmetic(), kFrameworkArithmetics)) ||
      failed(verifySameQuantization(*this, getInput(), getOutput())))
    return failure();
  return verifyPool(*this);
}
Piece MaxPool2DOp::inputPiece(unsigned, const Piece &piece) {
  return poolInput(*this, piece);
}
