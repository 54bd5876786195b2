//===- FixedPointMathTest.cpp - exp, log, 1/x, 1/sqrt(x), tables ----------===//
//
// Against float64, within the error that the approximations have, and on
// arguments outside their domain. That they are the oracle's bits is tested by
// the functions made of them.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/FixedPointMath.h"
#include "sima/Numerics/InterpolatedTable.h"
#include "sima/Numerics/TFLiteNorm.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>
#include <vector>

using namespace sima::numerics;

namespace {
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

double real(int32_t raw, int integerBits) {
  return std::ldexp(raw, integerBits - 31);
}

TEST(FixedPointMath, Exponential) {
  EXPECT_EQ(expOnNegativeValues(0), kMax);
  for (int64_t raw = kMin; raw < 0; raw += 99991)
    ASSERT_NEAR(real(expOnNegativeValues(static_cast<int32_t>(raw)), 0),
                std::exp(real(static_cast<int32_t>(raw), 5)), 4e-7)
        << raw;
}

TEST(FixedPointMath, Reciprocals) {
  for (int64_t raw = 0; raw <= kMax; raw += 99991)
    ASSERT_NEAR(real(oneOverOnePlus(static_cast<int32_t>(raw)), 0),
                1 / (1 + real(static_cast<int32_t>(raw), 0)), 2e-8)
        << raw;
  for (uint32_t raw = 1; raw < 1u << 31; raw = raw * 3 + 1) {
    FixedReciprocal inverse = reciprocalOfQ12(raw);
    ASSERT_NEAR(real(inverse.factor, 0) *
                    std::ldexp(raw, 12 - 31 - inverse.exponent),
                1.0, 4e-8)
        << raw;
  }
}

TEST(FixedPointMath, Logarithm) {
  for (int64_t raw = 1 << 19; raw <= kMax; raw += 99991)
    ASSERT_NEAR(real(logOfOneAndAbove(static_cast<int32_t>(raw)), 5),
                std::log(real(static_cast<int32_t>(raw), 12)), 2e-7)
        << raw;
}

TEST(FixedPointMath, InverseRoot) {
  EXPECT_EQ(inverseSqrt(1), (QuantizedMultiplier{kMax, 0}));
  EXPECT_EQ(inverseSqrt(0), inverseSqrt(1));
  EXPECT_EQ(inverseSqrt(-5), inverseSqrt(1));
  for (int64_t x = 2; x <= kMax; x = x * 33 / 32 + 1) {
    QuantizedMultiplier m = inverseSqrt(static_cast<int32_t>(x));
    ASSERT_LE(m.shift, 0);
    ASSERT_NEAR(std::ldexp(m.multiplier, m.shift - 31) * std::sqrt(x), 1.0,
                2e-6)
        << x;
  }
}

/// No argument is undefined; the sanitizers look on.
TEST(FixedPointMath, AnyArgument) {
  std::mt19937 generator(1);
  for (int i = 0; i < 20000; ++i) {
    auto raw = static_cast<int32_t>(generator());
    raw >>= generator() % 32;
    (void)oneOverOnePlus(raw);
    (void)logOfOneAndAbove(raw);
    (void)reciprocalOfQ12(static_cast<uint32_t>(raw));
    (void)inverseSqrt(raw);
    EXPECT_LE(expOnNegativeValues(-std::abs(raw / 2)), kMax);
  }
  EXPECT_EQ(reciprocalOfQ12(0).exponent, -20);
}

TEST(InterpolatedTable, LinesBetweenSamples) {
  InterpolatedTable table =
      interpolatedTable(1.0, 0, 1.0, 0, [](double x) { return x; });
  EXPECT_EQ(table.front(), -32768);
  EXPECT_EQ(table.back(), 32767);
  for (int32_t code = -32768; code < 32767; ++code)
    ASSERT_NEAR(interpolate(static_cast<int16_t>(code), table.data()), code, 1);
}

TEST(InterpolatedTable, SaturatesAndTakesNoNaN) {
  InterpolatedTable table = interpolatedTable(
      1.0, 0, 1.0, 0, [](double x) { return x < 0 ? std::sqrt(x) : 1e9; });
  EXPECT_EQ(table[0], 0);
  EXPECT_EQ(table[400], 32767);
}

TEST(InterpolatedTable, DifferencesWrap) {
  InterpolatedTable table = {};
  table[256] = -32768;
  table[257] = 32767; // a step of -1 in 16 bits
  EXPECT_EQ(interpolate(0, table.data()), -32768);
  EXPECT_EQ(interpolate(127, table.data()), 32767);
}

TEST(Softmax16, ForeignTables) {
  std::mt19937 generator(2);
  for (int run = 0; run < 200; ++run) {
    InterpolatedTable exp, reciprocal;
    for (size_t i = 0; i < exp.size(); ++i) {
      exp[i] = run % 4 ? static_cast<int16_t>(generator()) : 0;
      reciprocal[i] = static_cast<int16_t>(generator());
    }
    std::vector<int16_t> row(1 + generator() % 50);
    for (int16_t &code : row)
      code = static_cast<int16_t>(generator());
    QuantizedMultiplier m = {static_cast<int32_t>(generator()),
                             static_cast<int32_t>(generator())};
    tflite::softmax16(m, exp.data(), reciprocal.data(), row, row);
    for (int16_t code : row)
      ASSERT_GE(code, 0);
  }
}
} // namespace
