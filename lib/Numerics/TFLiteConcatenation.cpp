//===- TFLiteConcatenation.cpp - Operands of other scales -----------------===//

#include "sima/Numerics/TFLiteConcatenation.h"
#include <algorithm>
#include <cmath>

using namespace sima::numerics;

int32_t tflite::concatenationCode(int32_t stored, float inScale,
                                  int32_t inZeroPoint, float outScale,
                                  int32_t outZeroPoint) {
  // The kernel works on unsigned codes and zero points.
  constexpr int32_t kOffset = 128;
  float inverse = 1.0f / outScale;
  float factor = inScale * inverse;
  float bias = static_cast<float>(-(inZeroPoint + kOffset)) * factor;
  float value = static_cast<float>(stored + kOffset) * factor;
  value = std::round(value + bias);
  // Beyond 2^20 the sum is outside [-128, 127] whatever the zero point; the
  // comparison also sends a NaN there.
  constexpr float kLimit = 0x1p20f;
  if (!(value < kLimit))
    value = kLimit;
  int32_t code = static_cast<int32_t>(std::max(value, -kLimit)) + outZeroPoint;
  return std::clamp(code, -kOffset, kOffset - 1);
}
