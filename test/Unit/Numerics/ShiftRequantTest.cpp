//===- ShiftRequantTest.cpp - Mode shift of requant -----------------------===//

#include "sima/Numerics/ShiftRequant.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace sima::numerics;

namespace {
constexpr tflite::Range kInt8 = {-128, 127};
constexpr tflite::Range kInt32 = {INT32_MIN, INT32_MAX};

TEST(ShiftRequant, NearestExponentByRatio) {
  EXPECT_EQ(shift::nearestExponent(1.0), 0);
  EXPECT_EQ(shift::nearestExponent(0.25), -2);
  EXPECT_EQ(shift::nearestExponent(1.41), 0);
  EXPECT_EQ(shift::nearestExponent(1.42), 1);
  EXPECT_EQ(shift::nearestExponent(0.70), -1);
  EXPECT_EQ(shift::nearestExponent(0.71), 0);
  EXPECT_EQ(shift::nearestExponent(0.0), -63);
  EXPECT_EQ(shift::nearestExponent(-1.0), -63);
  EXPECT_EQ(shift::nearestExponent(NAN), -63);
  EXPECT_EQ(shift::nearestExponent(1e-300), -63);
  EXPECT_EQ(shift::nearestExponent(HUGE_VAL), 31);
  EXPECT_EQ(shift::nearestExponent(1e300), 31);
}

TEST(ShiftRequant, TiesGoUp) {
  EXPECT_EQ(shift::requant(5, -1, 0, kInt8), 3);
  EXPECT_EQ(shift::requant(-5, -1, 0, kInt8), -2);
  EXPECT_EQ(shift::requant(3, 1, 4, kInt8), 10);
  EXPECT_EQ(shift::requant(1000, 0, 0, kInt8), 127);
}

TEST(ShiftRequant, EqualsFloorOfSumWithHalf) {
  std::mt19937_64 generator(1);
  for (int i = 0; i < 100000; ++i) {
    auto acc = static_cast<int32_t>(generator());
    int exponent = -static_cast<int>(generator() % 20);
    // Exact in double.
    double expected = std::floor(std::ldexp(acc, exponent) + 0.5);
    ASSERT_EQ(shift::requant(acc, exponent, 0, kInt32), expected)
        << acc << " * 2^" << exponent;
  }
}

TEST(ShiftRequant, NothingWraps) {
  EXPECT_EQ(shift::requant(INT64_MAX, 127, 127, kInt8), 127);
  EXPECT_EQ(shift::requant(INT64_MIN, 127, -128, kInt8), -128);
  EXPECT_EQ(shift::requant(INT64_MAX, -63, 0, kInt8), 1);
  EXPECT_EQ(shift::requant(INT64_MIN, -64, 7, kInt8), 7);
  EXPECT_EQ(shift::requant(INT64_MIN, -128, 7, kInt8), 7);
}
} // namespace
