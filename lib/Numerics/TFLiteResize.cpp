//===- TFLiteResize.cpp - Where a resized axis reads ----------------------===//
//
// Implements sima/Numerics/TFLiteResize.h. Divisions of integers truncate and
// every float32 operation rounds, as in LiteRT's kernels.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLiteResize.h"
#include <algorithm>
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

/// Fixed-point weights have 10 fraction bits.
static constexpr int64_t kOne = 1 << 10;
/// uint8 codes are stored 128 lower.
static constexpr int32_t kOffset = 128;

/// Input positions from one output position to the next.
static float float32Step(int64_t in, int64_t out, ResizeGrid grid) {
  if (grid.alignCorners && out > 1)
    return static_cast<float>(in - 1) / static_cast<float>(out - 1);
  return static_cast<float>(in) / static_cast<float>(out);
}

std::vector<int32_t> tflite::nearestIndices(int64_t in, int64_t out,
                                            ResizeGrid grid) {
  float step = float32Step(in, out, grid);
  float center = grid.halfPixelCenters ? 0.5f : 0.0f;
  std::vector<int32_t> indices;
  for (int64_t i = 0; i < out; ++i) {
    float position = (static_cast<float>(i) + center) * step;
    auto index = static_cast<int64_t>(grid.alignCorners ? std::round(position)
                                                        : std::floor(position));
    indices.push_back(static_cast<int32_t>(std::min(index, in - 1)));
  }
  return indices;
}

std::vector<ResizeTap<int32_t>> tflite::fixedTaps(int64_t in, int64_t out,
                                                  ResizeGrid grid) {
  int64_t step = grid.alignCorners && out > 1
                     ? (kOne * (in - 1) + (out - 1) / 2) / (out - 1)
                     : (kOne * in + out / 2) / out;
  int64_t first = grid.halfPixelCenters ? step / 2 - kOne / 2 : 0;
  std::vector<ResizeTap<int32_t>> taps;
  for (int64_t i = 0; i < out; ++i) {
    int64_t position = i * step + first;
    int64_t lower = std::clamp<int64_t>(position / kOne, 0, in - 1);
    int64_t upper = std::min((position + kOne - 1) / kOne, in - 1);
    taps.push_back({static_cast<int32_t>(lower),
                    static_cast<int32_t>(std::max(upper, int64_t{0})),
                    static_cast<int32_t>((lower + 1) * kOne - position),
                    static_cast<int32_t>(position - lower * kOne)});
  }
  return taps;
}

std::vector<ResizeTap<float>> tflite::float32Taps(int64_t in, int64_t out,
                                                  ResizeGrid grid) {
  float step = float32Step(in, out, grid);
  std::vector<ResizeTap<float>> taps;
  for (int64_t i = 0; i < out; ++i) {
    float position = grid.halfPixelCenters
                         ? (static_cast<float>(i) + 0.5f) * step - 0.5f
                         : static_cast<float>(i) * step;
    auto lower = static_cast<int32_t>(
        std::clamp(std::floor(position), 0.0f, static_cast<float>(in - 1)));
    auto upper = static_cast<int32_t>(
        std::clamp(std::ceil(position), 0.0f, static_cast<float>(in - 1)));
    float weight = position - static_cast<float>(lower);
    taps.push_back({lower, upper, 1.0f - weight, weight});
  }
  return taps;
}

int32_t tflite::bilinear(const ResizeCorners<int32_t> &codes,
                         const ResizeTap<int32_t> &row,
                         const ResizeTap<int32_t> &column) {
  // Weights of hostile tables may be any: sums wrap.
  auto product = [](int64_t code, int64_t a, int64_t b) {
    return static_cast<uint64_t>(code * a) * static_cast<uint64_t>(b);
  };
  auto sum = static_cast<int64_t>(
      product(codes[0], row.lowerWeight, column.lowerWeight) +
      product(codes[1], row.upperWeight, column.lowerWeight) +
      product(codes[2], row.lowerWeight, column.upperWeight) +
      product(codes[3], row.upperWeight, column.upperWeight));
  constexpr int64_t kUnit = kOne * kOne;
  int64_t whole = sum / kUnit, rest = sum % kUnit;
  return static_cast<int32_t>(whole + (2 * rest >= kUnit) -
                              (2 * rest <= -kUnit));
}

int32_t tflite::bilinearU8(const ResizeCorners<int32_t> &stored,
                           const ResizeTap<float> &row,
                           const ResizeTap<float> &column) {
  auto term = [&](unsigned i, float rowWeight, float columnWeight) {
    return static_cast<float>(stored[i] + kOffset) * rowWeight * columnWeight;
  };
  float sum = term(0, row.lowerWeight, column.lowerWeight) +
              term(1, row.upperWeight, column.lowerWeight) +
              term(2, row.lowerWeight, column.upperWeight) +
              term(3, row.upperWeight, column.upperWeight) + 0.5f;
  // Weights that no axis has must not lead out of the type; a NaN gives 0.
  return static_cast<int32_t>(std::fmin(std::fmax(sum, 0.0f), 255.0f)) -
         kOffset;
}
