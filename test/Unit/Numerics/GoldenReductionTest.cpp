//===- GoldenReductionTest.cpp - Pools, sums and norms against LiteRT -----===//
//
// Reads the vectors that make_reduction_vectors.py wrote (the record formats
// stand there) and recomputes every result. LiteRT is the authority: a
// difference is a defect.
//
//===----------------------------------------------------------------------===//
#include "VectorFile.h"
#include "sima/Numerics/TFLiteNorm.h"
#include "sima/Numerics/TFLiteReduce.h"
#include "llvm/ADT/STLFunctionalExtras.h"

using namespace sima::numerics;
using namespace sima::numerics::tflite;
using llvm::ArrayRef;
using llvm::MutableArrayRef;

namespace {
/// Types of codes as the scripts number them.
enum Type : int32_t { Int8, UInt8, Int16 };

/// The range of the codes of a type as they are stored.
Range rangeOf(int32_t type) {
  return type == Int16 ? Range{-32768, 32767} : Range{-128, 127};
}

/// Reads rows with their results and compares what `compute` makes of each.
template <typename In, typename Out>
void checkRows(
    VectorFile &file,
    llvm::function_ref<void(ArrayRef<In>, MutableArrayRef<Out>)> compute) {
  int32_t rows = file.value<int32_t>(), length = file.value<int32_t>();
  auto codes = file.array<In>(rows * length);
  auto expected = file.array<Out>(rows * length);
  std::vector<Out> out(length);
  for (int32_t row = 0; row < rows; ++row) {
    compute(ArrayRef(codes).slice(row * length, length), out);
    for (int32_t i = 0; i < length; ++i)
      ASSERT_EQ(out[i], expected[row * length + i])
          << "length " << length << ", row " << row << ", column " << i
          << ", code " << codes[row * length + i];
  }
}

/// As checkRows for all records of a file of softmaxes.
template <typename In, typename Out, typename Compute>
void checkSoftmax(const std::string &name, Compute compute) {
  VectorFile file(name);
  while (!file.atEnd()) {
    float beta = file.value<float>(), scale = file.value<float>();
    checkRows<In, Out>(file, [&](ArrayRef<In> in, MutableArrayRef<Out> out) {
      compute(beta, scale, in, out);
    });
  }
}

TEST(GoldenReduction, SoftmaxOfInt16) {
  checkSoftmax<int16_t, int16_t>(
      "softmax16.bin", [](double beta, double scale, ArrayRef<int16_t> in,
                          MutableArrayRef<int16_t> out) {
        softmax16(softmax16Multiplier(beta, scale), softmax16ExpTable().data(),
                  softmax16ReciprocalTable().data(), in, out);
      });
}

TEST(GoldenReduction, SoftmaxFromInt8ToInt16) {
  checkSoftmax<int8_t, int16_t>(
      "softmax_to16.bin", [](double beta, double scale, ArrayRef<int8_t> in,
                             MutableArrayRef<int16_t> out) {
        softmaxTo16(softmaxParams(beta, scale), in, out);
      });
}

TEST(GoldenReduction, SoftmaxOfUInt8) {
  checkSoftmax<int8_t, int8_t>(
      "softmax_u8.bin", [](double beta, double scale, ArrayRef<int8_t> in,
                           MutableArrayRef<int8_t> out) {
        softmax(softmaxParams(beta, scale), in, out);
      });
}

TEST(GoldenReduction, LogSoftmax) {
  VectorFile file("log_softmax.bin");
  while (!file.atEnd()) {
    file.value<int32_t>(); // int8 and uint8 are one formula on stored codes
    LogSoftmaxParams params = logSoftmaxParams(file.value<float>());
    checkRows<int8_t, int8_t>(
        file, [&](ArrayRef<int8_t> in, MutableArrayRef<int8_t> out) {
          logSoftmax(params, in, out);
        });
  }
}

TEST(GoldenReduction, L2Normalization) {
  VectorFile file("l2.bin");
  while (!file.atEnd()) {
    bool isUnsigned = file.value<int32_t>() == UInt8;
    int32_t zeroPoint = file.value<int32_t>();
    checkRows<int8_t, int8_t>(
        file, [&](ArrayRef<int8_t> in, MutableArrayRef<int8_t> out) {
          (isUnsigned ? l2NormalizeU8 : l2Normalize)(zeroPoint, in, out);
        });
  }
}

TEST(GoldenReduction, AveragePoolOfAllTypes) {
  VectorFile file("pool_types.bin");
  while (!file.atEnd()) {
    int32_t type = file.value<int32_t>(), elements = file.value<int32_t>();
    float scale = file.value<float>();
    int32_t zeroPoint = file.value<int32_t>();
    Activation activation = activationOf(file.value<int32_t>());
    auto sums = file.array<int32_t>(file.value<int32_t>());
    auto expected = file.array<int32_t>(sums.size());
    Range type8or16 = rangeOf(type);
    Range clamp = activationRange(activation, scale, zeroPoint, type8or16.lo,
                                  type8or16.hi);
    for (size_t i = 0; i < sums.size(); ++i)
      ASSERT_EQ((type == UInt8 ? averagePoolU8 : averagePool)(sums[i], elements,
                                                              clamp),
                expected[i])
          << "type " << type << ": " << sums[i] << " / " << elements;
  }
}

/// One record of a file of reductions; codes as stored, element by element.
struct Reduction {
  explicit Reduction(VectorFile &file)
      : type(file.value<int32_t>()), scales(file.array<float>(2)),
        zeroPoints(file.array<int32_t>(2)), sizes(file.array<int32_t>(2)),
        codes(file.array<int16_t>(int64_t{sizes[0]} * sizes[1])),
        expected(file.array<int16_t>(sizes[1])) {}

  /// The codes of one result.
  ArrayRef<int16_t> codesOf(size_t result) const {
    return ArrayRef(codes).slice(result * sizes[0], sizes[0]);
  }
  /// Their sum without zero points.
  int32_t sum(size_t result) const {
    int32_t sum = 0;
    for (int16_t code : codesOf(result))
      sum += code - zeroPoints[0];
    return sum;
  }

  int32_t type;
  std::vector<float> scales;
  std::vector<int32_t> zeroPoints, sizes; ///< elements of a result, results
  std::vector<int16_t> codes, expected;
};

TEST(GoldenReduction, MeanOfUInt8AndInt16) {
  VectorFile file("mean_types.bin");
  while (!file.atEnd()) {
    Reduction record(file);
    QuantizedMultiplier m =
        meanMultiplier(record.scales[0], record.scales[1], record.sizes[0]);
    for (size_t i = 0; i < record.expected.size(); ++i)
      ASSERT_EQ(
          requant(record.sum(i), m, record.zeroPoints[1], rangeOf(record.type)),
          record.expected[i])
          << "type " << record.type << ", " << record.sizes[0] << " elements";
  }
}

TEST(GoldenReduction, Sum) {
  VectorFile file("sum.bin");
  while (!file.atEnd()) {
    Reduction record(file);
    QuantizedMultiplier m = sumMultiplier(record.scales[0], record.scales[1]);
    for (size_t i = 0; i < record.expected.size(); ++i) {
      int32_t sum = 0;
      for (int16_t code : record.codesOf(i))
        sum += sumTerm(static_cast<int8_t>(code), record.zeroPoints[0]);
      int32_t found = record.type == Int8
                          ? sumCode(sum, m, record.zeroPoints[1])
                          : requant(record.sum(i), m, record.zeroPoints[1],
                                    rangeOf(record.type));
      ASSERT_EQ(found, record.expected[i])
          << "type " << record.type << ", " << record.sizes[0] << " elements";
    }
  }
}
} // namespace
