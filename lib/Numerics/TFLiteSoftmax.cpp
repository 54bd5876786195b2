//===- TFLiteSoftmax.cpp - SOFTMAX of int8 rows in mode tflite ------------===//
//
// Softmax in 32-bit fixed point. The approximations of exp and 1/(1+x) are the
// ones that gemmlowp documents in its fixed-point library (fixedpoint.h): a
// Taylor polynomial around -1/8 with a product over the bits of the argument,
// and three Newton-Raphson steps. A value "Qn" below has n integer bits: its
// real value is raw / 2^(31 - n).
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLite.h"
#include <bit>
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

/// Integer bits of a scaled difference to the maximum, and of the sum.
static constexpr int kDiffIntegerBits = 5;
static constexpr int kSumIntegerBits = 12;
static constexpr int32_t kOneQ0 = std::numeric_limits<int32_t>::max();

/// Product of two fixed-point numbers; their integer bits add up.
static int32_t mul(int32_t a, int32_t b) {
  return saturatingRoundingDoublingHighMul(a, b);
}

/// x * 2^amount, saturated to int32.
static int32_t saturatingShiftLeft(int32_t x, int amount) {
  int64_t wide = static_cast<int64_t>(x) * (int64_t{1} << amount);
  return static_cast<int32_t>(
      std::clamp<int64_t>(wide, std::numeric_limits<int32_t>::min(),
                          std::numeric_limits<int32_t>::max()));
}

/// exp(a) in Q0 for a in Q0 within [-1/4, 0): exp(-1/8) times the polynomial
/// 1 + x + x^2/2 + x^3/6 + x^4/24 with x = a + 1/8.
static int32_t expOnLastQuarter(int32_t a) {
  constexpr int32_t kExpMinusEighth = 1895147668; // exp(-1/8)
  constexpr int32_t kOneThird = 715827883;
  int32_t x = wrappingAdd(a, 1 << 28);
  int32_t x2 = mul(x, x);
  int32_t x3 = mul(x2, x);
  int32_t x4 = mul(x2, x2);
  int32_t x4Over4 = roundingDivideByPOT(x4, 2);
  int32_t highTerms = roundingDivideByPOT(
      wrappingAdd(mul(wrappingAdd(x4Over4, x3), kOneThird), x2), 1);
  return wrappingAdd(kExpMinusEighth,
                     mul(kExpMinusEighth, wrappingAdd(x, highTerms)));
}

/// exp(a) in Q0 for a <= 0 in Q5.
static int32_t expOnNegativeValues(int32_t a) {
  if (a == 0)
    return kOneQ0;
  constexpr int kFractionBits = 31 - kDiffIntegerBits;
  constexpr int32_t kQuarter = 1 << (kFractionBits - 2);
  // a = lastQuarter - remainder with lastQuarter in [-1/4, 0) and the remainder
  // a multiple of 1/4.
  int32_t lastQuarter = (a & (kQuarter - 1)) - kQuarter;
  int32_t remainder = wrappingSub(lastQuarter, a);
  int32_t result =
      expOnLastQuarter(saturatingShiftLeft(lastQuarter, kDiffIntegerBits));
  // exp(-2^k) in Q0 for k = -2 .. 4.
  constexpr int32_t kExpOfBit[] = {1672461947, 1302514674, 790015084, 290630308,
                                   39332535,   720401,     242};
  for (int bit = 0; bit < 7; ++bit)
    if (remainder & (kQuarter << bit))
      result = mul(result, kExpOfBit[bit]);
  return result;
}

/// 1 / (1 + a) in Q0 for a in Q0 within [0, 1). Newton-Raphson for the
/// reciprocal of d = (1 + a) / 2 from 48/17 - 32/17 d, in Q2; halved at the
/// end.
static int32_t oneOverOnePlus(int32_t a) {
  constexpr int32_t k48Over17 = 1515870810;       // Q2
  constexpr int32_t kMinus32Over17 = -1010580540; // Q2
  constexpr int32_t kOneQ2 = 1 << 29;
  int64_t sum = static_cast<int64_t>(a) + kOneQ0;
  auto denominator = static_cast<int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
  int32_t x = wrappingAdd(k48Over17, mul(denominator, kMinus32Over17));
  for (int step = 0; step < 3; ++step) {
    int32_t error = wrappingSub(kOneQ2, mul(denominator, x));
    x = wrappingAdd(x, saturatingShiftLeft(mul(x, error), 2));
  }
  // Q2 read as Q1 is the half; then to Q0.
  return saturatingShiftLeft(x, 1);
}

SoftmaxParams tflite::softmaxParams(double beta, double inputScale) {
  // Differences are scaled to Q5. A larger factor changes nothing: it makes
  // every exponential but that of the maximum round to zero.
  double factor = std::min(
      beta * inputScale * static_cast<double>(1 << (31 - kDiffIntegerBits)),
      static_cast<double>((1LL << 31) - 1));
  // quantizeMultiplier ends below 2^30, softmax below 2^31: decompose the half.
  QuantizedMultiplier m = quantizeMultiplier(factor / 2.0);
  ++m.shift;
  // The most negative difference whose scaled value still fits Q5.
  double radius = 31.0 * static_cast<double>(1LL << (31 - kDiffIntegerBits)) /
                  static_cast<double>(1LL << std::max(m.shift, 0));
  return {m.multiplier, m.shift, -static_cast<int32_t>(std::floor(radius))};
}

namespace {
/// exp of the difference between a code and its row's maximum.
class RowExp {
public:
  RowExp(const SoftmaxParams &params, llvm::ArrayRef<int8_t> row)
      : params(params), maximum(*std::max_element(row.begin(), row.end())) {}

  /// False for codes so far below the maximum that they count as 0.
  bool counts(int8_t code) const { return code - maximum >= params.diffMin; }

  /// In Q0; only for codes that count.
  int32_t operator()(int8_t code) const {
    return expOnNegativeValues(
        multiplyByQuantizedMultiplier(code - maximum, params.inputMultiplier,
                                      std::max(params.inputLeftShift, 0)));
  }

private:
  SoftmaxParams params;
  int32_t maximum;
};
} // namespace

void tflite::softmax(const SoftmaxParams &params, llvm::ArrayRef<int8_t> in,
                     llvm::MutableArrayRef<int8_t> out) {
  if (in.empty())
    return;
  RowExp rowExp(params, in);
  uint32_t sum = 0; // Q12
  for (int8_t code : in)
    if (rowExp.counts(code))
      sum += static_cast<uint32_t>(
          roundingDivideByPOT(rowExp(code), kSumIntegerBits));

  // sum = (1 + a) * 2^bitsOverUnit with a in [0, 1).
  int headroom = std::countl_zero(sum);
  int bitsOverUnit = kSumIntegerBits - headroom;
  uint32_t normalized = headroom < 32 ? sum << headroom : 0;
  int32_t reciprocal =
      oneOverOnePlus(static_cast<int32_t>(normalized - (uint32_t{1} << 31)));

  for (size_t i = 0; i < in.size(); ++i) {
    int8_t code = in[i];
    int32_t probability = 0; // in units of 1/256
    if (rowExp.counts(code))
      probability = roundingDivideByPOT(mul(reciprocal, rowExp(code)),
                                        bitsOverUnit + 31 - 8);
    out[i] = static_cast<int8_t>(clampTo(probability - 128, {-128, 127}));
  }
}
