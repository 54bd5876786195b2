//===- OnnxElementwiseTest.cpp - Two operands in mode onnx ----------------===//

#include "sima/Numerics/OnnxElementwise.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::onnx;

namespace {
constexpr tflite::Range kInt8 = {-128, 127};

// As the runtime does, found by sums next to ties.
TEST(OnnxElementwise, LhsThatIsBroadcastInnermostIsSwapped) {
  EXPECT_TRUE(swapsOperands({1, 8, 1, 1}, {2, 8, 16, 16}));
  EXPECT_TRUE(swapsOperands({16, 1}, {2, 8, 16, 16}));
  EXPECT_TRUE(swapsOperands({1, 64, 1}, {4, 1, 16}));
  EXPECT_TRUE(swapsOperands({8, 1, 1, 1}, {8, 16, 1, 1}));
  EXPECT_TRUE(swapsOperands({1}, {512}));
  EXPECT_FALSE(swapsOperands({2, 8, 16, 16}, {1, 8, 1, 1}));
  EXPECT_FALSE(swapsOperands({16}, {2, 8, 16, 16}));
  EXPECT_FALSE(swapsOperands({1, 16, 1, 1}, {8, 16, 1, 1}));
  EXPECT_FALSE(swapsOperands({2, 3}, {2, 3}));
}

TEST(OnnxElementwise, ScalarsAndShapesOfOnes) {
  EXPECT_TRUE(swapsOperands({}, {2, 3}));
  EXPECT_FALSE(swapsOperands({2, 3}, {}));
  EXPECT_FALSE(swapsOperands({}, {}));
  EXPECT_TRUE(swapsOperands({512, 1}, {1}));
  EXPECT_TRUE(swapsOperands({1}, {512, 1}));
  EXPECT_FALSE(swapsOperands({1, 1}, {1, 1}));
}

TEST(OnnxElementwise, SumsRoundOnce) {
  // 5 (1/2 + 2^-23) rounded by itself is 2^-23 less, and the sum a tie.
  AddParams params = {0.5f + 0x1p-23f, 0.0f, -2.0f - 0x1p-21f, 0};
  EXPECT_EQ(5.0f * params.lhsFactor + params.constant, 0.5f);
  EXPECT_EQ(add(params, 5, 0, kInt8), 1);
  AddParams halves = addParams({0.5f, 0}, {0.5f, 0}, {1.0f, 0}, 0);
  EXPECT_EQ(add(halves, 1, 0, kInt8), 0); // ties to even
  EXPECT_EQ(add(halves, 1, 2, kInt8), 2);
  EXPECT_EQ(add(halves, -1, -2, kInt8), -2);
}

TEST(OnnxElementwise, StorageOffsetStandsForUint8) {
  // The same reals as int8 and as uint8 stored less 128.
  AddParams asInt8 = addParams({0.25f, -7}, {0.5f, 9}, {0.75f, 3}, 0);
  AddParams asUint8 = addParams({0.25f, -7}, {0.5f, 9}, {0.75f, 3}, 128);
  for (int32_t code = -128; code <= 127; ++code)
    EXPECT_NEAR(add(asInt8, code, -code, kInt8),
                add(asUint8, code, -code, kInt8), 1);
  MulParams mulAsUint8 = mulParams({0.5f, 0}, {0.5f, 0}, {0.25f, -128}, 128);
  EXPECT_EQ(mulAsUint8.outZeroPoint, 0.0f);
  EXPECT_EQ(mul(mulAsUint8, 15, 15, kInt8), 225 - 128);
}

TEST(OnnxElementwise, SaturatesAndIsDefinedEverywhere) {
  AddParams steep = addParams({1e6f, 0}, {1e6f, 0}, {1.0f, 0}, 0);
  EXPECT_EQ(add(steep, 100, 100, kInt8), 127);
  EXPECT_EQ(add(steep, -100, -100, kInt8), -128);
  // Beyond int32 the conversion of x86-64 gives the lowest integer.
  AddParams steepest = addParams({1e9f, 0}, {1e9f, 0}, {1.0f, 0}, 0);
  EXPECT_EQ(add(steepest, 100, 100, kInt8), -128);
  AddParams invalid = addParams({1.0f, 0}, {1.0f, 0}, {0.0f, 0}, 0);
  EXPECT_EQ(add(invalid, 0, 0, kInt8), -128); // a NaN
  MulParams infinite = mulParams({1.0f, 0}, {1.0f, 0}, {0.0f, 0}, 128);
  EXPECT_EQ(mul(infinite, 1, 1, kInt8), -128);
}

TEST(OnnxElementwise, UnfusedQuotientsOfZero) {
  Quantization unit = {1.0f, 0};
  auto divide = [&](int32_t a, int32_t b) {
    return binary(BinaryFunction::Div, a, unit, b, unit, unit, kInt8);
  };
  EXPECT_EQ(divide(0, 0), -128); // a NaN is the lowest code
  EXPECT_EQ(divide(1, 0), 127);
  EXPECT_EQ(divide(-1, 0), -128);
  EXPECT_EQ(divide(5, 2), 2); // ties to even
  EXPECT_EQ(divide(7, 2), 4);
}
} // namespace
