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
  auto compute = [&](auto concrete) {
    evaluate(concrete, piece, operands, result);
    return true;
  };
  // A line for each file of this library.
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<mla::Conv2DOp, mla::DepthwiseConv2DOp, mla::TransposeConv2DOp,
            mla::FullyConnectedOp, mla::MatMulOp>(compute)
      .Case<mla::BinaryElementwiseOp, mla::LookupOp, mla::RescaleOp>(compute)
      .Case<mla::AvgPool2DOp, mla::MaxPool2DOp>(compute)
      .Case<mla::ReduceMeanOp, mla::ReduceSumOp, mla::ReduceMaxOp,
            mla::ReduceMinOp, mla::ArgMaxOp>(compute)
      .Case<mla::SoftmaxOp, mla::LogSoftmaxOp, mla::L2NormalizationOp,
            mla::LayerNormOp, mla::RMSNormOp, mla::InstanceNormOp, mla::LRNOp>(
          compute)
      .Case<mla::PadOp, mla::MirrorPadOp, mla::RearrangeOp, mla::StridedSliceOp,
            mla::ConcatOp, mla::GatherOp, mla::BroadcastOp>(compute)
      .Case<mla::ResizeOp>(compute)
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
