//===- Dispatch.cpp - From an operation to its function -------------------===//
//
// The one list of operations that the interpreter knows.
//
//===----------------------------------------------------------------------===//
#include "OpFunctions.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;

bool reference::evaluatePiece(mla::TileableOp op, const mla::Piece &piece,
                              Operands operands, Tensor &result) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<mla::Conv2DOp, mla::DepthwiseConv2DOp, mla::TransposeConv2DOp,
            mla::FullyConnectedOp, mla::MatMulOp, mla::AddOp, mla::AvgPool2DOp,
            mla::MaxPool2DOp, mla::ReduceMeanOp, mla::SoftmaxOp, mla::PadOp>(
          [&](auto concrete) {
            evaluate(concrete, piece, operands, result);
            return true;
          })
      .Default(false);
}

bool reference::evaluateWhole(Operation *op, Operands operands,
                              Tensor &result) {
  if (auto tileable = dyn_cast<mla::TileableOp>(op)) {
    mla::MapShape shape = mla::mapShape(result.type);
    for (int64_t sample = 0; sample < shape.samples; ++sample)
      if (!evaluatePiece(tileable, shape.whole(sample), operands, result))
        return false;
    return true;
  }
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<mla::ReshapeOp, mla::SliceOp, mla::QuantizeOp, mla::DequantizeOp,
            mla::TessellateOp, mla::DetessellateOp, mla::LoadOp, mla::StoreOp,
            mla::PackOp, mla::UnpackOp, mla::BitcastOp>([&](auto concrete) {
        evaluate(concrete, operands, result);
        return true;
      })
      .Default(false);
}
