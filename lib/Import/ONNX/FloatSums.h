//===- FloatSums.h - How far float32 sums are exact -------------*- C++ -*-===//
//
// Products that ONNX Runtime does not fuse are float32 sums, in an order that
// it chooses for the CPU. Codes are within one of ours as long as a sum is not
// too many times the output's scale, which matters for 16-bit codes: what
// cannot be shown to be within one code is refused.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_FLOATSUMS_H
#define SIMA_LIB_IMPORT_ONNX_FLOATSUMS_H

#include "NormalForm.h"

namespace sima::onnx_import {

/// Sums, in codes of the output, that float32 holds with two bits to spare.
inline constexpr double kMaxFloatSum = 1 << 22;

/// The largest sum of `operation`, with weights of `channels` output channels,
/// which are their first dimension, or their last.
double largestSum(const CodeOp &operation, const Tensor &input,
                  const Constant &weights, const Quantization &codes,
                  bool channelsLast, int64_t channels);

/// The largest sum of `terms` products of two activations.
double largestSum(const Tensor &lhs, const Tensor &rhs, int64_t terms);

/// Fails where `operation` is computed in float32 and `sum` is more than
/// kMaxFloatSum codes of `output`.
llvm::Error checkFloatSum(const CodeOp &operation, double sum,
                          const Tensor &output);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_FLOATSUMS_H
