//===- OnnxRequant.cpp - Accumulators to codes in mode onnx ---------------===//
//
// Single float32 operations, in the default rounding mode.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/OnnxRequant.h"
#include <cmath>

using namespace sima::numerics;

float onnx::requantScale(double inputScale, double filterScale,
                         double outputScale) {
  float product =
      static_cast<float>(inputScale) * static_cast<float>(filterScale);
  return product / static_cast<float>(outputScale);
}

int32_t onnx::requant(int64_t accPlusBias, float scale, int32_t outZeroPoint,
                      tflite::Range clamp) {
  float scaled = static_cast<float>(accPlusBias) * scale;
  if (std::isnan(scaled))
    scaled = 0.0f;
  // Beyond this the sum is outside every range, whatever the zero point.
  constexpr float kLimit = 0x1p40f;
  scaled = std::min(std::max(std::nearbyint(scaled), -kLimit), kLimit);
  int64_t code = static_cast<int64_t>(scaled) + outZeroPoint;
  return static_cast<int32_t>(
      std::min<int64_t>(std::max<int64_t>(code, clamp.lo), clamp.hi));
}
