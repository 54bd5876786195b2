//===- OnnxRequantTest.cpp - Mode onnx of requant -------------------------===//

#include "sima/Numerics/OnnxRequant.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace sima::numerics;

namespace {
constexpr tflite::Range kInt8 = {-128, 127};

TEST(OnnxRequant, ScaleIsFloat32InOrder) {
  float in = 0.1f, filter = 0.3f, out = 0.7f;
  EXPECT_EQ(onnx::requantScale(in, filter, out), in * filter / out);
  // A product that double would keep apart.
  EXPECT_EQ(onnx::requantScale(1.0f + 0x1p-23, 1.0f + 0x1p-23, 1.0),
            1.0f + 0x1p-22f);
}

TEST(OnnxRequant, TiesGoToEvenBeforeTheZeroPoint) {
  EXPECT_EQ(onnx::requant(5, 0.5f, 0, kInt8), 2);
  EXPECT_EQ(onnx::requant(7, 0.5f, 0, kInt8), 4);
  EXPECT_EQ(onnx::requant(-5, 0.5f, 0, kInt8), -2);
  EXPECT_EQ(onnx::requant(5, 0.5f, 1, kInt8), 3);
}

TEST(OnnxRequant, AccumulatorIsRoundedToFloat32) {
  // 2^24 + 1 becomes 2^24; 2^24 + 3 becomes 2^24 + 4.
  EXPECT_EQ(onnx::requant((1 << 24) + 1, 0x1p-23f, 0, kInt8), 2);
  EXPECT_EQ(onnx::requant((1 << 24) + 3, 0.25f, -(1 << 22), {0, 9}), 1);
}

TEST(OnnxRequant, SaturatesAndIsDefinedEverywhere) {
  EXPECT_EQ(onnx::requant(INT32_MAX, 1.0f, 127, kInt8), 127);
  EXPECT_EQ(onnx::requant(INT32_MIN, 1.0f, -128, kInt8), -128);
  EXPECT_EQ(onnx::requant(1, HUGE_VALF, 0, kInt8), 127);
  EXPECT_EQ(onnx::requant(-1, HUGE_VALF, 0, kInt8), -128);
  EXPECT_EQ(onnx::requant(0, HUGE_VALF, 3, kInt8), 3); // NaN counts as 0
  EXPECT_EQ(onnx::requant(INT64_MIN, 1e30f, 0, kInt8), -128);
}
} // namespace
