//===- GoldenTest.cpp - Mode tflite against LiteRT ------------------------===//
//
// Reads the vectors that make_vectors.py wrote (the record formats stand there)
// and recomputes every result. LiteRT is the authority: a difference is a
// defect.
//
//===----------------------------------------------------------------------===//
#include "VectorFile.h"

using namespace sima::numerics;
using namespace sima::numerics::tflite;

namespace {
constexpr Range kInt8 = {-128, 127};

/// Calls check(inScale, weightScale, outScale, bias, zeroPoint, clamp) for
/// every channel of a file of requantizations.
template <typename Compute>
void checkRequant(const std::string &file, Compute compute) {
  VectorFile reader(file);
  while (!reader.atEnd()) {
    float inScale = reader.value<float>(), outScale = reader.value<float>();
    int32_t zeroPoint = reader.value<int32_t>();
    Activation activation = activationOf(reader.value<int32_t>());
    size_t count = reader.value<int32_t>();
    auto weightScales = reader.array<float>(count);
    auto biases = reader.array<int32_t>(count);
    auto expected = reader.array<int8_t>(count);
    Range clamp = activationRange(activation, outScale, zeroPoint, -128, 127);
    for (size_t i = 0; i < count; ++i)
      ASSERT_EQ(compute(inScale, weightScales[i], outScale, biases[i],
                        zeroPoint, clamp),
                expected[i])
          << file << ": bias " << biases[i] << ", scales " << inScale << ' '
          << weightScales[i] << ' ' << outScale;
  }
}

int32_t convolution(double inScale, double weightScale, double outScale,
                    int32_t bias, int32_t zeroPoint, Range clamp) {
  return requant(bias, convMultiplier(inScale, weightScale, outScale),
                 zeroPoint, clamp);
}

TEST(Golden, Convolution) { checkRequant("conv.bin", convolution); }

TEST(Golden, DepthwiseConvolution) {
  checkRequant("depthwise.bin", convolution);
}

TEST(Golden, FullyConnected) {
  checkRequant("fully_connected.bin", [](double inScale, double weightScale,
                                         double outScale, int32_t bias,
                                         int32_t zeroPoint, Range clamp) {
    return requantFloat64(bias, float64Factor(inScale, weightScale, outScale),
                          zeroPoint, clamp);
  });
}

/// 32-bit FNV-1a, one byte.
uint32_t digest(uint32_t hash, int32_t code) {
  return (hash ^ static_cast<uint8_t>(code)) * 16777619u;
}

/// All 65,536 pairs of codes for every record of the file.
void checkAllPairs(const std::string &file, decltype(add) function) {
  VectorFile reader(file);
  while (!reader.atEnd()) {
    auto scales = reader.array<float>(3);
    auto zeroPoints = reader.array<int32_t>(3);
    Activation activation = activationOf(reader.value<int32_t>());
    auto expected = reader.array<uint32_t>(256);
    AddParams params = addParams(scales[0], scales[1], scales[2]);
    Range clamp =
        activationRange(activation, scales[2], zeroPoints[2], -128, 127);
    for (int32_t lhs = -128; lhs <= 127; ++lhs) {
      uint32_t hash = 2166136261u;
      for (int32_t rhs = -128; rhs <= 127; ++rhs)
        hash = digest(hash, function(params, lhs, zeroPoints[0], rhs,
                                     zeroPoints[1], zeroPoints[2], clamp));
      ASSERT_EQ(hash, expected[lhs + 128])
          << file << ": row of lhs code " << lhs << ", scales " << scales[0]
          << ' ' << scales[1] << ' ' << scales[2];
    }
  }
}

TEST(Golden, AddOfAllPairs) { checkAllPairs("add.bin", add); }

TEST(Golden, SubOfAllPairs) { checkAllPairs("sub.bin", sub); }

TEST(Golden, AveragePool) {
  VectorFile reader("pool.bin");
  while (!reader.atEnd()) {
    auto shape = reader.array<int32_t>(3); // height, width, windows
    auto sums = reader.array<int32_t>(shape[2]);
    auto expected = reader.array<int8_t>(shape[2]);
    for (size_t i = 0; i < sums.size(); ++i)
      ASSERT_EQ(averagePool(sums[i], shape[0] * shape[1], kInt8), expected[i])
          << sums[i] << " / " << shape[0] * shape[1];
  }
}

TEST(Golden, Mean) {
  VectorFile reader("mean.bin");
  while (!reader.atEnd()) {
    auto scales = reader.array<float>(2);
    auto zeroPoints = reader.array<int32_t>(2);
    auto sizes = reader.array<int32_t>(2); // elements of a mean, means
    auto sums = reader.array<int32_t>(sizes[1]);
    auto expected = reader.array<int8_t>(sizes[1]);
    QuantizedMultiplier m = meanMultiplier(scales[0], scales[1], sizes[0]);
    for (size_t i = 0; i < sums.size(); ++i)
      ASSERT_EQ(
          requant(sums[i] - sizes[0] * zeroPoints[0], m, zeroPoints[1], kInt8),
          expected[i])
          << sums[i] << " / " << sizes[0] << ", scales " << scales[0] << ' '
          << scales[1];
  }
}

TEST(Golden, Softmax) {
  VectorFile reader("softmax.bin");
  while (!reader.atEnd()) {
    float beta = reader.value<float>(), scale = reader.value<float>();
    int32_t rows = reader.value<int32_t>();
    int32_t length = reader.value<int32_t>();
    auto codes = reader.array<int8_t>(rows * length);
    auto expected = reader.array<int8_t>(rows * length);
    tflite::SoftmaxParams params = softmaxParams(beta, scale);
    std::vector<int8_t> out(codes.size());
    for (int32_t row = 0; row < rows; ++row)
      softmax(params, llvm::ArrayRef(codes).slice(row * length, length),
              llvm::MutableArrayRef(out).slice(row * length, length));
    for (size_t i = 0; i < out.size(); ++i)
      ASSERT_EQ(out[i], expected[i])
          << "scale " << scale << ", length " << length << ", row "
          << i / length << ", column " << i % length << ", code "
          << int(codes[i]);
  }
}
} // namespace
