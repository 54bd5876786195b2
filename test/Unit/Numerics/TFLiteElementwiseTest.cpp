//===- TFLiteElementwiseTest.cpp - Corners of the elementwise functions ---===//
//
// What LiteRT cannot be asked: refusals, and parameters that no model has. The
// results of models are compared in GoldenElementwiseTest.cpp.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLiteTables.h"
#include "gtest/gtest.h"
#include <random>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

namespace {
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr Range kInt8 = {-128, 127};
constexpr Range kInt16 = {-32768, 32767};

TEST(TFLiteElementwise, DivisionModuloEqualsDivisionBelowTheWidth) {
  for (int32_t x : {0, 1, -1, 2, -3, 5, -6, 1000, kMin, kMax, kMax - 1})
    for (int exponent = 0; exponent < 32; ++exponent)
      EXPECT_EQ(roundingDivideByPOTModulo(x, exponent),
                roundingDivideByPOT(x, exponent))
          << x << " / 2^" << exponent;
  for (int32_t x = -32768; x <= 32767; ++x)
    for (int exponent = 0; exponent < 16; ++exponent)
      ASSERT_EQ(roundingDivideByPOTModulo(static_cast<int16_t>(x), exponent),
                roundingDivideByPOT(x, exponent))
          << x << " / 2^" << exponent;
}

TEST(TFLiteElementwise, DivisionModuloBeyondTheWidth) {
  EXPECT_EQ(roundingDivideByPOTModulo(int32_t{0}, 32), 1);
  EXPECT_EQ(roundingDivideByPOTModulo(int32_t{-5}, 33), -3);
  EXPECT_EQ(roundingDivideByPOTModulo(kMax, 32), kMin); // wraps
  EXPECT_EQ(roundingDivideByPOTModulo(int32_t{7}, 64), 7);
  EXPECT_EQ(roundingDivideByPOTModulo(int16_t{7}, 16), 1);
  EXPECT_EQ(roundingDivideByPOTModulo(int16_t{-7}, 16), -1);
}

TEST(TFLiteElementwise, PowersOfTwoHaveATolerance) {
  int32_t exponent = 0;
  EXPECT_TRUE(isPowerOfTwoScale(0x1p-12, &exponent));
  EXPECT_EQ(exponent, -12);
  EXPECT_TRUE(isPowerOfTwoScale(0x1p-12 * 1.0006, &exponent));
  EXPECT_EQ(exponent, -12);
  EXPECT_FALSE(isPowerOfTwoScale(0x1p-12 * 1.0008, &exponent));
  EXPECT_FALSE(isPowerOfTwoScale(0.0, &exponent));
  EXPECT_FALSE(isPowerOfTwoScale(HUGE_VAL, &exponent));
}

TEST(TFLiteElementwise, ShiftsOfOneOperandAtMost) {
  using Shifts = PowerOfTwoShifts;
  EXPECT_EQ(powerOfTwoShifts(0.5, 0.5, 0.5), (Shifts{0, 0}));
  EXPECT_EQ(powerOfTwoShifts(0.125, 0.5, 0.5), (Shifts{2, 0}));
  EXPECT_EQ(powerOfTwoShifts(0.5, 0.25, 0.5), (Shifts{0, 1}));
  EXPECT_EQ(powerOfTwoShifts(0.25, 0.25, 0.5), std::nullopt);
  EXPECT_EQ(powerOfTwoShifts(1.0, 0.5, 0.5), std::nullopt);
  EXPECT_EQ(powerOfTwoShifts(0.5, 0.3, 0.5), std::nullopt);
}

TEST(TFLiteElementwise, ShiftedOperandRoundsBeforeTheSum) {
  // 5 - 0.5 and 5 + 0.5: the operand's tie leaves zero, whatever the sum.
  EXPECT_EQ(addPowerOfTwo({0, 1}, 5, -1, kInt16), 4);
  EXPECT_EQ(addPowerOfTwo({0, 1}, 5, 1, kInt16), 6);
  EXPECT_EQ(subPowerOfTwo({1, 0}, -1, 5, kInt16), -6);
  EXPECT_EQ(addPowerOfTwo({0, 0}, 32767, 32767, kInt16), 32767);
  EXPECT_EQ(subPowerOfTwo({0, 0}, -32768, 32767, kInt16), -32768);
  EXPECT_EQ(addPowerOfTwo({0, 0}, 100, 100, {0, 150}), 150);
}

TEST(TFLiteElementwise, HardSwishNeedsAnOutputThatIsNotTooFine) {
  EXPECT_FALSE(hardSwishTable({1.28, 0}, {0.01, 0}).has_value());
  EXPECT_TRUE(hardSwishTable({1.27, 0}, {0.01, 0}).has_value());
}

TEST(TFLiteElementwise, TablesOfOutsideTheDomain) {
  ByteTable root = sqrtTable({0.5, 10}, {0.25, -20});
  ByteTable inverse = rsqrtTable({0.5, 10}, {0.25, -20});
  ByteTable logarithm = functionTable(Function::Log, {0.5, 10}, {0.25, -20});
  for (int32_t code = -128; code <= 10; ++code) {
    EXPECT_EQ(root[code + 128], -20);
    EXPECT_EQ(inverse[code + 128], 127);
    EXPECT_EQ(logarithm[code + 128], -128);
  }
}

TEST(TFLiteElementwise, NotANumberIsCodeZeroOfTheSource) {
  // -3e38 * 127 is infinite; 0.5 * x * (1 + tanh(x)) is then -inf * 0.
  Quantization in = {3e38, 127}, u8 = {1.0, 3, 128};
  EXPECT_EQ(functionTable(Function::GeluApproximate, in, {1.0, 3})[0], 0);
  EXPECT_EQ(functionTable(Function::GeluApproximate, in, u8)[0], -128);
}

TEST(TFLiteElementwise, NegatedLowestCodeStays) {
  EXPECT_EQ(negTable()[0], -128);
  EXPECT_EQ(negTable()[255], -127);
}

TEST(TFLiteElementwise, SigmoidTableIsMonotonous) {
  SigmoidTable table = sigmoidTable();
  EXPECT_EQ(table[0], 32768);
  EXPECT_EQ(table[255], 65535);
  EXPECT_TRUE(std::is_sorted(table.begin(), table.end()));
}

TEST(TFLiteElementwise, CurvesAreOdd) {
  SigmoidTable table = sigmoidTable();
  CurveParams params = tanh16Params(0x1p-12);
  EXPECT_EQ(params, (CurveParams{3, 0}));
  EXPECT_EQ(tanh16Params(0x1p-11), (CurveParams{6, 0}));
  EXPECT_EQ(logistic16Params(0x1p-11), (CurveParams{24576, 12}));
  EXPECT_EQ(tanh16(params, table.data(), 0), 0);
  EXPECT_EQ(tanh16(params, table.data(), 32767), 32767);
  EXPECT_EQ(tanh16(params, table.data(), -32768), -32767);
  EXPECT_EQ(logistic16(params, table.data(), 0), 16384);
}

TEST(TFLiteElementwise, DefinedForHostileParameters) {
  std::mt19937 generator(1);
  auto word = [&] { return static_cast<int32_t>(generator()); };
  SigmoidTable sigmoid;
  for (uint16_t &entry : sigmoid)
    entry = static_cast<uint16_t>(word());
  for (int i = 0; i < 100000; ++i) {
    QuantizedMultiplier m = {word(), word()}, n = {word(), word()};
    AddParams add = {word(), m, n, {word(), word()}};
    int32_t x = word(), y = word(), z = word(), zero = word();
    for (int32_t code : {mul(m, x, zero, y, z, word(), kInt8),
                         div(m, x, zero, y, i % 2 ? y : z, word(), kInt8),
                         squaredDifference(add, x, zero, y, z, word(), kInt8),
                         addPowerOfTwo({x, y}, z, zero, kInt8),
                         subPowerOfTwo({x, y}, z, zero, kInt8),
                         prelu({m, n}, x, zero, y, z, word(), kInt8)}) {
      ASSERT_GE(code, kInt8.lo);
      ASSERT_LE(code, kInt8.hi);
    }
    auto code = static_cast<int16_t>(word());
    ASSERT_EQ(logistic16({x, y}, sigmoid.data(), code),
              logistic16({x, y & 31}, sigmoid.data(), code));
    ASSERT_EQ(tanh16({x, y}, sigmoid.data(), code),
              tanh16({x, y & 31}, sigmoid.data(), code));
  }
}
} // namespace
