//===- ShiftRequant.cpp - Accumulators to codes in mode shift -------------===//

#include "sima/Numerics/ShiftRequant.h"
#include <cmath>

using namespace sima::numerics;

/// Exponents whose powers of two make a difference.
static constexpr int kMinExponent = -63, kMaxExponent = 31;

int32_t shift::nearestExponent(double real) {
  if (!(real > 0))
    return kMinExponent;
  if (std::isinf(real))
    return kMaxExponent;
  int exponent = 0;
  double fraction = std::frexp(real, &exponent); // in [0.5, 1)
  if (fraction * fraction < 0.5)
    --exponent;
  return std::min(std::max(exponent, kMinExponent), kMaxExponent);
}

int32_t shift::requant(int64_t accPlusBias, int exponent, int32_t outZeroPoint,
                       tflite::Range clamp) {
  using Wide = __int128;
  Wide value = accPlusBias;
  if (exponent >= 0)
    value <<= std::min(exponent, kMaxExponent);
  else if (exponent < kMinExponent)
    value = 0;
  else
    value = (value + (Wide(1) << (-exponent - 1))) >> -exponent;
  value += outZeroPoint;
  return static_cast<int32_t>(
      std::min(std::max(value, Wide(clamp.lo)), Wide(clamp.hi)));
}
