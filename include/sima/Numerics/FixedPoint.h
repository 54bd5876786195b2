//===- FixedPoint.h - 32-bit fixed-point rescaling --------------*- C++ -*-===//
//
// The two rounding primitives and the 31-bit multiplier with shift on which the
// TFLite arithmetic modes are built. Scalar, integer, free of undefined
// behaviour for every argument. Not for floating-point requantization.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_FIXEDPOINT_H
#define SIMA_NUMERICS_FIXEDPOINT_H

#include <cstdint>
#include <limits>

namespace sima::numerics {

/// a + b modulo 2^32, as an accumulator of the machine adds.
inline int32_t wrappingAdd(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) +
                              static_cast<uint32_t>(b));
}

/// a - b modulo 2^32.
inline int32_t wrappingSub(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) -
                              static_cast<uint32_t>(b));
}

/// x * 2^amount modulo 2^32: 0 from `amount` 32 on, x for `amount` <= 0.
inline int32_t wrappingShiftLeft(int32_t x, int amount) {
  if (amount <= 0)
    return x;
  return amount > 31 ? 0
                     : static_cast<int32_t>(static_cast<uint32_t>(x) << amount);
}

/// a * b / 2^31 rounded to the nearest integer, ties towards +infinity. The one
/// product that does not fit, INT32_MIN * INT32_MIN, saturates to INT32_MAX.
/// (The operation of the ARM instruction SQRDMULH, as gemmlowp defines it.)
inline int32_t saturatingRoundingDoublingHighMul(int32_t a, int32_t b) {
  constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
  if (a == kMin && b == kMin)
    return std::numeric_limits<int32_t>::max();
  int64_t product = static_cast<int64_t>(a) * b;
  return static_cast<int32_t>((product + (int64_t{1} << 30)) >> 31);
}

/// x / 2^exponent rounded to the nearest integer, ties away from zero. Every
/// exponent is defined: <= 0 returns x, above 31 the quotient rounds to 0
/// (INT32_MIN / 2^32 is a tie and gives -1).
inline int32_t roundingDivideByPOT(int32_t x, int exponent) {
  if (exponent <= 0)
    return x;
  if (exponent > 32)
    return 0;
  int64_t half = int64_t{1} << (exponent - 1);
  int64_t wide = x;
  // The shift rounds down; a negative tie has to stay below zero.
  return static_cast<int32_t>((wide + half - (x < 0 ? 1 : 0)) >> exponent);
}

/// roundingDivideByPOT for the exponents beyond the width of Int (16 or 32
/// bits) that some TFLite kernels get to, as x86 executes gemmlowp's formula:
/// the shift count is taken modulo 32, and the mask of the remainder is the low
/// bits of 2^(exponent mod 64) - 1. Equal to roundingDivideByPOT for exponents
/// from 0 to the width less 1.
template <typename Int> Int roundingDivideByPOTModulo(Int x, int exponent) {
  auto mask = static_cast<Int>((uint64_t{1} << (exponent & 63)) - 1);
  int threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  int roundUp = (x & mask) > threshold ? 1 : 0;
  return static_cast<Int>(wrappingAdd(x >> (exponent & 31), roundUp));
}

/// The real number multiplier * 2^(shift - 31).
struct QuantizedMultiplier {
  int32_t multiplier = 0; ///< 0, or in [2^30, 2^31) for a positive real
  int32_t shift = 0;      ///< in [-31, 30], left positive

  bool operator==(const QuantizedMultiplier &) const = default;
};

/// The nearest multiplier with a 31-bit significand (ties away from zero), as
/// TFLite's QuantizeMultiplier; that of a negative real is rounded as a half
/// plus truncation rounds, so that -1/2 has the significand 1 - 2^30. Reals
/// that would need a shift below -31 give 0. Reals of 2^30 and more, for which
/// TFLite leaves the result undefined, give the largest multiplier {INT32_MAX,
/// 30}; a NaN gives 0.
QuantizedMultiplier quantizeMultiplier(double real);

/// x * multiplier * 2^(shift - 31), rounded twice: first the saturating
/// doubling high multiply of x * 2^max(shift, 0) modulo 2^32, then the rounding
/// division by 2^max(-shift, 0). As TFLite's MultiplyByQuantizedMultiplier
/// where both are defined; defined for all arguments.
inline int32_t multiplyByQuantizedMultiplier(int32_t x, int32_t multiplier,
                                             int shift) {
  int32_t product = saturatingRoundingDoublingHighMul(
      wrappingShiftLeft(x, shift), multiplier);
  // A division by more than 2^32 is 0; the bound also keeps -shift in range.
  return shift >= 0 ? product
                    : roundingDivideByPOT(product, shift < -32 ? 33 : -shift);
}

/// The 16 high bits of a 31-bit multiplier, rounded half up; at most 0x7fff.
inline int32_t reducedMultiplier(int32_t multiplier) {
  return multiplier < 0x7fff0000 ? (multiplier + (1 << 15)) >> 16 : 0x7fff;
}

/// x * reducedMultiplier(multiplier) * 2^(shift - 15), rounded once, ties
/// towards +infinity. As TFLite's MultiplyByQuantizedMultiplier of 64-bit
/// accumulators where that is defined (shift < 15); defined for all arguments:
/// product and sum wrap modulo 2^64, the result modulo 2^32.
inline int32_t multiplyByReducedMultiplier(int64_t x, int32_t multiplier,
                                           int shift) {
  uint64_t product = static_cast<uint64_t>(x) *
                     static_cast<uint64_t>(
                         static_cast<int64_t>(reducedMultiplier(multiplier)));
  if (shift >= 15)
    return shift > 78 ? 0 : static_cast<int32_t>(product << (shift - 15));
  int right = 15 - shift;
  if (right > 63) // below half of 2^64
    return 0;
  auto sum = static_cast<int64_t>(product + (uint64_t{1} << (right - 1)));
  return static_cast<int32_t>(sum >> right);
}

} // namespace sima::numerics

#endif // SIMA_NUMERICS_FIXEDPOINT_H
