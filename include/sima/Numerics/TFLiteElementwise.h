//===- TFLiteElementwise.h - Elementwise operators of TFLite ----*- C++ -*-===//
//
// What LiteRT's reference kernels compute for one element of MUL, DIV,
// SQUARED_DIFFERENCE, PRELU and the piecewise linear functions of one operand,
// and of ADD and SUB of int16. ADD and SUB of 8 bits are in TFLite.h. Formulas
// are in docs/numerics.md. One arithmetic serves int8, uint8 and int16: these
// kernels see differences to zero points only, so uint8 codes and zero points
// stored 128 lower give results stored 128 lower.
//
// Broadcasting is the same arithmetic on other pairs. MINIMUM and MAXIMUM
// compare codes, whatever the scales, and have no function here.
//
// Scales are float32 in the model file; they are passed as double, which holds
// them exactly.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_TFLITEELEMENTWISE_H
#define SIMA_NUMERICS_TFLITEELEMENTWISE_H

#include "sima/Numerics/TFLite.h"
#include <optional>

namespace sima::numerics::tflite {

/// ADD and SUB of int16 with scales that are powers of two. One operand at most
/// has a finer scale than the result; its codes are shifted right.
struct PowerOfTwoShifts {
  int32_t lhs, rhs; ///< >= 0, at least one of them 0

  bool operator==(const PowerOfTwoShifts &) const = default;
};

/// True if a scale is a power of two as LiteRT decides it: its logarithm, in
/// float32, is within 1/1000 of an integer. That integer is `*exponent`.
bool isPowerOfTwoScale(double scale, int32_t *exponent);

/// The shifts of three scales that are powers of two; nullopt where LiteRT
/// refuses: an operand that is coarser than the result, or two finer ones.
std::optional<PowerOfTwoShifts>
powerOfTwoShifts(double lhsScale, double rhsScale, double outScale);

/// One element of ADD with such scales: the rounded operands are added and
/// saturated to int16.
int32_t addPowerOfTwo(PowerOfTwoShifts shifts, int32_t lhs, int32_t rhs,
                      Range clamp);

/// The same of SUB, lhs - rhs.
int32_t subPowerOfTwo(PowerOfTwoShifts shifts, int32_t lhs, int32_t rhs,
                      Range clamp);

/// Multiplier of MUL: lhsScale * rhsScale / outScale in float32, in this order.
QuantizedMultiplier mulMultiplier(double lhsScale, double rhsScale,
                                  double outScale);

/// One element of MUL: the product of the differences, which wraps in int32,
/// rescaled.
int32_t mul(QuantizedMultiplier m, int32_t lhs, int32_t lhsZeroPoint,
            int32_t rhs, int32_t rhsZeroPoint, int32_t outZeroPoint,
            Range clamp);

/// Multiplier of DIV: lhsScale / (rhsScale * outScale) in float32.
QuantizedMultiplier divMultiplier(double lhsScale, double rhsScale,
                                  double outScale);

/// One element of DIV: the dividend times the reciprocal of the divisor, each
/// with 31 bits. LiteRT refuses to run where rhs equals its zero point; here
/// that divides by 2^-31.
int32_t div(QuantizedMultiplier m, int32_t lhs, int32_t lhsZeroPoint,
            int32_t rhs, int32_t rhsZeroPoint, int32_t outZeroPoint,
            Range clamp);

/// As SQUARED_DIFFERENCE's prepare (int8 only, left shift 7). LiteRT aborts
/// unless the output multiplier is below 1.
AddParams squaredDifferenceParams(double lhsScale, double rhsScale,
                                  double outScale);

/// One element of SQUARED_DIFFERENCE: the operands are scaled as those of SUB;
/// the square of their difference wraps in int32.
int32_t squaredDifference(const AddParams &params, int32_t lhs,
                          int32_t lhsZeroPoint, int32_t rhs,
                          int32_t rhsZeroPoint, int32_t outZeroPoint,
                          Range clamp);

/// A line through the zero point with another slope below it than above.
/// PRELU, LEAKY_RELU, ABS, RELU and its relatives, and QUANTIZE between integer
/// types are such functions.
struct PreluParams {
  QuantizedMultiplier identity; ///< of differences >= 0
  QuantizedMultiplier slope;    ///< of difference * slope operand otherwise

  bool operator==(const PreluParams &) const = default;
};

/// PRELU: quotients of float32 scales, in float32.
PreluParams preluParams(double inScale, double slopeScale, double outScale);

/// LEAKY_RELU, with a slope operand of 1; `alpha` is float32.
PreluParams leakyReluParams(double inScale, double alpha, double outScale);

/// ABS, with a slope operand of -1. Equal scales multiply by exactly 1.
PreluParams absParams(double inScale, double outScale);

/// RELU, RELU6, RELU_N1_TO_1, RELU_0_TO_1, with a slope operand of 1: a
/// rescaling by the float32 quotient, clamped by `reluRange`.
PreluParams reluParams(double inScale, double outScale);

/// QUANTIZE between integer types, with a slope operand of 1: a rescaling by
/// the float64 quotient.
PreluParams requantizeParams(double inScale, double outScale);

/// The clamp of a RELU operator with real bounds [low, high]; `high` may be
/// infinite. Bounds are quantized with a float32 division, ties away from zero,
/// and intersected with [typeLo, typeHi].
Range reluRange(float low, float high, double outScale, int32_t zeroPoint,
                int32_t typeLo, int32_t typeHi);

/// One element: x = in - inZeroPoint is rescaled by `identity` if it is >= 0,
/// else x * (slope - slopeZeroPoint), which wraps in int32, by `slope`.
int32_t prelu(const PreluParams &params, int32_t in, int32_t inZeroPoint,
              int32_t slope, int32_t slopeZeroPoint, int32_t outZeroPoint,
              Range clamp);

} // namespace sima::numerics::tflite

#endif // SIMA_NUMERICS_TFLITEELEMENTWISE_H
