//===- OnnxGoldenTest.cpp - Mode onnx against ONNX Runtime ----------------===//
//
// Reads the vectors that make_onnx_vectors.py wrote (the record formats stand
// there) and recomputes every result. ONNX Runtime is the authority: a
// difference is a defect.
//
//===----------------------------------------------------------------------===//
#include "VectorFile.h"
#include "sima/Numerics/OnnxRequant.h"
#include "sima/Numerics/OnnxResize.h"
#include "sima/Numerics/OnnxTables.h"
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::onnx;

namespace {
constexpr tflite::Range kInt8 = {-128, 127};

Quantization readQuantization(VectorFile &file) {
  float scale = file.value<float>();
  return {scale, file.value<int32_t>()};
}

/// 32-bit FNV-1a, one byte.
uint32_t digest(uint32_t hash, int32_t code) {
  return (hash ^ static_cast<uint8_t>(code)) * 16777619u;
}

/// Compares compute(lhs, rhs) of all pairs of codes with the next 256 digests.
template <typename Compute> void checkPairs(VectorFile &file, Compute compute) {
  auto expected = file.array<uint32_t>(256);
  for (int32_t lhs = -128; lhs <= 127; ++lhs) {
    uint32_t hash = 2166136261u;
    for (int32_t rhs = -128; rhs <= 127; ++rhs)
      hash = digest(hash, compute(lhs, rhs));
    ASSERT_EQ(hash, expected[lhs + 128]) << "row of lhs code " << lhs;
  }
}

TEST(OnnxGolden, Requantization) {
  VectorFile file("onnx_requant.bin");
  while (!file.atEnd()) {
    float inScale = file.value<float>();
    Quantization out = readQuantization(file);
    size_t count = file.value<int32_t>();
    auto weightScales = file.array<float>(count);
    auto biases = file.array<int32_t>(count);
    auto expected = file.array<int8_t>(count);
    for (size_t i = 0; i < count; ++i) {
      float scale = requantScale(inScale, weightScales[i], out.scale);
      ASSERT_EQ(requant(biases[i], scale, out.zeroPoint, kInt8), expected[i])
          << "bias " << biases[i] << ", scales " << inScale << ' '
          << weightScales[i] << ' ' << out.scale;
    }
  }
}

TEST(OnnxGolden, FusedAddOfAllPairs) {
  VectorFile file("onnx_add.bin");
  while (!file.atEnd()) {
    bool swapped = file.value<int32_t>() == 1;
    int32_t offset = file.value<int32_t>();
    Quantization lhs = readQuantization(file), rhs = readQuantization(file);
    Quantization out = readQuantization(file);
    AddParams params = swapped ? addParams(rhs, lhs, out, offset)
                               : addParams(lhs, rhs, out, offset);
    checkPairs(file, [&](int32_t a, int32_t b) {
      return swapped ? add(params, b, a, kInt8) : add(params, a, b, kInt8);
    });
    ASSERT_FALSE(HasFatalFailure())
        << lhs.scale << ' ' << rhs.scale << ' ' << out.scale;
  }
}

TEST(OnnxGolden, FusedMulOfAllPairs) {
  VectorFile file("onnx_mul.bin");
  while (!file.atEnd()) {
    file.value<int32_t>(); // a broadcast operand makes no difference
    int32_t offset = file.value<int32_t>();
    Quantization lhs = readQuantization(file), rhs = readQuantization(file);
    MulParams params = mulParams(lhs, rhs, readQuantization(file), offset);
    checkPairs(file, [&](int32_t a, int32_t b) {
      return mul(params, a - lhs.zeroPoint, b - rhs.zeroPoint, kInt8);
    });
    ASSERT_FALSE(HasFatalFailure()) << lhs.scale << ' ' << rhs.scale;
  }
}

TEST(OnnxGolden, UnfusedPairs) {
  VectorFile file("onnx_binary.bin");
  while (!file.atEnd()) {
    int32_t function = file.value<int32_t>();
    Quantization lhs = readQuantization(file), rhs = readQuantization(file);
    Quantization out = readQuantization(file);
    checkPairs(file, [&](int32_t a, int32_t b) {
      return binary(static_cast<BinaryFunction>(function), a, lhs, b, rhs, out,
                    kInt8);
    });
    ASSERT_FALSE(HasFatalFailure()) << "function " << function;
  }
}

/// Every bit, the sign of zero apart; any NaN is as good as another.
void expectSame(float found, float expected) {
  if (!std::isnan(expected) || !std::isnan(found))
    EXPECT_EQ(found, expected);
}

TEST(OnnxGolden, RealFunctions) {
  VectorFile file("onnx_functions.bin");
  while (!file.atEnd()) {
    int32_t function = file.value<int32_t>();
    float alpha = file.value<float>(), beta = file.value<float>();
    size_t count = file.value<int32_t>();
    auto x = file.array<float>(count), expected = file.array<float>(count);
    Unary unary = {static_cast<UnaryFunction>(function), alpha, beta};
    for (size_t i = 0; i < count; ++i) {
      SCOPED_TRACE("function " + std::to_string(function) + " of " +
                   std::to_string(x[i]));
      expectSame(evaluate(unary, x[i]), expected[i]);
    }
  }
}

TEST(OnnxGolden, Tables) {
  VectorFile file("onnx_tables.bin");
  while (!file.atEnd()) {
    int32_t function = file.value<int32_t>();
    float alpha = file.value<float>(), beta = file.value<float>();
    Quantization in = readQuantization(file), out = readQuantization(file);
    auto expected = file.array<int8_t>(256);
    Unary unary = {static_cast<UnaryFunction>(std::max(function, 0)), alpha,
                   beta};
    ByteTable found = function < 0 ? requantTable(in, out, kInt8)
                                   : table(in, out, kInt8, unary);
    for (size_t i = 0; i < 256; ++i)
      ASSERT_EQ(found[i], expected[i])
          << "function " << function << ", code " << int(i) - 128;
  }
}

TEST(OnnxGolden, NearestPositions) {
  VectorFile file("onnx_nearest.bin");
  while (!file.atEnd()) {
    auto modes = file.array<int32_t>(2);
    float scale = file.value<float>();
    auto sizes = file.array<int32_t>(2);
    auto expected = file.array<int32_t>(sizes[1]);
    ResizeAxis axis = {static_cast<CoordinateMode>(modes[0]), scale, sizes[0],
                       sizes[1]};
    for (int32_t i = 0; i < sizes[1]; ++i)
      ASSERT_EQ(nearestPosition(axis, static_cast<NearestMode>(modes[1]), i),
                expected[i])
          << "modes " << modes[0] << ' ' << modes[1] << ", " << sizes[0]
          << " to " << sizes[1] << ", position " << i;
  }
}

TEST(OnnxGolden, LinearInterpolation) {
  VectorFile file("onnx_linear.bin");
  while (!file.atEnd()) {
    auto mode = static_cast<CoordinateMode>(file.value<int32_t>());
    auto scales = file.array<float>(2);
    auto in = file.array<int32_t>(2), out = file.array<int32_t>(2);
    auto x = file.array<float>(in[0] * in[1]);
    auto expected = file.array<float>(out[0] * out[1]);
    ResizeAxis rowAxis = {mode, scales[0], in[0], out[0]};
    ResizeAxis columnAxis = {mode, scales[1], in[1], out[1]};
    for (int32_t row = 0; row < out[0]; ++row)
      for (int32_t column = 0; column < out[1]; ++column) {
        LinearPair r = linearPair(rowAxis, row);
        LinearPair c = linearPair(columnAxis, column);
        auto at = [&](int32_t i, int32_t j) { return x[i * in[1] + j]; };
        float corners[2][2] = {{at(r.lower, c.lower), at(r.lower, c.upper)},
                               {at(r.upper, c.lower), at(r.upper, c.upper)}};
        ASSERT_EQ(bilinear(r, c, corners), expected[row * out[1] + column])
            << "mode " << int(mode) << ", row " << row << ", column " << column;
      }
  }
}
} // namespace
