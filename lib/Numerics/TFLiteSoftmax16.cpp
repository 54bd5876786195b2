//===- TFLiteSoftmax16.cpp - SOFTMAX of int16 rows ------------------------===//
//
// Exponentials and the reciprocal of their sum come from interpolated tables.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLiteNorm.h"
#include <bit>
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

/// The step between two of 65,536 numbers from 0 to 1.
static constexpr double kUnitStep = 1.0 / 65535.0;
/// exp(-10) counts as the smallest exponential.
static constexpr double kExpStep = 10.0 / 65535.0;
static constexpr Range kInt16 = {-32768, 32767};

const InterpolatedTable &tflite::softmax16ExpTable() {
  static const InterpolatedTable table =
      interpolatedTable(kExpStep, 32767, 2.0 * kUnitStep, 0,
                        [](double x) { return std::exp(x); });
  return table;
}

const InterpolatedTable &tflite::softmax16ReciprocalTable() {
  static const InterpolatedTable table =
      interpolatedTable(kUnitStep, -32768, 2.0 * kUnitStep, 0,
                        [](double x) { return 1.0 / (1.0 + x); });
  return table;
}

QuantizedMultiplier tflite::softmax16Multiplier(double beta,
                                                double inputScale) {
  return quantizeMultiplier(inputScale * beta / kExpStep);
}

/// 1 / (1 + a) in Q15 where `sum` = (1 + a) * 2^(31 - headroom).
static int32_t reciprocalOf(uint32_t sum, int headroom, const int16_t *table) {
  uint64_t shifted = (((uint64_t{sum} << headroom) >> 1) + (1 << 13)) >> 14;
  int32_t centred = static_cast<int32_t>(shifted) - (1 << 16) - (1 << 15);
  return interpolate(static_cast<int16_t>(clampTo(centred, kInt16)), table);
}

void tflite::softmax16(QuantizedMultiplier inputMultiplier,
                       const int16_t *expTable, const int16_t *reciprocalTable,
                       llvm::ArrayRef<int16_t> in,
                       llvm::MutableArrayRef<int16_t> out) {
  if (in.empty())
    return;
  int32_t maximum = *std::max_element(in.begin(), in.end());
  uint32_t sum = 0; // Q15
  for (size_t i = 0; i < in.size(); ++i) {
    int32_t scaled = multiplyByQuantizedMultiplier(
        in[i] - maximum, inputMultiplier.multiplier, inputMultiplier.shift);
    int32_t centred = clampTo(wrappingAdd(scaled, 32767), kInt16);
    out[i] = interpolate(static_cast<int16_t>(centred), expTable);
    sum += static_cast<uint32_t>(int32_t{out[i]});
  }
  int headroom = std::countl_zero(sum);
  int rightShift = 31 - headroom;
  int32_t reciprocal = reciprocalOf(sum, headroom, reciprocalTable);
  for (int16_t &value : out) {
    int64_t product = int64_t{value} * reciprocal;
    if (rightShift > 0)
      product = (product + (int64_t{1} << (rightShift - 1))) >> rightShift;
    value = static_cast<int16_t>(
        std::clamp<int64_t>(product, 0, std::numeric_limits<int16_t>::max()));
  }
}
