//===- FixedPointMath.h - exp, log, 1/x and 1/sqrt(x) -----------*- C++ -*-===//
//
// Elementary functions of 32-bit fixed-point numbers, which the TFLite kernels
// of softmax, log-softmax and L2 normalization are made of. The approximations
// are the ones that gemmlowp documents in its fixed-point library
// (fixedpoint.h). Free of undefined behaviour for every argument: outside its
// stated domain a function returns some number.
//
// A value "Qn" has n integer bits: its real value is raw / 2^(31 - n).
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_FIXEDPOINTMATH_H
#define SIMA_NUMERICS_FIXEDPOINTMATH_H

#include "sima/Numerics/FixedPoint.h"

namespace sima::numerics {

/// Product of two fixed-point numbers; their integer bits add up.
inline int32_t fixedMul(int32_t a, int32_t b) {
  return saturatingRoundingDoublingHighMul(a, b);
}

/// x * 2^amount for 0 <= amount <= 31, saturated to int32.
int32_t saturatingShiftLeft(int32_t x, int amount);

/// exp(a) in Q0 for a <= 0 in Q5; 2^31 - 1 for a = 0.
int32_t expOnNegativeValues(int32_t a);

/// 1 / (1 + a) in Q0 for a in Q0 within [0, 1).
int32_t oneOverOnePlus(int32_t a);

/// The natural logarithm in Q5 of x >= 1 in Q12.
int32_t logOfOneAndAbove(int32_t x);

/// 1 / x for a positive x in Q12 (read as unsigned), as factor and exponent:
/// 1 / x = factor (Q0) * 2^-exponent.
struct FixedReciprocal {
  int32_t factor;
  int exponent;
};
FixedReciprocal reciprocalOfQ12(uint32_t x);

/// 1 / sqrt(x) of a plain integer x, as a multiplier whose shift is negative or
/// 0; integers below 2 count as 1 (2^31 - 1 with shift 0).
QuantizedMultiplier inverseSqrt(int32_t x);

} // namespace sima::numerics

#endif // SIMA_NUMERICS_FIXEDPOINTMATH_H
