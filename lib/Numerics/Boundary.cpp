//===- Boundary.cpp - Quantize and dequantize at the edge -----------------===//
//
// One float32 operation and one rounding each, in the default rounding mode.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/Boundary.h"
#include <algorithm>
#include <cmath>

using namespace sima::numerics;

float boundary::stepFromManifest(double manifestScale) {
  return static_cast<float>(1.0 / manifestScale);
}

int32_t boundary::quantize(float x, float step, int32_t zeroPoint, int32_t lo,
                           int32_t hi) {
  float scaled = x / step;
  if (std::isnan(scaled))
    scaled = 0.0f;
  // Far outside every zero point's reach, so the cut changes no result.
  constexpr float kLimit = 0x1p40f;
  scaled = std::clamp(std::nearbyint(scaled), -kLimit, kLimit);
  int64_t code = static_cast<int64_t>(scaled) + zeroPoint;
  return static_cast<int32_t>(std::clamp<int64_t>(code, lo, hi));
}

float boundary::dequantize(int32_t q, float step, int32_t zeroPoint) {
  return step * static_cast<float>(int64_t{q} - zeroPoint);
}
