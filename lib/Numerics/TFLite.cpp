//===- TFLite.cpp - Scalar arithmetic of mode tflite ----------------------===//
//
// Parameters from scales, add, sub, average pool and mean. The order and width
// of every floating-point operation is LiteRT's: a different order changes last
// bits.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLite.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

int32_t tflite::quantizeBound(float bound, float scale, int32_t zeroPoint,
                              int32_t typeLo, int32_t typeHi) {
  float scaled = std::round(bound / scale);
  // Beyond this the sum is outside every type, whatever the zero point.
  constexpr float kLimit = 0x1p40f;
  if (!(std::fabs(scaled) < kLimit))
    scaled = std::isnan(scaled) ? 0.0f : std::copysign(kLimit, scaled);
  int64_t code = static_cast<int64_t>(scaled) + zeroPoint;
  return static_cast<int32_t>(
      std::min<int64_t>(std::max<int64_t>(code, typeLo), typeHi));
}

Range tflite::activationRange(Activation activation, double scale,
                              int32_t zeroPoint, int32_t typeLo,
                              int32_t typeHi) {
  auto bound = [&](float value) {
    return quantizeBound(value, static_cast<float>(scale), zeroPoint, typeLo,
                         typeHi);
  };
  switch (activation) {
  case Activation::None:
    break;
  case Activation::Relu:
    return {bound(0.0f), typeHi};
  case Activation::Relu6:
    return {bound(0.0f), bound(6.0f)};
  case Activation::ReluN1To1:
    return {bound(-1.0f), bound(1.0f)};
  }
  return {typeLo, typeHi};
}

QuantizedMultiplier tflite::convMultiplier(double inputScale,
                                           double filterScale,
                                           double outputScale) {
  return quantizeMultiplier(inputScale * filterScale / outputScale);
}

QuantizedMultiplier tflite::productMultiplier(double lhsScale, double rhsScale,
                                              double outputScale) {
  float product = static_cast<float>(lhsScale) * static_cast<float>(rhsScale);
  return quantizeMultiplier(static_cast<double>(product) / outputScale);
}

double tflite::float64Factor(double inputScale, double filterScale,
                             double outputScale) {
  return inputScale * filterScale / outputScale;
}

int32_t tflite::requantFloat64(int64_t accPlusBias, double factor,
                               int32_t outZeroPoint, Range clamp) {
  double rounded = std::round(static_cast<double>(accPlusBias) * factor);
  int32_t value = std::numeric_limits<int32_t>::min();
  if (rounded >= -0x1p31 && rounded < 0x1p31)
    value = static_cast<int32_t>(rounded);
  return clampTo(wrappingAdd(value, outZeroPoint), clamp);
}

AddParams tflite::addParams(double lhsScale, double rhsScale, double outScale,
                            int leftShift) {
  double twiceMax = 2.0 * std::max(lhsScale, rhsScale);
  double fineOutput = static_cast<double>(1 << leftShift) * outScale;
  return {leftShift, quantizeMultiplier(lhsScale / twiceMax),
          quantizeMultiplier(rhsScale / twiceMax),
          quantizeMultiplier(twiceMax / fineOutput)};
}

int32_t tflite::add(const AddParams &params, int32_t lhs, int32_t lhsZeroPoint,
                    int32_t rhs, int32_t rhsZeroPoint, int32_t outZeroPoint,
                    Range clamp) {
  int32_t sum = wrappingAdd(
      onCommonGrid(lhs, lhsZeroPoint, params.leftShift, params.lhs),
      onCommonGrid(rhs, rhsZeroPoint, params.leftShift, params.rhs));
  return requant(sum, params.output, outZeroPoint, clamp);
}

int32_t tflite::sub(const AddParams &params, int32_t lhs, int32_t lhsZeroPoint,
                    int32_t rhs, int32_t rhsZeroPoint, int32_t outZeroPoint,
                    Range clamp) {
  int32_t difference = wrappingSub(
      onCommonGrid(lhs, lhsZeroPoint, params.leftShift, params.lhs),
      onCommonGrid(rhs, rhsZeroPoint, params.leftShift, params.rhs));
  return requant(difference, params.output, outZeroPoint, clamp);
}

QuantizedMultiplier tflite::meanMultiplier(double inputScale,
                                           double outputScale, int64_t count) {
  QuantizedMultiplier m = quantizeMultiplier(inputScale / outputScale);
  // The quotient keeps its 31 bits as far as the shift can take them back.
  int exponent = llvm::Log2_64(static_cast<uint64_t>(count));
  exponent = std::min({exponent, 32, 31 + m.shift});
  int64_t quotient = (int64_t{m.multiplier} << exponent) / count;
  return {static_cast<int32_t>(quotient), m.shift - exponent};
}

int32_t tflite::averagePool(int32_t sum, int32_t count, Range clamp) {
  int64_t divisor = std::max(count, 1);
  int64_t half = divisor / 2; // an odd divisor has no ties
  int64_t quotient = (sum + (sum > 0 ? half : -half)) / divisor;
  return clampTo(static_cast<int32_t>(quotient), clamp);
}
