//===- OnnxQuant.cpp - Codes and real numbers in mode onnx ----------------===//
//
// One float32 operation and one rounding each.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/OnnxQuant.h"
#include <cmath>

using namespace sima::numerics;

float onnx::dequantize(int32_t code, float scale, int32_t zeroPoint) {
  return scale * static_cast<float>(int64_t{code} - zeroPoint);
}

int32_t onnx::quantize(float x, float scale, int32_t zeroPoint,
                       tflite::Range range) {
  float scaled = x / scale;
  if (std::isnan(scaled))
    return range.lo;
  // Far outside every zero point's reach, so the cut changes no result.
  constexpr float kLimit = 0x1p40f;
  scaled = std::clamp(std::nearbyint(scaled), -kLimit, kLimit);
  int64_t code = static_cast<int64_t>(scaled) + zeroPoint;
  return static_cast<int32_t>(
      std::min<int64_t>(std::max<int64_t>(code, range.lo), range.hi));
}
