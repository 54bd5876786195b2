//===- BoundaryTest.cpp - Quantize and dequantize at the edge -------------===//
//
// Ties, saturation and non-finite values by hand; other values against an exact
// formulation in double, in which the quotient of two small floats is decided.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/Boundary.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

using namespace sima::numerics;

namespace {
TEST(Boundary, StepIsFloatOfTheInverse) {
  EXPECT_EQ(boundary::stepFromManifest(128.0), 0.0078125f);
  EXPECT_EQ(boundary::stepFromManifest(3.0), 0x1.555556p-2f);
}

TEST(Boundary, TiesGoToEven) {
  EXPECT_EQ(boundary::quantize(0.5f, 1.0f, 0), 0);
  EXPECT_EQ(boundary::quantize(1.5f, 1.0f, 0), 2);
  EXPECT_EQ(boundary::quantize(2.5f, 1.0f, 0), 2);
  EXPECT_EQ(boundary::quantize(-0.5f, 1.0f, 0), 0);
  EXPECT_EQ(boundary::quantize(-1.5f, 1.0f, 0), -2);
  // Even before the zero point is added, not after.
  EXPECT_EQ(boundary::quantize(2.5f, 1.0f, 1), 3);
}

TEST(Boundary, Saturates) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
  constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
  EXPECT_EQ(boundary::quantize(1000.0f, 1.0f, 0), 127);
  EXPECT_EQ(boundary::quantize(-1000.0f, 1.0f, 0), -128);
  EXPECT_EQ(boundary::quantize(kInf, 1.0f, -128), 127);
  EXPECT_EQ(boundary::quantize(-kInf, 1.0f, 127), -128);
  EXPECT_EQ(boundary::quantize(3e38f, 1e-30f, kMin), 127);
  EXPECT_EQ(boundary::quantize(-3e38f, 1e-30f, kMax), -128);
  EXPECT_EQ(boundary::quantize(std::nanf(""), 1.0f, 5), 5);
  EXPECT_EQ(boundary::quantize(0.0f, 0.0f, 5), 5);
}

TEST(Boundary, DividesInFloat32) {
  // In double the quotient is 2.49999999...; float32 rounds it to the tie 2.5.
  float step = 0.1f;
  float x = 0.25f;
  ASSERT_NE(static_cast<double>(x) / static_cast<double>(step), 2.5);
  ASSERT_EQ(x / step, 2.5f);
  EXPECT_EQ(boundary::quantize(x, step, 0), 2);
  // Multiplying by the inverse would be other arithmetic.
  std::mt19937 generator(1);
  std::uniform_real_distribution<float> value(-20.0f, 20.0f);
  for (int i = 0; i < 200000; ++i) {
    float sample = value(generator);
    auto quotient = static_cast<float>(static_cast<double>(sample) /
                                       static_cast<double>(step));
    double floor = std::floor(quotient);
    double fraction = quotient - floor;
    double code = floor;
    if (fraction > 0.5 || (fraction == 0.5 && std::fmod(floor, 2.0) != 0.0))
      code += 1.0;
    code = std::min(std::max(code - 3.0, -128.0), 127.0);
    ASSERT_EQ(boundary::quantize(sample, step, -3), code) << sample;
  }
}

TEST(Boundary, RoundTripOfEveryCode) {
  for (float step : {1.0f, 0.1f, 1.0f / 255.0f, 3.7e-5f, 1e10f})
    for (int zeroPoint : {-128, -1, 0, 77, 127})
      for (int q = -128; q <= 127; ++q) {
        float real =
            boundary::dequantize(static_cast<int8_t>(q), step, zeroPoint);
        ASSERT_EQ(real, step * static_cast<float>(q - zeroPoint));
        ASSERT_EQ(boundary::quantize(real, step, zeroPoint), q);
      }
}
} // namespace
