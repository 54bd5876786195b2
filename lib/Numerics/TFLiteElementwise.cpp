//===- TFLiteElementwise.cpp - Elementwise operators of TFLite ------------===//
//
// Parameters from scales, and the function of one element. LiteRT mixes float32
// and float64; the width and the order of every operation is its own.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLiteElementwise.h"
#include "sima/Numerics/FixedPointMath.h"
#include <bit>
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

/// a * b modulo 2^32.
static int32_t wrappingMul(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) *
                              static_cast<uint32_t>(b));
}

//===----------------------------------------------------------------------===//
// ADD and SUB with scales that are powers of two
//===----------------------------------------------------------------------===//

bool tflite::isPowerOfTwoScale(double scale, int32_t *exponent) {
  constexpr float kTolerance = 1e-3f;
  float log2 = std::log(static_cast<float>(scale)) * (1.0f / std::log(2.0f));
  float rounded = std::round(log2);
  if (!(std::fabs(log2 - rounded) < kTolerance))
    return false; // not finite, too
  *exponent = static_cast<int32_t>(rounded);
  return true;
}

std::optional<PowerOfTwoShifts>
tflite::powerOfTwoShifts(double lhsScale, double rhsScale, double outScale) {
  int32_t lhs = 0, rhs = 0, out = 0;
  if (!isPowerOfTwoScale(lhsScale, &lhs) ||
      !isPowerOfTwoScale(rhsScale, &rhs) || !isPowerOfTwoScale(outScale, &out))
    return std::nullopt;
  PowerOfTwoShifts shifts = {out - lhs, out - rhs};
  if (shifts.lhs < 0 || shifts.rhs < 0 || (shifts.lhs != 0 && shifts.rhs != 0))
    return std::nullopt;
  return shifts;
}

static constexpr Range kInt16 = {-32768, 32767};

/// An operand on the result's scale.
static int32_t shiftRight(int32_t code, int32_t amount) {
  return roundingDivideByPOTModulo(static_cast<int16_t>(code), amount);
}

int32_t tflite::addPowerOfTwo(PowerOfTwoShifts shifts, int32_t lhs, int32_t rhs,
                              Range clamp) {
  int32_t sum =
      wrappingAdd(shiftRight(lhs, shifts.lhs), shiftRight(rhs, shifts.rhs));
  return clampTo(clampTo(sum, kInt16), clamp);
}

int32_t tflite::subPowerOfTwo(PowerOfTwoShifts shifts, int32_t lhs, int32_t rhs,
                              Range clamp) {
  int32_t difference =
      wrappingSub(shiftRight(lhs, shifts.lhs), shiftRight(rhs, shifts.rhs));
  return clampTo(clampTo(difference, kInt16), clamp);
}

//===----------------------------------------------------------------------===//
// MUL, DIV, SQUARED_DIFFERENCE
//===----------------------------------------------------------------------===//

QuantizedMultiplier tflite::mulMultiplier(double lhsScale, double rhsScale,
                                          double outScale) {
  float product = static_cast<float>(lhsScale) * static_cast<float>(rhsScale);
  return quantizeMultiplier(product / static_cast<float>(outScale));
}

int32_t tflite::mul(QuantizedMultiplier m, int32_t lhs, int32_t lhsZeroPoint,
                    int32_t rhs, int32_t rhsZeroPoint, int32_t outZeroPoint,
                    Range clamp) {
  int32_t product = wrappingMul(wrappingSub(lhs, lhsZeroPoint),
                                wrappingSub(rhs, rhsZeroPoint));
  return requant(product, m, outZeroPoint, clamp);
}

QuantizedMultiplier tflite::divMultiplier(double lhsScale, double rhsScale,
                                          double outScale) {
  float product = static_cast<float>(rhsScale) * static_cast<float>(outScale);
  return quantizeMultiplier(static_cast<float>(lhsScale) / product);
}

int32_t tflite::div(QuantizedMultiplier m, int32_t lhs, int32_t lhsZeroPoint,
                    int32_t rhs, int32_t rhsZeroPoint, int32_t outZeroPoint,
                    Range clamp) {
  int32_t dividend = wrappingSub(lhs, lhsZeroPoint);
  int32_t divisor = wrappingSub(rhs, rhsZeroPoint);
  if (divisor < 0) {
    dividend = wrappingSub(0, dividend);
    divisor = wrappingSub(0, divisor);
  }
  // divisor = (1 + a) * 2^divisorExponent with a in [0, 1).
  int leadingZeros = std::countl_zero(static_cast<uint32_t>(divisor));
  int divisorExponent = 31 - leadingZeros;
  uint32_t normalized =
      leadingZeros < 32 ? static_cast<uint32_t>(divisor) << leadingZeros : 0;
  int32_t reciprocal =
      oneOverOnePlus(static_cast<int32_t>(normalized - (uint32_t{1} << 31)));
  // As many bits of the dividend as an int32 holds.
  int headroom = std::countl_zero(static_cast<uint32_t>(
                     dividend < 0 ? ~dividend : dividend)) -
                 1;
  int32_t quotient = saturatingRoundingDoublingHighMul(
      wrappingShiftLeft(dividend, headroom), reciprocal);
  int exponent = divisorExponent + headroom - m.shift;
  int32_t scaled = roundingDivideByPOTModulo(
      saturatingRoundingDoublingHighMul(quotient, m.multiplier), exponent);
  return clampTo(wrappingAdd(scaled, outZeroPoint), clamp);
}

AddParams tflite::squaredDifferenceParams(double lhsScale, double rhsScale,
                                          double outScale) {
  constexpr int kLeftShift = 7;
  double twiceMax = 2.0 * std::max(lhsScale, rhsScale);
  double fineOutput = static_cast<double>(1 << (2 * kLeftShift)) * outScale;
  return {kLeftShift, quantizeMultiplier(lhsScale / twiceMax),
          quantizeMultiplier(rhsScale / twiceMax),
          quantizeMultiplier(twiceMax * twiceMax / fineOutput)};
}

int32_t tflite::squaredDifference(const AddParams &params, int32_t lhs,
                                  int32_t lhsZeroPoint, int32_t rhs,
                                  int32_t rhsZeroPoint, int32_t outZeroPoint,
                                  Range clamp) {
  int32_t difference = wrappingSub(
      onCommonGrid(lhs, lhsZeroPoint, params.leftShift, params.lhs),
      onCommonGrid(rhs, rhsZeroPoint, params.leftShift, params.rhs));
  return requant(wrappingMul(difference, difference), params.output,
                 outZeroPoint, clamp);
}

//===----------------------------------------------------------------------===//
// Piecewise linear functions
//===----------------------------------------------------------------------===//

/// inScale / outScale in float32.
static QuantizedMultiplier quotient32(double inScale, double outScale) {
  return quantizeMultiplier(static_cast<float>(inScale) /
                            static_cast<float>(outScale));
}

PreluParams tflite::preluParams(double inScale, double slopeScale,
                                double outScale) {
  float product = static_cast<float>(inScale) * static_cast<float>(slopeScale);
  return {quotient32(inScale, outScale),
          quantizeMultiplier(product / static_cast<float>(outScale))};
}

PreluParams tflite::leakyReluParams(double inScale, double alpha,
                                    double outScale) {
  return preluParams(inScale, alpha, outScale);
}

PreluParams tflite::absParams(double inScale, double outScale) {
  return reluParams(inScale, outScale);
}

PreluParams tflite::reluParams(double inScale, double outScale) {
  QuantizedMultiplier m = quotient32(inScale, outScale);
  return {m, m};
}

PreluParams tflite::requantizeParams(double inScale, double outScale) {
  QuantizedMultiplier m = quantizeMultiplier(inScale / outScale);
  return {m, m};
}

Range tflite::reluRange(float low, float high, double outScale,
                        int32_t zeroPoint, int32_t typeLo, int32_t typeHi) {
  auto bound = [&](float value) {
    return quantizeBound(value, static_cast<float>(outScale), zeroPoint, typeLo,
                         typeHi);
  };
  return {bound(low), std::isinf(high) ? typeHi : bound(high)};
}

int32_t tflite::prelu(const PreluParams &params, int32_t in,
                      int32_t inZeroPoint, int32_t slope,
                      int32_t slopeZeroPoint, int32_t outZeroPoint,
                      Range clamp) {
  int32_t x = wrappingSub(in, inZeroPoint);
  if (x >= 0)
    return requant(x, params.identity, outZeroPoint, clamp);
  return requant(wrappingMul(x, wrappingSub(slope, slopeZeroPoint)),
                 params.slope, outZeroPoint, clamp);
}
