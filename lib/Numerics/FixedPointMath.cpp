//===- FixedPointMath.cpp - exp, log, 1/x and 1/sqrt(x) -------------------===//
//
// exp: a Taylor polynomial around -1/8 and a product over the bits of the
// argument. Reciprocals and inverse roots: Newton-Raphson. Logarithm: a
// rational function on one octave around 1, and a multiple of log 2.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/FixedPointMath.h"
#include <algorithm>
#include <bit>

using namespace sima::numerics;

static constexpr int32_t kOneQ0 = std::numeric_limits<int32_t>::max();
static constexpr int32_t kHalfSqrt2 = 1518500250; // sqrt(1/2) in Q0

static int32_t saturate(int64_t x) {
  return static_cast<int32_t>(
      std::clamp<int64_t>(x, std::numeric_limits<int32_t>::min(),
                          std::numeric_limits<int32_t>::max()));
}

int32_t sima::numerics::saturatingShiftLeft(int32_t x, int amount) {
  return saturate(static_cast<int64_t>(x) * (int64_t{1} << amount));
}

/// (a + b) / 2, ties away from zero.
static int32_t halfSum(int32_t a, int32_t b) {
  int64_t sum = static_cast<int64_t>(a) + b;
  return static_cast<int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
}

/// exp(a) in Q0 for a in Q0 within [-1/4, 0): exp(-1/8) times the polynomial
/// 1 + x + x^2/2 + x^3/6 + x^4/24 with x = a + 1/8.
static int32_t expOnLastQuarter(int32_t a) {
  constexpr int32_t kExpMinusEighth = 1895147668; // exp(-1/8)
  constexpr int32_t kOneThird = 715827883;
  int32_t x = wrappingAdd(a, 1 << 28);
  int32_t x2 = fixedMul(x, x);
  int32_t x3 = fixedMul(x2, x);
  int32_t x4 = fixedMul(x2, x2);
  int32_t x4Over4 = roundingDivideByPOT(x4, 2);
  int32_t highTerms = roundingDivideByPOT(
      wrappingAdd(fixedMul(wrappingAdd(x4Over4, x3), kOneThird), x2), 1);
  return wrappingAdd(kExpMinusEighth,
                     fixedMul(kExpMinusEighth, wrappingAdd(x, highTerms)));
}

int32_t sima::numerics::expOnNegativeValues(int32_t a) {
  if (a == 0)
    return kOneQ0;
  constexpr int kIntegerBits = 5, kFractionBits = 31 - kIntegerBits;
  constexpr int32_t kQuarter = 1 << (kFractionBits - 2);
  // a = lastQuarter - remainder with lastQuarter in [-1/4, 0) and the remainder
  // a multiple of 1/4.
  int32_t lastQuarter = (a & (kQuarter - 1)) - kQuarter;
  int32_t remainder = wrappingSub(lastQuarter, a);
  int32_t result =
      expOnLastQuarter(saturatingShiftLeft(lastQuarter, kIntegerBits));
  // exp(-2^k) in Q0 for k = -2 .. 4.
  constexpr int32_t kExpOfBit[] = {1672461947, 1302514674, 790015084, 290630308,
                                   39332535,   720401,     242};
  for (int bit = 0; bit < 7; ++bit)
    if (remainder & (kQuarter << bit))
      result = fixedMul(result, kExpOfBit[bit]);
  return result;
}

/// Newton-Raphson for the reciprocal of d = (1 + a) / 2 from 48/17 - 32/17 d,
/// in Q2; halved at the end.
int32_t sima::numerics::oneOverOnePlus(int32_t a) {
  constexpr int32_t k48Over17 = 1515870810;       // Q2
  constexpr int32_t kMinus32Over17 = -1010580540; // Q2
  constexpr int32_t kOneQ2 = 1 << 29;
  int32_t denominator = halfSum(a, kOneQ0);
  int32_t x = wrappingAdd(k48Over17, fixedMul(denominator, kMinus32Over17));
  for (int step = 0; step < 3; ++step) {
    int32_t error = wrappingSub(kOneQ2, fixedMul(denominator, x));
    x = wrappingAdd(x, saturatingShiftLeft(fixedMul(x, error), 2));
  }
  // Q2 read as Q1 is the half; then to Q0.
  return saturatingShiftLeft(x, 1);
}

FixedReciprocal sima::numerics::reciprocalOfQ12(uint32_t x) {
  // x = (1 + a) * 2^exponent with a in [0, 1).
  int headroom = std::countl_zero(x);
  uint32_t normalized = headroom < 32 ? x << headroom : 0;
  return {
      oneOverOnePlus(static_cast<int32_t>(normalized - (uint32_t{1} << 31))),
      12 - headroom};
}

/// log(r / sqrt(sqrt(1/2))) in Q0, halved, for r in Q0 within [1/2, 1]: a
/// quotient of polynomials in q = 2 (r - c) and p = (r + c) / 2, where c =
/// sqrt(sqrt(1/2)) is the middle of the octave.
static int32_t logOnOctave(int32_t r, int integerBits) {
  constexpr int32_t kMiddle = 1805811301;      // sqrt(sqrt(1/2))
  constexpr int32_t kNumerator3 = 117049297;   // 11/240 * sqrt(sqrt(2))
  constexpr int32_t kDenominator2 = 127690142; // 1/20 * sqrt(sqrt(2))
  // 2 / sqrt(sqrt(2)) - sqrt(sqrt(2)), 1/4 * sqrt(sqrt(2))
  constexpr int32_t kDenominator0 = 1057819769, kDenominator1 = 638450708;
  int32_t p = halfSum(r, kMiddle);
  int32_t q = wrappingSub(r, kMiddle);
  q = wrappingAdd(q, q);
  int32_t square = fixedMul(q, q);
  int32_t numerator =
      wrappingAdd(fixedMul(q, r), fixedMul(fixedMul(q, square), kNumerator3));
  int32_t inner = wrappingAdd(wrappingAdd(kDenominator0, q),
                              fixedMul(kDenominator2, square));
  int32_t denominatorMinusOne =
      wrappingAdd(fixedMul(p, inner), fixedMul(kDenominator1, q));
  return fixedMul(roundingDivideByPOT(numerator, integerBits),
                  oneOverOnePlus(denominatorMinusOne));
}

/// x = 2^e * r; of the two representations with r in [1/2, 1], once with whole
/// e and once with e half a step further, the one with the smaller r and the
/// larger e is taken.
int32_t sima::numerics::logOfOneAndAbove(int32_t x) {
  constexpr int32_t kLog2 = 1488522236; // Q0
  constexpr int kInputBits = 12, kOutputBits = 5;
  // One integer bit more than the result, so that nothing below saturates.
  constexpr int kBits = kOutputBits + 1;
  constexpr int32_t kQuarter = 1 << (31 - kBits - 2);
  auto exponentOf = [](int headroom) {
    return saturatingShiftLeft(kInputBits - headroom, 31 - kBits);
  };
  int headroomA = std::countl_zero(static_cast<uint32_t>(x)) - 1;
  int32_t topA = saturatingShiftLeft(x, std::max(headroomA, 0));
  int32_t rA = saturatingShiftLeft(fixedMul(topA, kHalfSqrt2), 1);
  int32_t exponentA = saturate(int64_t{exponentOf(headroomA + 1)} + kQuarter);

  int32_t scaled = fixedMul(x, kHalfSqrt2);
  int headroomB = std::countl_zero(static_cast<uint32_t>(scaled)) - 1;
  int32_t rB = saturatingShiftLeft(x, std::max(headroomB, 0));
  int32_t exponentB = saturate(int64_t{exponentOf(headroomB)} - kQuarter);

  int32_t wide = wrappingAdd(fixedMul(std::max(exponentA, exponentB), kLog2),
                             logOnOctave(std::min(rA, rB), kBits));
  return saturatingShiftLeft(wide, kBits - kOutputBits);
}

QuantizedMultiplier sima::numerics::inverseSqrt(int32_t x) {
  if (x < 2)
    return {kOneQ0, 0};
  int rightShift = 11;
  while (x >= 1 << 29) {
    x /= 4;
    ++rightShift;
  }
  // To [2^27, 2^29) by an even shift, which the root halves.
  int pairs = (std::countl_zero(static_cast<uint32_t>(x)) - 1) / 2 - 1;
  rightShift -= pairs;
  x <<= 2 * pairs;

  // y <- (3 y - v y^3) / 2 with v = x / 2 in Q3, five times from y = 1; a
  // product of Q3s has 6 or 9 integer bits and is brought back to 3.
  constexpr int32_t kOneQ3 = 1 << 28, kThreeHalvesQ3 = kOneQ3 + kOneQ3 / 2;
  int32_t halfV = roundingDivideByPOT(x >> 1, 1);
  int32_t y = kOneQ3;
  for (int step = 0; step < 5; ++step) {
    int32_t cube = saturatingShiftLeft(fixedMul(fixedMul(y, y), y), 6);
    y = saturatingShiftLeft(
        wrappingSub(fixedMul(kThreeHalvesQ3, y), fixedMul(halfV, cube)), 3);
  }
  int32_t root = fixedMul(y, kHalfSqrt2);
  if (rightShift < 0) {
    root = wrappingShiftLeft(root, -rightShift);
    rightShift = 0;
  }
  return {root, -rightShift};
}
