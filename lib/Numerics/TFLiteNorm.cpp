//===- TFLiteNorm.cpp - LOG_SOFTMAX and L2_NORMALIZATION ------------------===//
//
// Rows of 8-bit codes in 32-bit fixed point.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLiteNorm.h"
#include "sima/Numerics/FixedPointMath.h"
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

static constexpr Range kInt8 = {-128, 127};

LogSoftmaxParams tflite::logSoftmaxParams(double inputScale) {
  SoftmaxParams softmax = softmaxParams(1.0, inputScale);
  double steps = std::ldexp(1.0, 31 - softmax.inputLeftShift);
  return {softmax, quantizeMultiplier(
                       steps / static_cast<double>(softmax.inputMultiplier))};
}

void tflite::logSoftmax(const LogSoftmaxParams &params,
                        llvm::ArrayRef<int8_t> in,
                        llvm::MutableArrayRef<int8_t> out) {
  if (in.empty())
    return;
  constexpr int kSumIntegerBits = 12; // of the sum of exponentials
  const SoftmaxParams &softmax = params.softmax;
  int32_t maximum = *std::max_element(in.begin(), in.end());
  auto scaled = [&](int32_t difference) { // Q5
    return multiplyByQuantizedMultiplier(difference, softmax.inputMultiplier,
                                         std::max(softmax.inputLeftShift, 0));
  };
  int32_t sum = 0;
  for (int8_t code : in)
    if (code - maximum >= softmax.diffMin)
      sum = wrappingAdd(
          sum, roundingDivideByPOT(expOnNegativeValues(scaled(code - maximum)),
                                   kSumIntegerBits));
  int32_t logSum = logOfOneAndAbove(sum); // Q5

  // Below this difference the logarithm has no Q5 number.
  int32_t lowest = multiplyByQuantizedMultiplier(
      wrappingAdd(logSum, std::numeric_limits<int32_t>::min()),
      params.toCodes.multiplier, params.toCodes.shift);
  int32_t bound = std::max(wrappingSub(softmax.diffMin, 1), lowest);
  for (size_t i = 0; i < in.size(); ++i) {
    int32_t difference = in[i] - maximum, code = kInt8.lo;
    if (difference > bound) // a step of the output is 2^22 in Q5
      code = clampTo(
          roundingDivideByPOT(wrappingSub(scaled(difference), logSum), 22) +
              127,
          kInt8);
    out[i] = static_cast<int8_t>(code);
  }
}

/// 1 / sqrt(sum of squares).
static QuantizedMultiplier inverseNorm(int32_t zeroPoint,
                                       llvm::ArrayRef<int8_t> in) {
  uint32_t sum = 0;
  for (int8_t code : in) {
    auto value = static_cast<uint32_t>(wrappingSub(code, zeroPoint));
    sum += value * value;
  }
  return inverseSqrt(static_cast<int32_t>(sum));
}

void tflite::l2Normalize(int32_t inputZeroPoint, llvm::ArrayRef<int8_t> in,
                         llvm::MutableArrayRef<int8_t> out) {
  QuantizedMultiplier inverse = inverseNorm(inputZeroPoint, in);
  inverse.shift += 7; // codes are 128ths
  for (size_t i = 0; i < in.size(); ++i)
    out[i] = static_cast<int8_t>(
        requant(wrappingSub(in[i], inputZeroPoint), inverse, 0, kInt8));
}

void tflite::l2NormalizeU8(int32_t inputZeroPoint, llvm::ArrayRef<int8_t> in,
                           llvm::MutableArrayRef<int8_t> out) {
  QuantizedMultiplier inverse = inverseNorm(inputZeroPoint, in);
  for (size_t i = 0; i < in.size(); ++i)
    out[i] = static_cast<int8_t>(
        requant(wrappingShiftLeft(wrappingSub(in[i], inputZeroPoint), 7),
                inverse, 0, kInt8));
}
