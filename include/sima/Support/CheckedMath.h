//===- CheckedMath.h - Arithmetic that cannot wrap --------------*- C++ -*-===//
//
// Saturating arithmetic for sizes and cycle counts that come from files. A
// result at the maximum of its type means "too large for any machine" and fails
// the range check that follows. Checked arithmetic with an optional result is
// llvm/Support/CheckedArithmetic.h and is not repeated here.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SUPPORT_CHECKEDMATH_H
#define SIMA_SUPPORT_CHECKEDMATH_H

#include <concepts>
#include <limits>

namespace sima {

/// a + b for a, b >= 0, or the maximum of T where the sum does not fit.
template <std::integral T> constexpr T saturatingAdd(T a, T b) {
  T sum;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<T>::max()
                                            : sum;
}

/// a * b for a, b >= 0, or the maximum of T where the product does not fit.
template <std::integral T> constexpr T saturatingMul(T a, T b) {
  T product;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<T>::max()
                                                : product;
}

/// ⌈a / b⌉ for a >= 0, b > 0, without the overflow of (a + b - 1) / b.
template <std::integral T> constexpr T ceilDiv(T a, T b) {
  return a / b + (a % b != 0 ? 1 : 0);
}

} // namespace sima

#endif // SIMA_SUPPORT_CHECKEDMATH_H
