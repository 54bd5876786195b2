//===- GoldenResizeTest.cpp - Resizing against LiteRT ---------------------===//
//
// Reads the vectors that make_resize_vectors.py wrote.
//
//===----------------------------------------------------------------------===//
#include "VectorFile.h"
#include "sima/Numerics/TFLiteConcatenation.h"
#include "sima/Numerics/TFLiteResize.h"

using namespace sima::numerics;
using namespace sima::numerics::tflite;

namespace {
/// One record of resize.bin.
struct Record {
  bool isBilinear, isU8;
  ResizeGrid grid;
  int32_t inRows, inColumns, outRows, outColumns;
  std::vector<int16_t> codes, results;

  explicit Record(VectorFile &file) {
    auto fields = file.array<int32_t>(8);
    isBilinear = fields[0];
    isU8 = fields[1] == 1;
    grid = {fields[2] != 0, fields[3] != 0};
    inRows = fields[4], inColumns = fields[5];
    outRows = fields[6], outColumns = fields[7];
    codes = file.array<int16_t>(inRows * inColumns);
    results = file.array<int16_t>(outRows * outColumns);
  }
  int32_t at(int32_t row, int32_t column) const {
    return codes[row * inColumns + column];
  }
};

std::vector<int16_t> nearest(const Record &r) {
  std::vector<int16_t> out;
  for (int32_t row : nearestIndices(r.inRows, r.outRows, r.grid))
    for (int32_t column : nearestIndices(r.inColumns, r.outColumns, r.grid))
      out.push_back(r.at(row, column));
  return out;
}

template <typename Tap, typename Element>
std::vector<int16_t> interpolated(const Record &r, const std::vector<Tap> &rows,
                                  const std::vector<Tap> &columns,
                                  Element element) {
  std::vector<int16_t> out;
  for (const Tap &row : rows)
    for (const Tap &column : columns)
      out.push_back(element(
          {r.at(row.lower, column.lower), r.at(row.upper, column.lower),
           r.at(row.lower, column.upper), r.at(row.upper, column.upper)},
          row, column));
  return out;
}
} // namespace

TEST(GoldenResize, AllGridsAndTypes) {
  VectorFile file("resize.bin");
  while (!file.atEnd()) {
    Record r(file);
    std::vector<int16_t> out;
    if (!r.isBilinear)
      out = nearest(r);
    else if (r.isU8)
      out = interpolated(r, float32Taps(r.inRows, r.outRows, r.grid),
                         float32Taps(r.inColumns, r.outColumns, r.grid),
                         bilinearU8);
    else
      out =
          interpolated(r, fixedTaps(r.inRows, r.outRows, r.grid),
                       fixedTaps(r.inColumns, r.outColumns, r.grid), bilinear);
    ASSERT_EQ(out, r.results)
        << (r.isBilinear ? "bilinear " : "nearest ") << r.inRows << 'x'
        << r.inColumns << " to " << r.outRows << 'x' << r.outColumns
        << ", align corners " << r.grid.alignCorners << ", half pixel "
        << r.grid.halfPixelCenters;
  }
}

TEST(GoldenResize, Concatenation) {
  VectorFile file("concatenation.bin");
  while (!file.atEnd()) {
    auto scales = file.array<float>(2);
    auto zeroPoints = file.array<int32_t>(2);
    auto expected = file.array<int8_t>(256);
    for (int32_t code = -128; code <= 127; ++code)
      ASSERT_EQ(concatenationCode(code, scales[0], zeroPoints[0], scales[1],
                                  zeroPoints[1]),
                expected[code + 128])
          << "code " << code << ", scales " << scales[0] << ' ' << scales[1];
  }
}

// Parameters from hostile files give some code and nothing worse.
TEST(Resize, ExtremeArguments) {
  for (float scale : {1e-38f, 1.0f, 1e38f})
    for (float other : {1e-38f, 1.0f, 1e38f})
      for (int32_t code : {-128, 0, 127}) {
        int32_t q = concatenationCode(code, scale, -128, other, 127);
        EXPECT_TRUE(q >= -128 && q <= 127);
      }
  EXPECT_EQ(bilinearU8({127, 127, 127, 127}, {0, 0, 7.0f, 9.0f},
                       {0, 0, 1e30f, 1e30f}),
            127);
  EXPECT_EQ(bilinear({-32768, -32768, -32768, -32768}, {0, 0, 5, 1019},
                     {0, 0, 1023, 1}),
            -32768);
}

// At a border both positions are the same, so that any weight gives the code.
TEST(Resize, Borders) {
  auto taps = fixedTaps(2, 4, {false, true});
  EXPECT_EQ(taps[0], (ResizeTap<int32_t>{0, 0, 1280, -256}));
  EXPECT_EQ(taps[3], (ResizeTap<int32_t>{1, 1, 768, 256}));
  EXPECT_EQ(float32Taps(2, 4, {false, true})[3],
            (ResizeTap<float>{1, 1, 0.75f, 0.25f}));
}
