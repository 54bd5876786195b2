//===- TFLiteTest.cpp - Mode tflite against independent formulas ----------===//
//
// What can be said without an oracle: properties, exact re-derivations, corners
// and hostile parameters. GoldenTest.cpp compares with LiteRT itself.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLite.h"
#include "gtest/gtest.h"
#include <cmath>
#include <vector>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

namespace {
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr Range kInt8 = {-128, 127};

TEST(TFLite, ActivationRanges) {
  auto range = [](Activation activation, double scale, int32_t zeroPoint) {
    return activationRange(activation, scale, zeroPoint, -128, 127);
  };
  EXPECT_EQ(range(Activation::None, 0.5, 3), kInt8);
  EXPECT_EQ(range(Activation::Relu, 0.5, 3), (Range{3, 127}));
  EXPECT_EQ(range(Activation::Relu6, 0.5, 3), (Range{3, 15}));
  EXPECT_EQ(range(Activation::Relu6, 0.01, -128), (Range{-128, 127}));
  EXPECT_EQ(range(Activation::ReluN1To1, 0.25, 0), (Range{-4, 4}));
  EXPECT_EQ(range(Activation::ReluN1To1, 2.0, 0), (Range{-1, 1})); // ties away
  EXPECT_EQ(range(Activation::ReluN1To1, 1e-30, 0), kInt8);
  EXPECT_EQ(range(Activation::ReluN1To1, 0.0, 0), kInt8);
  EXPECT_EQ(range(Activation::Relu6, 0x1p-149, 127), (Range{127, 127}));
}

TEST(TFLite, ActivationDividesInFloat32) {
  // 6 / 0.0923077 is 64.99999... or 65.00001 in double but decided in float32.
  for (int i = 1; i < 20000; ++i) {
    float scale = static_cast<float>(i) * 1e-4f;
    double quotient = static_cast<double>(6.0f / scale);
    double hi = std::min(127.0, std::floor(quotient + 0.5) - 10.0);
    ASSERT_EQ(activationRange(Activation::Relu6, scale, -10, -128, 127),
              (Range{-10, static_cast<int32_t>(hi)}))
        << scale;
  }
}

TEST(TFLite, ClampWithEmptyRangeGivesUpperBound) {
  EXPECT_EQ(clampTo(0, {5, -5}), -5);
  EXPECT_EQ(requant(0, {1 << 30, 1}, 0, {5, -5}), -5);
}

TEST(TFLite, RequantWrapsBeforeItClamps) {
  EXPECT_EQ(requant(kMax, {kMax, 0}, 127, kInt8), -128);
  EXPECT_EQ(requant(kMin, {kMax, 0}, -128, kInt8), 127);
  EXPECT_EQ(requant(100, {1 << 30, 0}, 3, kInt8), 53);
}

TEST(TFLite, Float64RoundsOnce) {
  // Ties away from zero, both signs.
  EXPECT_EQ(requantFloat64(5, 0.5, 0, kInt8), 3);
  EXPECT_EQ(requantFloat64(-5, 0.5, 0, kInt8), -3);
  // Double rounding would lift 1.4999... to 1.5 and then to 2.
  EXPECT_EQ(requantFloat64((3 << 20) - 1, 0x1p-21, 0, kInt8), 1);
  EXPECT_EQ(requantFloat64(1, 1e300, 0, kInt8), -128);
  EXPECT_EQ(requantFloat64(1, NAN, 0, kInt8), -128);
  EXPECT_EQ(float64Factor(0.5, 0.25, 2.0), 0.0625);
}

TEST(TFLite, AveragePoolEqualsExactRounding) {
  for (int32_t count = 1; count <= 130; ++count)
    for (int32_t sum = -128 * count; sum <= 127 * count; ++sum) {
      // 2|sum| + count over 2 count, truncated: half away from zero.
      int32_t magnitude = (2 * std::abs(sum) + count) / (2 * count);
      ASSERT_EQ(averagePool(sum, count, kInt8),
                sum < 0 ? -magnitude : magnitude)
          << sum << " / " << count;
    }
  EXPECT_EQ(averagePool(kMax, 1, {kMin, kMax}), kMax);
  EXPECT_EQ(averagePool(kMin, kMax, {kMin, kMax}), -1);
  EXPECT_EQ(averagePool(7, 0, kInt8), 7);
}

TEST(TFLite, AddParamsOfEqualScales) {
  AddParams params = addParams(0.5, 0.5, 0.5);
  EXPECT_EQ(params.leftShift, 20);
  EXPECT_EQ(params.lhs, (QuantizedMultiplier{1 << 30, 0}));
  EXPECT_EQ(params.rhs, params.lhs);
  EXPECT_EQ(params.output, (QuantizedMultiplier{1 << 30, -18}));
}

TEST(TFLite, AddOfEqualScalesIsExact) {
  AddParams params = addParams(0.25, 0.25, 0.25);
  for (int32_t lhs = -128; lhs <= 127; ++lhs)
    for (int32_t rhs = -128; rhs <= 127; ++rhs)
      ASSERT_EQ(add(params, lhs, 5, rhs, -7, 3, kInt8),
                clampTo(lhs - 5 + rhs + 7 + 3, kInt8));
}

TEST(TFLite, AddIsDefinedForHostileParameters) {
  for (int32_t leftShift : {kMin, -1, 0, 31, 32, kMax})
    for (int32_t shift : {kMin, -33, 0, 33, kMax})
      for (int32_t value : {kMin, 0, kMax}) {
        AddParams params = {
            leftShift, {value, shift}, {kMin, shift}, {kMax, shift}};
        int32_t result = add(params, value, kMin, value, kMax, value, kInt8);
        EXPECT_GE(result, -128);
        EXPECT_LE(result, 127);
      }
}

TEST(TFLite, SoftmaxParams) {
  // 0.5 * 2^26 = 2^25: significand 2^30, shift 26, radius 31 * 2^26 / 2^26.
  EXPECT_EQ(softmaxParams(1.0, 0.5), (tflite::SoftmaxParams{1 << 30, 26, -31}));
  // 8 * 2^26 = 2^29: shift 30, radius 31 * 2^26 / 2^30 = 1.9375.
  EXPECT_EQ(softmaxParams(1.0, 8.0), (tflite::SoftmaxParams{1 << 30, 30, -1}));
  // Scales of 16 and more need a shift of 31: only the maximum counts.
  EXPECT_EQ(softmaxParams(1.0, 16.0), (tflite::SoftmaxParams{1 << 30, 31, 0}));
  EXPECT_EQ(softmaxParams(1.0, 1e9), (tflite::SoftmaxParams{kMax, 31, 0}));
}

TEST(TFLite, SoftmaxIsCloseToTheRealFunction) {
  for (double scale : {0.01, 0.1, 0.4}) {
    tflite::SoftmaxParams params = softmaxParams(1.0, scale);
    for (int difference = 0; difference < 256; ++difference) {
      std::vector<int8_t> row = {127, static_cast<int8_t>(127 - difference)};
      std::vector<int8_t> out(2);
      softmax(params, row, out);
      double small = 1.0 / (1.0 + std::exp(scale * difference));
      EXPECT_NEAR(out[1], std::min(127.0, 256.0 * small - 128.0), 1.0);
      EXPECT_NEAR(out[0], std::min(127.0, 256.0 * (1.0 - small) - 128.0), 1.0);
    }
  }
}

TEST(TFLite, SoftmaxInPlaceAndEmpty) {
  tflite::SoftmaxParams params = softmaxParams(1.0, 0.1);
  std::vector<int8_t> row = {-3, 5, 127, 126, -128}, out(row.size());
  softmax(params, row, out);
  softmax(params, row, row);
  EXPECT_EQ(row, out);
  softmax(params, {}, {});
}

TEST(TFLite, SoftmaxIsDefinedForHostileParameters) {
  std::vector<int8_t> row(70000, 1), out(row.size());
  row[5] = -128;
  row[6] = 127;
  for (int32_t multiplier : {kMin, -1, 0, kMax})
    for (int32_t shift : {kMin, -1, 26, 31, 32, kMax})
      for (int32_t diffMin : {kMin, -1, 0, 1, kMax})
        softmax({multiplier, shift, diffMin}, row, out);
  row.assign(8192, 0); // 8192 * 2^19 wraps to a sum of 0
  softmax(softmaxParams(1.0, 0.1), row, out = row);
}
} // namespace
