//===- OpFunctions.h - One function per operation ---------------*- C++ -*-===//
//
// The meaning of every mla operation that computes. Functions read operand
// tensors and write a result tensor and nothing else. Tileable operations
// compute one piece (rows x channels of a sample) and leave the rest of the
// result alone; the whole operation is all of its pieces.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_REFERENCE_OPFUNCTIONS_H
#define SIMA_LIB_REFERENCE_OPFUNCTIONS_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Numerics/TFLite.h"
#include "sima/Reference/Tensor.h"

namespace llvm {
class ThreadPoolInterface;
} // namespace llvm

namespace sima::reference {

/// The operand tensors of an operation, in operand order.
using Operands = llvm::ArrayRef<const Tensor *>;

// Convolution.cpp
void evaluate(mla::Conv2DOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::DepthwiseConv2DOp op, const mla::Piece &piece,
              Operands operands, Tensor &result);
void evaluate(mla::TransposeConv2DOp op, const mla::Piece &piece,
              Operands operands, Tensor &result);

// MatrixProduct.cpp
void evaluate(mla::FullyConnectedOp op, const mla::Piece &piece,
              Operands operands, Tensor &result);
void evaluate(mla::MatMulOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);

// Elementwise.cpp
void evaluate(mla::BinaryElementwiseOp op, const mla::Piece &piece,
              Operands operands, Tensor &result);
void evaluate(mla::LookupOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::RescaleOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
/// The codes to which a fused activation clamps a result of this type.
numerics::tflite::Range outputRange(mla::Activation activation,
                                    mlir::Type type);

// Pooling.cpp
void evaluate(mla::AvgPool2DOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::MaxPool2DOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);

// Reduction.cpp
void evaluate(mla::ReduceMeanOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::ReduceSumOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::ReduceMaxOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::ReduceMinOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::ArgMaxOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);

// Normalization.cpp
void evaluate(mla::SoftmaxOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::LogSoftmaxOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::L2NormalizationOp op, const mla::Piece &piece,
              Operands operands, Tensor &result);
void evaluate(mla::LayerNormOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::RMSNormOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::InstanceNormOp op, const mla::Piece &piece,
              Operands operands, Tensor &result);
void evaluate(mla::LRNOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);

// Shape.cpp
void evaluate(mla::ReshapeOp op, Operands operands, Tensor &result);
void evaluate(mla::SliceOp op, Operands operands, Tensor &result);

// Movement.cpp
void evaluate(mla::PadOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::MirrorPadOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::RearrangeOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::StridedSliceOp op, const mla::Piece &piece,
              Operands operands, Tensor &result);
void evaluate(mla::ConcatOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::GatherOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);
void evaluate(mla::BroadcastOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);

// Resize.cpp
void evaluate(mla::ResizeOp op, const mla::Piece &piece, Operands operands,
              Tensor &result);

// Boundary.cpp
void evaluate(mla::QuantizeOp op, Operands operands, Tensor &result);
void evaluate(mla::DequantizeOp op, Operands operands, Tensor &result);
void evaluate(mla::TessellateOp op, Operands operands, Tensor &result);
void evaluate(mla::DetessellateOp op, Operands operands, Tensor &result);
void evaluate(mla::LoadOp op, Operands operands, Tensor &result);
void evaluate(mla::StoreOp op, Operands operands, Tensor &result);
void evaluate(mla::PackOp op, Operands operands, Tensor &result);
void evaluate(mla::UnpackOp op, Operands operands, Tensor &result);
void evaluate(mla::BitcastOp op, Operands operands, Tensor &result);

// Dispatch.cpp
/// Computes a piece of a tileable operation. False: no function is known.
bool evaluatePiece(mla::TileableOp op, const mla::Piece &piece,
                   Operands operands, Tensor &result);
/// Computes the whole of an operation on tensors (not constants, layers,
/// segments). False: no function is known. With a pool its threads share a
/// tileable operation, each in pieces of its own.
bool evaluateWhole(mlir::Operation *op, Operands operands, Tensor &result,
                   llvm::ThreadPoolInterface *pool = nullptr);

// A65.cpp
/// Computes an operation of the A65, which may have several results. False: no
/// function is known.
bool evaluateA65(mlir::Operation *op, Operands operands,
                 llvm::ArrayRef<Tensor *> results);

} // namespace sima::reference

#endif // SIMA_LIB_REFERENCE_OPFUNCTIONS_H
