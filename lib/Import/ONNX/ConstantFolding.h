//===- ConstantFolding.h - Nodes whose operands are constants ---*- C++ -*-===//
//
// Computes shapes, scales and what else models compute from constants. What a
// quantized network computes from its inputs is not touched, and neither are
// DequantizeLinear nodes of constants: their codes are needed.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_CONSTANTFOLDING_H
#define SIMA_LIB_IMPORT_ONNX_CONSTANTFOLDING_H

#include "NodeView.h"

namespace sima::onnx_import {

/// Gives the outputs of `node`, whose shapes have been inferred, contents if
/// all its operands are constants and the operator is one that is folded.
/// Constants behind a DequantizeLinear count for arithmetic, not for what only
/// moves elements.
llvm::Error fold(NodeView &node);

/// The elements of `codes` as the float32 that DequantizeLinear makes of them;
/// `axis` is -1 for one scale. `zeroPoints` may be null.
ConstantRef dequantized(const Constant &codes, const Constant &scales,
                        const Constant *zeroPoints, int64_t axis);

/// For each dimension of a tensor how many elements lie between two neighbours.
llvm::SmallVector<int64_t> stridesOf(llvm::ArrayRef<int64_t> shape);

/// A constant of `shape` whose element at each position is the one of `from` at
/// offset + Σ position · stride.
ConstantRef gathered(const Constant &from, llvm::ArrayRef<int64_t> shape,
                     int64_t offset, llvm::ArrayRef<int64_t> strides);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_CONSTANTFOLDING_H
