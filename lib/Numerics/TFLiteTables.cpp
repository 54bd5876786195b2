//===- TFLiteTables.cpp - Functions of one code in TFLite -----------------===//
//
// Evaluation of functions for all codes. The width and the order of every
// floating-point operation is LiteRT's.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLiteTables.h"
#include "sima/Numerics/FixedPointMath.h"
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

//===----------------------------------------------------------------------===//
// Real functions
//===----------------------------------------------------------------------===//

/// float32, every operation rounded. `in` is not the zero point's value by
/// definition, so the callers' limits stand in where there is no result.
static float evaluate(Function function, float x, float lowest, float highest) {
  constexpr float kSqrtHalf = 0.707106781186547524f;
  constexpr float kSqrtTwoOverPi = 0.797884560802865356f;
  switch (function) {
  case Function::Logistic:
    return 1.0f / (1.0f + std::exp(-x));
  case Function::Tanh:
    return std::tanh(x);
  case Function::Elu:
    return x < 0.0f ? std::expm1(x) : x;
  case Function::Gelu:
    return 0.5f * x * std::erfc(x * -kSqrtHalf);
  case Function::GeluApproximate:
    return 0.5f * x *
           (1.0f + std::tanh(kSqrtTwoOverPi * (x + 0.044715f * x * x * x)));
  case Function::Exp:
    return std::exp(x);
  case Function::Log:
    return x <= 0.0f ? lowest : std::log(x);
  case Function::Rsqrt:
    return x <= 0.0f ? highest : 1.0f / std::sqrt(x);
  }
  return x;
}

/// scale * (code - zeroPoint) in float32.
static float realOf(int32_t code, const Quantization &q) {
  return static_cast<float>(q.scale) *
         static_cast<float>(wrappingSub(code, q.zeroPoint));
}

/// A float32 number as a stored 8-bit code: saturated, and 0 of the source's
/// type for a NaN.
static int32_t saturatedCode(float value, const Quantization &out) {
  if (std::isnan(value))
    return -out.storageOffset;
  return static_cast<int32_t>(std::clamp(value, -128.0f, 127.0f));
}

ByteTable tflite::functionTable(Function function, const Quantization &in,
                                const Quantization &out) {
  float inverseScale = 1.0f / static_cast<float>(out.scale);
  float lowest = realOf(-128, out), highest = realOf(127, out);
  return tabulate<ByteTable>([&](int32_t code) {
    float value = evaluate(function, realOf(code, in), lowest, highest);
    return saturatedCode(std::round(value * inverseScale) +
                             static_cast<float>(out.zeroPoint),
                         out);
  });
}

InterpolatedTable tflite::functionTable16(Function function,
                                          const Quantization &in,
                                          const Quantization &out) {
  float lowest = realOf(-32768, out), highest = realOf(32767, out);
  return interpolatedTable<float>(
      static_cast<float>(in.scale), in.zeroPoint, static_cast<float>(out.scale),
      out.zeroPoint,
      [&](float x) { return evaluate(function, x, lowest, highest); });
}

ByteTable tflite::sqrtTable(const Quantization &in, const Quantization &out) {
  return tabulate<ByteTable>([&](int32_t code) {
    float root = std::sqrt(std::max(realOf(code, in), 0.0f));
    return saturatedCode(std::trunc(root / static_cast<float>(out.scale)) +
                             static_cast<float>(out.zeroPoint),
                         out);
  });
}

//===----------------------------------------------------------------------===//
// Fixed point
//===----------------------------------------------------------------------===//

static constexpr Range kInt8 = {-128, 127};

ByteTable tflite::rsqrtTable(const Quantization &in, const Quantization &out) {
  // Bits below the unit that the root keeps before it is rescaled.
  constexpr int kFractionBits = 20;
  float root = std::sqrt(static_cast<float>(in.scale));
  QuantizedMultiplier m = quantizeMultiplier(
      1.0 / static_cast<double>(root * static_cast<float>(out.scale)));
  return tabulate<ByteTable>([&](int32_t code) {
    int32_t x = wrappingSub(code, in.zeroPoint);
    if (x <= 0)
      return kInt8.hi;
    QuantizedMultiplier inverse = inverseSqrt(x);
    int32_t fine = multiplyByQuantizedMultiplier(1, inverse.multiplier,
                                                 inverse.shift + kFractionBits);
    return requant(fine, {m.multiplier, m.shift - kFractionBits}, out.zeroPoint,
                   kInt8);
  });
}

namespace {
/// 16-bit fixed-point arithmetic of HARD_SWISH.
class HardSwish {
public:
  HardSwish(const Quantization &in, const Quantization &out) {
    // Inputs are taken 128 times finer, the gate has 3.0 at 2^15.
    float fineScale = (1.0f / 128.0f) * static_cast<float>(in.scale);
    result = reduced(fineScale / static_cast<float>(out.scale));
    gate = reduced(fineScale / (3.0f / 32768.0f));
  }

  /// LiteRT has a rounding right shift only.
  bool isDefined() const { return result.shift <= 0; }

  /// The result without its zero point, of a code without its.
  int16_t operator()(int32_t x) const {
    auto fine = static_cast<int16_t>(x * 128);
    int16_t scaled = highMul(fine, result.multiplier);
    int16_t opening = gateOf(fine);
    // Rounds towards zero, where highMul would round to the nearest.
    int16_t product = static_cast<int16_t>(int32_t{opening} * scaled / 32768);
    return roundingDivideByPOTModulo(product, -result.shift);
  }

private:
  struct Multiplier {
    int16_t multiplier;
    int shift;
  };

  static Multiplier reduced(float real) {
    QuantizedMultiplier m = quantizeMultiplier(real);
    return {static_cast<int16_t>(
                std::min((int64_t{m.multiplier} + (1 << 15)) >> 16,
                         int64_t{std::numeric_limits<int16_t>::max()})),
            m.shift};
  }

  /// saturatingRoundingDoublingHighMul of 16 bits, ties away from zero.
  static int16_t highMul(int16_t a, int16_t b) {
    int32_t product = int32_t{a} * b;
    int32_t nudge = product >= 0 ? 1 << 14 : 1 - (1 << 14);
    return saturate((product + nudge) / 32768);
  }

  static int16_t shiftLeft(int16_t x, int amount) {
    return saturate(x * (int64_t{1} << std::min(amount, 31)));
  }

  static int16_t saturate(int64_t x) {
    return static_cast<int16_t>(
        std::clamp<int64_t>(x, std::numeric_limits<int16_t>::min(),
                            std::numeric_limits<int16_t>::max()));
  }

  /// min(max(x + 3, 0), 6) / 6 in units of 2^-15. The last doubling follows the
  /// multiplication, so that saturation before it changes nothing.
  int16_t gateOf(int16_t fine) const {
    int16_t value = fine;
    if (gate.shift > 0)
      value = shiftLeft(value, gate.shift - 1);
    value = highMul(value, gate.multiplier);
    if (gate.shift > 0)
      value = shiftLeft(value, 1);
    if (gate.shift < 0)
      value = roundingDivideByPOTModulo(value, -gate.shift);
    return static_cast<int16_t>((value + (1 << 15)) >> 1);
  }

  Multiplier result, gate;
};
} // namespace

std::optional<ByteTable> tflite::hardSwishTable(const Quantization &in,
                                                const Quantization &out) {
  HardSwish function(in, out);
  if (!function.isDefined())
    return std::nullopt;
  return tabulate<ByteTable>([&](int32_t code) {
    // The sum wraps in 16 bits, so it depends on the codes' own range.
    auto sum = static_cast<int16_t>(function(wrappingSub(code, in.zeroPoint)) +
                                    out.zeroPoint + out.storageOffset);
    return clampTo(sum - out.storageOffset, kInt8);
  });
}

ByteTable tflite::negTable() {
  return tabulate<ByteTable>([](int32_t code) { return -code; });
}

ByteTable tflite::preluTable(const PreluParams &params, int32_t inZeroPoint,
                             int32_t slope, int32_t outZeroPoint, Range clamp) {
  return tabulate<ByteTable>([&](int32_t code) {
    return prelu(params, code, inZeroPoint, slope, 0, outZeroPoint, clamp);
  });
}

//===----------------------------------------------------------------------===//
// LOGISTIC and TANH of int16
//===----------------------------------------------------------------------===//

SigmoidTable tflite::sigmoidTable() {
  auto sigmoid = [](double i) { return 65536.0 / (1.0 + std::exp(-i / 24.0)); };
  SigmoidTable table;
  for (int i = 0; i < 256; ++i) {
    double onLine = (sigmoid(i) + sigmoid(i + 1)) / 2.0;
    double bias = (onLine - sigmoid(i + 0.5)) / 2.0;
    table[i] = static_cast<uint16_t>(std::floor(sigmoid(i) - bias + 0.5));
  }
  table[255] = 65535; // the formula gives one less
  return table;
}

/// `exactShift`: the largest power of two over 2^-12 that is an exact factor.
static CurveParams curveParams(double inScale, int32_t exactShift) {
  int32_t exponent = 0;
  if (isPowerOfTwoScale(inScale, &exponent) && exponent >= -12 &&
      exponent <= exactShift - 12)
    return {3 << (exponent + 12), 0};
  // At least 15 bits, so far as the shift allows; the rest is cut off.
  double multiplier = static_cast<double>(static_cast<float>(inScale)) * 4096.0;
  multiplier *= 3.0;
  int32_t shift = 0;
  for (; multiplier <= 32767.0 / 2.0 && shift <= 30; ++shift)
    multiplier *= 2.0;
  constexpr double kLimit = std::numeric_limits<int32_t>::max();
  return {static_cast<int32_t>(std::min(multiplier, kLimit)), shift};
}

CurveParams tflite::logistic16Params(double inScale) {
  return curveParams(inScale, 0);
}

CurveParams tflite::tanh16Params(double inScale) {
  return curveParams(inScale, 1);
}

namespace {
/// Where a code lies on the sigmoid: its sign, and the value of the table
/// interpolated with `indexShift` fraction bits.
struct OnSigmoid {
  bool negative;
  bool saturated;
  uint32_t value;
};
} // namespace

static OnSigmoid lookUp(CurveParams params, const uint16_t *sigmoid,
                        int16_t code, int indexShift) {
  int shift = params.shift & 31;
  uint32_t product = static_cast<uint32_t>(int32_t{code}) *
                     static_cast<uint32_t>(params.multiplier);
  uint32_t half = shift > 0 ? uint32_t{1} << (shift - 1) : 0;
  int32_t scaled = static_cast<int32_t>(product + half) >> shift;
  uint32_t magnitude = scaled < 0 ? 0u - static_cast<uint32_t>(scaled)
                                  : static_cast<uint32_t>(scaled);
  uint32_t index = magnitude >> indexShift;
  if (index >= 255)
    return {scaled < 0, true, 0};
  uint32_t fraction = magnitude & ((1u << indexShift) - 1);
  uint32_t here = sigmoid[index], next = sigmoid[index + 1];
  return {scaled < 0, false, (here << indexShift) + fraction * (next - here)};
}

int16_t tflite::logistic16(CurveParams params, const uint16_t *sigmoid,
                           int16_t code) {
  constexpr int kFractionBits =
      9; // on units of 2^-16; one more on the result's
  OnSigmoid at = lookUp(params, sigmoid, code, kFractionBits);
  uint32_t value = at.saturated ? 0x7fffu << (kFractionBits + 1) : at.value;
  constexpr uint32_t kOne = 1u << (16 + kFractionBits);
  constexpr uint32_t kHalf = 1u << kFractionBits;
  uint32_t result = at.negative ? kOne - value + kHalf - 1 : value + kHalf;
  return static_cast<int16_t>(result >> (kFractionBits + 1));
}

int16_t tflite::tanh16(CurveParams params, const uint16_t *sigmoid,
                       int16_t code) {
  constexpr int kFractionBits = 8;
  OnSigmoid at = lookUp(params, sigmoid, code, kFractionBits);
  auto value =
      static_cast<int32_t>(at.saturated ? 0xffffu << kFractionBits : at.value);
  constexpr int32_t kOne = 1 << (15 + kFractionBits);
  constexpr int32_t kHalf = 1 << (kFractionBits - 1);
  int32_t result =
      at.negative ? kOne - value + kHalf - 1 : value - kOne + kHalf;
  return static_cast<int16_t>(result >> kFractionBits);
}
