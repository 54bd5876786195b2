//===- OnnxReduce.cpp - Fused pools and softmax of mode onnx --------------===//
//
// Formulas whose every bit is ONNX Runtime's.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/OnnxReduce.h"
#include <cmath>
#include <limits>

using namespace sima::numerics;

/// The nearest integer of a real number, ties to even, + zeroPoint, clamped; a
/// NaN gives range.lo.
static int32_t toCode(double value, int64_t zeroPoint, tflite::Range range) {
  if (std::isnan(value))
    return range.lo;
  constexpr double kLimit = 0x1p40;
  value = std::clamp(std::nearbyint(value), -kLimit, kLimit);
  int64_t code = static_cast<int64_t>(value) + zeroPoint;
  return static_cast<int32_t>(
      std::min<int64_t>(std::max<int64_t>(code, range.lo), range.hi));
}

int32_t onnx::averagePool(float sum, int32_t count, float outScale,
                          int32_t outZeroPoint, int32_t offset,
                          tflite::Range range) {
  float mean = sum / static_cast<float>(std::max(count, 1));
  float scaled = mean / outScale;
  auto zeroPoint = static_cast<float>(wrappingAdd(outZeroPoint, offset));
  return toCode(scaled + zeroPoint, -int64_t{offset}, range);
}

float onnx::meanScale(double inScale, double outScale, int64_t count) {
  return static_cast<float>(inScale) /
         (static_cast<float>(outScale) * static_cast<float>(count));
}

onnx::SoftmaxTable onnx::softmaxTable(float inScale, int64_t length) {
  // As large as sums of `length` exponentials can be, with a reserve of e^5.
  float largest =
      std::numeric_limits<float>::max() / static_cast<float>(length);
  auto logarithm = static_cast<float>(std::log(double{largest}));
  double shift = std::max(0.0, logarithm - 5.0) / inScale;
  SoftmaxTable table;
  for (int i = 0; i < 256; ++i)
    table[i] = static_cast<float>(std::exp((i - 255 + shift) * inScale));
  return table;
}

float onnx::softmaxSteps(float outScale) { return std::floor(1.0f / outScale); }

void onnx::softmax(const float *table, float steps, int32_t outZeroPoint,
                   llvm::ArrayRef<int8_t> in,
                   llvm::MutableArrayRef<int8_t> out) {
  if (in.empty())
    return;
  int32_t maximum = *std::max_element(in.begin(), in.end());
  auto exponential = [&](int8_t code) { return table[255 + code - maximum]; };
  float sum = 0;
  for (int8_t code : in)
    sum += exponential(code);
  for (size_t i = 0; i < in.size(); ++i)
    out[i] = static_cast<int8_t>(toCode(
        double{exponential(in[i])} * steps / sum, outZeroPoint, {-128, 127}));
}
