//===- OnnxReduce.h - Pools, sums and norms in mode onnx --------*- C++ -*-===//
//
// What ONNX Runtime's fused kernels of AveragePool, GlobalAveragePool and
// Softmax compute on codes, and float32 rows that are normalized for the
// operators it does not fuse.
//
// The order in which the runtime sums floats is left to the CPU. Here a sum is
// sequential, in float32, in index order, from 0; results differ from the
// runtime's by one output code at most. Formulas are in docs/numerics.md.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_ONNXREDUCE_H
#define SIMA_NUMERICS_ONNXREDUCE_H

#include "sima/Numerics/TFLite.h"
#include <array>

namespace sima::numerics::onnx {

/// One element of a fused AveragePool: `sum` of dequantized codes / count, in
/// float32, / scale + zero point, all rounded, then rounded to a code with ties
/// to even. `offset` is 128 for uint8, whose codes and zero point are stored
/// less 128: the float sum rounds with the real zero point. A NaN gives
/// range.lo.
int32_t averagePool(float sum, int32_t count, float outScale,
                    int32_t outZeroPoint, int32_t offset, tflite::Range range);

/// The factor of a mean of `count` codes, fused or not; the code is requant
/// (OnnxRequant.h) of the sum of (code - input zero point).
float meanScale(double inScale, double outScale, int64_t count);

/// exp of the 256 differences between an 8-bit code and its row's maximum, -255
/// first, times a factor that depends on `length`, that of the row.
using SoftmaxTable = std::array<float, 256>;
SoftmaxTable softmaxTable(float inScale, int64_t length);

/// The steps of probability 1 in a fused Softmax: 1 / outScale in float32,
/// rounded down.
float softmaxSteps(float outScale);

/// A fused Softmax of one row of 8-bit codes as they are stored; `out` has the
/// length of `in` and may be the same memory. Any contents of `table` are
/// defined.
void softmax(const float *table, float steps, int32_t outZeroPoint,
             llvm::ArrayRef<int8_t> in, llvm::MutableArrayRef<int8_t> out);

/// Softmax and LogSoftmax of a row in place: x - max, exp, sum.
void softmax(llvm::MutableArrayRef<float> row);
void logSoftmax(llvm::MutableArrayRef<float> row);

/// (x - mean) / sqrt(variance + epsilon) of a row in place:
/// LayerNormalization and InstanceNormalization without their factors. Both
/// sums, of elements and of squared differences, are float64: rounding errors
/// of a mean far from 0 would be magnified by the division.
void standardize(llvm::MutableArrayRef<float> row, float epsilon);

/// x / sqrt(mean of squares + epsilon) of a row in place: RMSNormalization
/// without its factors.
void rmsNormalize(llvm::MutableArrayRef<float> row, float epsilon);

/// x / max(sqrt(sum of squares), epsilon) of a row in place, LpNormalization
/// with p = 2; where that is 0 the result is 0.
void l2Normalize(llvm::MutableArrayRef<float> row, float epsilon);

/// Parameters of LRN.
struct LrnParams {
  int32_t size; ///< channels of a neighbourhood
  float alpha, beta, bias;
};

/// LRN of the channels of one position; `out` has the length of `in` and is
/// other memory: x * (bias + alpha / size * sum of squares of the channels from
/// (size - 1) / 2 before to size / 2 behind)^-beta. The sum moves along the
/// channels: plus the term that enters, minus the one that leaves.
void lrn(const LrnParams &params, llvm::ArrayRef<float> in,
         llvm::MutableArrayRef<float> out);

} // namespace sima::numerics::onnx

#endif // SIMA_NUMERICS_ONNXREDUCE_H
