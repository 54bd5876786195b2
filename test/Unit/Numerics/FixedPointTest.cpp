//===- FixedPointTest.cpp - Rescaling against exact rationals -------------===//
//
// The primitives are compared with formulations in 128-bit integers that share
// nothing with the implementation: quotient and remainder instead of shifts.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/FixedPoint.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>
#include <vector>

using namespace sima::numerics;

namespace {
using Wide = __int128;

constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

enum class Ties { Up, AwayFromZero };

/// numerator / denominator to the nearest integer; denominator > 0.
Wide divideRounded(Wide numerator, Wide denominator, Ties ties) {
  Wide quotient = numerator / denominator;
  Wide remainder = numerator % denominator;
  if (remainder < 0) { // floor
    remainder += denominator;
    --quotient;
  }
  if (2 * remainder == denominator)
    return ties == Ties::Up || quotient >= 0 ? quotient + 1 : quotient;
  return 2 * remainder > denominator ? quotient + 1 : quotient;
}

int32_t expectedHighMul(int32_t a, int32_t b) {
  Wide result = divideRounded(Wide(a) * b, Wide(1) << 31, Ties::Up);
  return result > kMax ? kMax : static_cast<int32_t>(result);
}

int32_t expectedDivide(int32_t x, int exponent) {
  return static_cast<int32_t>(
      divideRounded(x, Wide(1) << exponent, Ties::AwayFromZero));
}

/// x * 2^shift reduced to int32 by adding multiples of 2^32.
int32_t expectedWrap(int32_t x, int shift) {
  Wide modulus = Wide(1) << 32;
  Wide value = (Wide(x) << shift) % modulus;
  if (value > kMax)
    value -= modulus;
  if (value < kMin)
    value += modulus;
  return static_cast<int32_t>(value);
}

/// Powers of two and their neighbours of both signs, then random values.
std::vector<int32_t> interestingValues(unsigned randoms) {
  std::vector<int32_t> values = {0, kMin, kMin + 1, kMax, kMax - 1};
  for (int bit = 0; bit < 31; ++bit)
    for (int delta = -1; delta <= 1; ++delta) {
      values.push_back((1 << bit) + delta);
      values.push_back(-(1 << bit) + delta);
    }
  std::mt19937 generator(1);
  for (unsigned i = 0; i < randoms; ++i)
    values.push_back(static_cast<int32_t>(generator()));
  return values;
}

TEST(FixedPoint, HighMulEqualsExactQuotient) {
  std::vector<int32_t> values = interestingValues(1000);
  for (int32_t a : values)
    for (int32_t b : values)
      ASSERT_EQ(saturatingRoundingDoublingHighMul(a, b), expectedHighMul(a, b))
          << a << " * " << b;
}

TEST(FixedPoint, HighMulTiesGoUp) {
  EXPECT_EQ(saturatingRoundingDoublingHighMul(1, 1 << 30), 1);   // 0.5
  EXPECT_EQ(saturatingRoundingDoublingHighMul(-1, 1 << 30), 0);  // -0.5
  EXPECT_EQ(saturatingRoundingDoublingHighMul(-3, 1 << 30), -1); // -1.5
  EXPECT_EQ(saturatingRoundingDoublingHighMul(kMin, kMin), kMax);
}

TEST(FixedPoint, DivideEqualsExactQuotient) {
  for (int32_t x : interestingValues(100000))
    for (int exponent = 0; exponent <= 64; ++exponent)
      ASSERT_EQ(roundingDivideByPOT(x, exponent), expectedDivide(x, exponent))
          << x << " / 2^" << exponent;
}

TEST(FixedPoint, DivideIsDefinedForEveryExponent) {
  EXPECT_EQ(roundingDivideByPOT(7, 0), 7);
  EXPECT_EQ(roundingDivideByPOT(7, -5), 7);
  EXPECT_EQ(roundingDivideByPOT(7, kMin), 7);
  EXPECT_EQ(roundingDivideByPOT(kMin, kMax), 0);
  EXPECT_EQ(roundingDivideByPOT(kMin, 32), -1);
  EXPECT_EQ(roundingDivideByPOT(-5, 1), -3); // -2.5
}

TEST(FixedPoint, MultiplierEqualsTwoExactRoundings) {
  std::vector<int32_t> values = interestingValues(200);
  for (int shift = -128; shift <= 127; ++shift)
    for (int32_t x : values)
      for (int32_t multiplier : {1 << 30, kMax, 0x5A827999, 1, 0, -1, kMin}) {
        int32_t product = expectedHighMul(
            shift > 0 ? expectedWrap(x, std::min(shift, 64)) : x, multiplier);
        int32_t expected =
            shift < 0 ? expectedDivide(product, std::min(-shift, 64)) : product;
        ASSERT_EQ(multiplyByQuantizedMultiplier(x, multiplier, shift), expected)
            << x << " * " << multiplier << " shift " << shift;
      }
  EXPECT_EQ(multiplyByQuantizedMultiplier(kMin, kMax, kMin), 0);
  EXPECT_EQ(multiplyByQuantizedMultiplier(kMin, kMax, kMax), 0);
}

/// x modulo 2^bits, signed.
Wide wrapped(Wide x, int bits) {
  Wide modulus = Wide(1) << bits, half = modulus / 2;
  Wide rest = ((x + half) % modulus + modulus) % modulus;
  return rest - half;
}

TEST(FixedPoint, ReducedMultiplierIsTheRoundedHighHalf) {
  EXPECT_EQ(reducedMultiplier(0x40007fff), 0x4000);
  EXPECT_EQ(reducedMultiplier(0x40008000), 0x4001);
  EXPECT_EQ(reducedMultiplier(0x7ffeffff), 0x7fff);
  EXPECT_EQ(reducedMultiplier(kMax), 0x7fff);
  EXPECT_EQ(reducedMultiplier(kMin), -0x8000);
}

TEST(FixedPoint, ReducedProductEqualsExactQuotient) {
  std::mt19937_64 generator(3);
  std::vector<int64_t> values = {0, 1, -1, INT64_MIN, INT64_MAX};
  for (int i = 0; i < 500; ++i)
    values.push_back(static_cast<int64_t>(generator()) >> generator() % 64);
  for (int shift = -128; shift <= 127; ++shift)
    for (int64_t x : values)
      for (int32_t multiplier : {1 << 30, kMax, 0x5A827999, 1 << 15, 0, -1}) {
        Wide product = Wide(x) * reducedMultiplier(multiplier);
        Wide expected = 0;
        if (shift >= 15)
          expected = shift < 47 ? wrapped(product, 64) << (shift - 15) : 0;
        else if (shift >= -48) {
          Wide half = Wide(1) << (14 - shift);
          expected = divideRounded(wrapped(product + half, 64) - half,
                                   Wide(1) << (15 - shift), Ties::Up);
        }
        ASSERT_EQ(multiplyByReducedMultiplier(x, multiplier, shift),
                  static_cast<int32_t>(wrapped(expected, 32)))
            << x << " * " << multiplier << " shift " << shift;
      }
  EXPECT_EQ(multiplyByReducedMultiplier(1, 1 << 30, kMin), 0);
  EXPECT_EQ(multiplyByReducedMultiplier(1, 1 << 30, kMax), 0);
}

TEST(FixedPoint, QuantizeMultiplierCorners) {
  using QM = QuantizedMultiplier;
  EXPECT_EQ(quantizeMultiplier(0.0), (QM{0, 0}));
  EXPECT_EQ(quantizeMultiplier(1.0), (QM{1 << 30, 1}));
  EXPECT_EQ(quantizeMultiplier(0.5), (QM{1 << 30, 0}));
  EXPECT_EQ(quantizeMultiplier(std::nextafter(1.0, 0.0)), (QM{1 << 30, 1}));
  EXPECT_EQ(quantizeMultiplier(1.0 - 0x1p-31), (QM{kMax, 0}));
  EXPECT_EQ(quantizeMultiplier(1.0 - 0x1p-32), (QM{1 << 30, 1})); // a tie
  EXPECT_EQ(quantizeMultiplier(0x1p-32), (QM{1 << 30, -31}));
  EXPECT_EQ(quantizeMultiplier(0x1p-33), (QM{0, 0}));
  EXPECT_EQ(quantizeMultiplier(0x1p29), (QM{1 << 30, 30}));
  EXPECT_EQ(quantizeMultiplier(0x1p30), (QM{kMax, 30}));
  EXPECT_EQ(quantizeMultiplier(HUGE_VAL), (QM{kMax, 30}));
  EXPECT_EQ(quantizeMultiplier(NAN), (QM{0, 0}));
  EXPECT_EQ(quantizeMultiplier(5e-324), (QM{0, 0}));
  EXPECT_EQ(quantizeMultiplier(-0.5), (QM{1 - (1 << 30), 0}));
  EXPECT_EQ(quantizeMultiplier(-0.75), (QM{1 - 3 * (1 << 29), 0}));
}

TEST(FixedPoint, QuantizeMultiplierIsNearest) {
  std::mt19937_64 generator(2);
  std::uniform_real_distribution<double> log(-32.0, 30.0);
  for (int i = 0; i < 200000; ++i) {
    double real = std::exp2(log(generator));
    QuantizedMultiplier m = quantizeMultiplier(real);
    ASSERT_GE(m.multiplier, 1 << 30);
    ASSERT_GE(m.shift, -31);
    ASSERT_LE(m.shift, 30);
    // Both sides exact: scaling by a power of two, and below 2^53.
    double inSteps = std::ldexp(real, 31 - m.shift);
    if (m.multiplier != kMax || m.shift != 30) {
      ASSERT_LE(std::fabs(inSteps - m.multiplier), 0.5) << real;
    }
  }
}
} // namespace
