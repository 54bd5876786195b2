//===- FixedPoint.cpp - Multipliers from real numbers ---------------------===//
//
// The decomposition of a real multiplier into significand and shift. The
// integer primitives are inline in the header.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/FixedPoint.h"
#include <cmath>

using namespace sima::numerics;

QuantizedMultiplier sima::numerics::quantizeMultiplier(double real) {
  constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
  if (real == 0.0 || std::isnan(real))
    return {0, 0};
  if (std::isinf(real))
    return {real > 0 ? kMax : -kMax, 30};
  int shift = 0;
  double fraction = std::frexp(real, &shift); // |fraction| in [0.5, 1)
  // The conversion truncates: ties of positive reals go up, and negative ones
  // lose what is left of the half.
  auto significand =
      static_cast<int64_t>(fraction * static_cast<double>(1LL << 31) + 0.5);
  if (significand == 1LL << 31) { // rounded up to 1.0
    significand /= 2;
    ++shift;
  }
  if (shift < -31)
    return {0, 0};
  if (shift > 30)
    return {significand > 0 ? kMax : -kMax, 30};
  return {static_cast<int32_t>(significand), shift};
}
