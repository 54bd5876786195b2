//===- OnnxReduceTest.cpp - Rows of mode onnx against ONNX Runtime --------===//
//
// Reads the vectors that make_onnx_row_vectors.py wrote (the record format
// stands there). What the runtime fuses is equal to the bit; sums of floats,
// whose order it leaves to the CPU, differ by one code at most.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/OnnxReduce.h"
#include "VectorFile.h"
#include "sima/Numerics/OnnxQuant.h"
#include "sima/Numerics/OnnxRequant.h"
#include <cmath>

using namespace sima::numerics;
using llvm::ArrayRef;
using llvm::MutableArrayRef;

namespace {
/// Operators as the script numbers them.
enum Kind : int32_t {
  FusedSoftmax,
  FusedAverage,
  Softmax,
  LogSoftmax,
  Layer,
  RMS,
  L2,
  LRN,
  Sum,
  Mean,
  FusedGlobal
};
enum Type : int32_t { Int8, UInt8, Int16 };

struct Record {
  explicit Record(VectorFile &file)
      : kind(file.value<int32_t>()), type(file.value<int32_t>()),
        scales(file.array<float>(2)), zeroPoints(file.array<int32_t>(2)),
        rows(file.value<int32_t>()), length(file.value<int32_t>()),
        attribute(file.value<float>()), results(file.value<int32_t>()),
        factors(file.array<float>(length)), offsets(file.array<float>(length)),
        codes(file.array<int16_t>(rows * length)),
        expected(file.array<int16_t>(rows * results)) {}

  bool isFused() const { return kind <= FusedAverage || kind == FusedGlobal; }
  tflite::Range range() const {
    return type == Int16 ? tflite::Range{-32768, 32767}
                         : tflite::Range{-128, 127};
  }

  int32_t kind, type;
  std::vector<float> scales;
  std::vector<int32_t> zeroPoints;
  int32_t rows, length;
  float attribute;
  int32_t results;
  std::vector<float> factors, offsets;
  std::vector<int16_t> codes, expected;
};

std::vector<int32_t> fusedSoftmax(const Record &record,
                                  ArrayRef<int16_t> codes) {
  std::vector<int8_t> row(codes.begin(), codes.end());
  onnx::SoftmaxTable table =
      onnx::softmaxTable(record.scales[0], record.length);
  onnx::softmax(table.data(), onnx::softmaxSteps(record.scales[1]),
                record.zeroPoints[1], row, row);
  return {row.begin(), row.end()};
}

/// Means and sums: an exact sum and one factor.
int32_t rescaledSum(const Record &record, ArrayRef<int16_t> codes) {
  int64_t sum = 0;
  for (int16_t code : codes)
    sum += code - record.zeroPoints[0];
  int64_t count = record.kind == Sum ? 1 : record.length;
  float scale = onnx::meanScale(record.scales[0], record.scales[1], count);
  return onnx::requant(sum, scale, record.zeroPoints[1], record.range());
}

int32_t fusedAverage(const Record &record, ArrayRef<int16_t> codes) {
  float sum = 0;
  for (int16_t code : codes)
    sum += onnx::dequantize(code, record.scales[0], record.zeroPoints[0]);
  return onnx::averagePool(sum, record.length, record.scales[1],
                           record.zeroPoints[1], record.type == UInt8 ? 128 : 0,
                           record.range());
}

/// The row as real numbers, changed as its kind says.
std::vector<float> reals(const Record &record, ArrayRef<int16_t> codes) {
  std::vector<float> row;
  for (int16_t code : codes)
    row.push_back(
        onnx::dequantize(code, record.scales[0], record.zeroPoints[0]));
  std::vector<float> in = row;
  switch (record.kind) {
  case Softmax:
    onnx::softmax(row);
    break;
  case LogSoftmax:
    onnx::logSoftmax(row);
    break;
  case Layer:
    onnx::standardize(row, record.attribute);
    for (size_t i = 0; i < row.size(); ++i)
      row[i] = std::fma(row[i], record.factors[i], record.offsets[i]);
    break;
  case RMS:
    onnx::rmsNormalize(row, record.attribute);
    for (size_t i = 0; i < row.size(); ++i)
      row[i] *= record.factors[i];
    break;
  case L2:
    onnx::l2Normalize(row, 0.0f);
    break;
  case LRN:
    onnx::lrn({3, record.attribute, 0.75f, 1.0f}, in, row);
    break;
  default:
    ADD_FAILURE() << "kind " << record.kind;
  }
  return row;
}

std::vector<int32_t> compute(const Record &record, ArrayRef<int16_t> codes) {
  if (record.kind == FusedSoftmax)
    return fusedSoftmax(record, codes);
  if (record.kind == FusedAverage)
    return {fusedAverage(record, codes)};
  if (record.kind == FusedGlobal || record.kind == Mean || record.kind == Sum)
    return {rescaledSum(record, codes)};
  std::vector<float> row = reals(record, codes);
  std::vector<int32_t> out;
  for (float x : row)
    out.push_back(onnx::quantize(x, record.scales[1], record.zeroPoints[1],
                                 record.range()));
  return out;
}

TEST(OnnxReduce, Rows) {
  VectorFile file("onnx_rows.bin");
  int64_t different[2] = {0, 0}; // 8 bits, 16 bits
  while (!file.atEnd()) {
    Record record(file);
    for (int32_t row = 0; row < record.rows; ++row) {
      std::vector<int32_t> out = compute(
          record,
          ArrayRef(record.codes).slice(row * record.length, record.length));
      ASSERT_EQ(out.size(), size_t(record.results));
      for (int32_t i = 0; i < record.results; ++i) {
        int32_t expected = record.expected[row * record.results + i];
        ASSERT_LE(std::abs(out[i] - expected), record.isFused() ? 0 : 1)
            << "kind " << record.kind << ", type " << record.type << ", length "
            << record.length << ", row " << row << ", column " << i << ": "
            << out[i] << ", expected " << expected;
        different[record.type == Int16] += out[i] != expected;
      }
    }
  }
  RecordProperty("differing_codes_8_bits", std::to_string(different[0]));
  RecordProperty("differing_codes_16_bits", std::to_string(different[1]));
  EXPECT_LE(different[0], 5);
  EXPECT_LE(different[1], 60);
}

TEST(OnnxReduce, QuantizeEndsAndTies) {
  tflite::Range range = {-128, 127};
  EXPECT_EQ(onnx::quantize(0.5f, 1.0f, 0, range), 0);
  EXPECT_EQ(onnx::quantize(1.5f, 1.0f, 0, range), 2);
  EXPECT_EQ(onnx::quantize(1e30f, 1.0f, -5, range), 127);
  EXPECT_EQ(onnx::quantize(-1e30f, 1e-30f, 5, range), -128);
  EXPECT_EQ(onnx::quantize(std::nanf(""), 1.0f, 0, range), -128);
  EXPECT_EQ(onnx::dequantize(127, 0.5f, -128), 127.5f);
}

TEST(OnnxReduce, CornersOfRows) {
  std::vector<float> empty;
  onnx::softmax(empty);
  onnx::logSoftmax(empty);
  onnx::standardize(empty, 1e-5f);
  onnx::rmsNormalize(empty, 1e-5f);
  EXPECT_TRUE(empty.empty());
  std::vector<float> zeros(3, 0.0f);
  onnx::l2Normalize(zeros, 0.0f);
  EXPECT_EQ(zeros, std::vector<float>(3, 0.0f));
  onnx::standardize(zeros, 0.0f); // 0 * infinity
  EXPECT_TRUE(std::isnan(zeros[0]));
  std::vector<float> out(1);
  onnx::lrn({0, 1.0f, 0.5f, 4.0f}, std::vector<float>{2.0f}, out);
  EXPECT_EQ(out[0], 2.0f / std::sqrt(8.0f)) << "a size below 1 counts as 1";
}

TEST(OnnxReduce, AnyTableIsDefined) {
  onnx::SoftmaxTable table;
  table.fill(std::numeric_limits<float>::quiet_NaN());
  std::vector<int8_t> row = {-128, 127, 0};
  onnx::softmax(table.data(), 256.0f, 5, row, row);
  EXPECT_EQ(row, std::vector<int8_t>(3, -128));
  table.fill(0.0f); // 0 / 0
  onnx::softmax(table.data(), 256.0f, 5, row, row);
  EXPECT_EQ(row, std::vector<int8_t>(3, -128));
}
} // namespace
