//===- OpVerification.h - What verifiers of operations share ----*- C++ -*-===//
#ifndef SIMA_MLA_OPVERIFICATION_H
#define SIMA_MLA_OPVERIFICATION_H

#include "dialects/MLA/IR/MLA.h"

namespace sima::mla {

/// Checks that `arithmetic` is one of `defined`, those that `op` has a meaning
/// in.
mlir::LogicalResult verifyArithmetic(mlir::Operation *op, Arithmetic arithmetic,
                                     llvm::ArrayRef<Arithmetic> defined);

/// The arithmetics of frameworks in which pools and reductions have a meaning.
inline constexpr Arithmetic kFrameworkArithmetics[] = {
    Arithmetic::tflite, Arithmetic::tflite_u8, Arithmetic::tflite_16x8,
    Arithmetic::onnx,   Arithmetic::onnx_u8,   Arithmetic::onnx_float};

/// Checks that quantized operands and results have one scale each.
mlir::LogicalResult verifyPerTensor(mlir::Operation *op,
                                    mlir::ValueRange values);

/// Checks that `output` has the quantization of `input`, per tensor.
mlir::LogicalResult verifySameQuantization(mlir::Operation *op,
                                           mlir::Value input,
                                           mlir::Value output);

/// Checks that the shapes are equal.
mlir::LogicalResult verifySameShape(mlir::Operation *op, mlir::Value input,
                                    mlir::Value output);

/// Checks that `output` has `expected` as its shape; `what` names where that
/// comes from.
mlir::LogicalResult verifyShape(mlir::Operation *op, mlir::Value output,
                                llvm::ArrayRef<int64_t> expected,
                                llvm::StringRef what);

/// Checks that `axis` is a dimension of `tensor`, and not that of the samples.
mlir::LogicalResult verifyAxis(mlir::Operation *op, mlir::Value tensor,
                               int64_t axis);

/// Rows, columns and channels of an operand that a piece of a result needs,
/// where those of the operand are the result's or 1.
Piece broadcastPiece(mlir::Value operand, const Piece &piece);

} // namespace sima::mla

#endif // SIMA_MLA_OPVERIFICATION_H
