//===- OnnxResize.cpp - Positions and weights of Resize -------------------===//
//
// Every operation is float32 and rounds once, except where said.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/OnnxResize.h"
#include <algorithm>
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::onnx;

float onnx::resizeScale(int32_t inSize, int32_t outSize) {
  return static_cast<float>(outSize) / static_cast<float>(inSize);
}

float onnx::inputCoordinate(const ResizeAxis &axis, int32_t outPosition) {
  auto position = static_cast<float>(outPosition);
  auto in = static_cast<float>(axis.inSize);
  auto out = static_cast<float>(axis.outSize);
  if (axis.scale == 1.0f)
    return position;
  switch (axis.mode) {
  case CoordinateMode::HalfPixel:
    break;
  case CoordinateMode::HalfPixelSymmetric: {
    float adjustment = out / (axis.scale * in);
    float offset = in / 2.0f * (1.0f - adjustment);
    // The rest is float64 in the runtime.
    return static_cast<float>(
        offset + (static_cast<double>(position) + 0.5) / axis.scale - 0.5);
  }
  case CoordinateMode::PytorchHalfPixel:
    if (axis.outSize == 1)
      return 0.0f;
    break;
  case CoordinateMode::AlignCorners:
    return axis.outSize == 1 ? 0.0f : position * (in - 1.0f) / (out - 1.0f);
  case CoordinateMode::Asymmetric:
    return position / axis.scale;
  case CoordinateMode::TFHalfPixelForNN:
    return (position + 0.5f) / axis.scale;
  }
  return (position + 0.5f) / axis.scale - 0.5f;
}

/// The integer that a nearest mode makes of a coordinate.
static float roundCoordinate(float x, NearestMode mode) {
  if (mode == NearestMode::Floor)
    return std::floor(x);
  if (mode == NearestMode::Ceil)
    return std::ceil(x);
  if (std::fabs(x - (std::floor(x) + 0.5f)) < 1e-6f)
    return mode == NearestMode::RoundPreferCeil ? std::ceil(x) : std::floor(x);
  return std::round(x);
}

int32_t onnx::nearestPosition(const ResizeAxis &axis, NearestMode mode,
                              int32_t outPosition) {
  if (axis.scale == 1.0f)
    return std::clamp(outPosition, 0, axis.inSize - 1);
  float rounded = roundCoordinate(inputCoordinate(axis, outPosition), mode);
  // Clamped as a real number, so that no coordinate overflows.
  return static_cast<int32_t>(
      std::clamp(static_cast<double>(rounded), 0.0, axis.inSize - 1.0));
}

LinearPair onnx::linearPair(const ResizeAxis &axis, int32_t outPosition) {
  float x = std::clamp(inputCoordinate(axis, outPosition), 0.0f,
                       static_cast<float>(axis.inSize - 1));
  int32_t lower = std::min(static_cast<int32_t>(x), axis.inSize - 1);
  int32_t upper = std::min(lower + 1, axis.inSize - 1);
  if (lower == upper)
    return {lower, upper, 0.5f, 0.5f};
  return {lower, upper, std::fabs(x - static_cast<float>(upper)),
          std::fabs(x - static_cast<float>(lower))};
}

float onnx::bilinear(const LinearPair &rows, const LinearPair &columns,
                     const float (&values)[2][2]) {
  float sum = columns.lowerWeight * rows.lowerWeight * values[0][0];
  sum += columns.upperWeight * rows.lowerWeight * values[0][1];
  sum += columns.lowerWeight * rows.upperWeight * values[1][0];
  sum += columns.upperWeight * rows.upperWeight * values[1][1];
  return sum;
}
