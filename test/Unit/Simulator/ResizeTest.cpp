//===- ResizeTest.cpp - The instruction resize against plain loops --------===//
//
// Addressing, tables that serve a part of the output, and what is refused. The
// scalar arithmetic is that of sima/Numerics and is tested there.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include "sima/Numerics/TFLiteResize.h"
#include <bit>
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;
namespace tflite = numerics::tflite;

namespace {
constexpr int64_t kResult = 32768, kPar = 50000;

void putEntry(Bytes &image, unsigned number, int32_t lower, int32_t upper,
              int32_t lowerWeight, int32_t upperWeight) {
  int64_t at = kPar + 16 + 16 * number;
  putWord(image, at, lower);
  putWord(image, at + 4, upper);
  putWord(image, at + 8, lowerWeight);
  putWord(image, at + 12, upperWeight);
}

/// A resize of rows `row` and on of an output of `allRows`, of which src has
/// the rows from `srcRow` on.
struct Resize {
  Desc dst, src;
  unsigned row = 0, srcRow = 0;
  isa::Mode mode = isa::Mode::Tflite;
  isa::ResizeKind kind = isa::ResizeKind::ResizeBilinear;

  void add(TestProgram &program) const {
    Desc par;
    par.base = kPar;
    program.set(0, dst);
    program.set(1, src);
    program.set(2, par);
    program.add(Opcode::Resize, {{Operand::Dst, 0},
                                 {Operand::Src, 1},
                                 {Operand::Par, 2},
                                 {Operand::Mode, int64_t(mode)},
                                 {Operand::Kind, int64_t(kind)},
                                 {Operand::Row, row},
                                 {Operand::SrcRow, srcRow}});
  }
  std::string error(const Bytes &image) const {
    TestProgram program;
    isa::Symbol symbol = program.constant(image);
    program.load(symbol, 0, 0, image.size(), 1);
    program.order(Queue::Ldq, Queue::Vpu);
    add(program);
    return simulate(program.elf()).error;
  }
};
} // namespace

class ResizeTest : public testing::TestWithParam<int> {};

TEST_P(ResizeTest, PartOfAnOutput) {
  Random random(GetParam());
  bool nearest = GetParam() % 3 == 0, wide = GetParam() % 2 == 0;
  unsigned rows = random.in(1, 5), cols = random.in(1, 6);
  unsigned inRows = random.in(1, 4), inCols = random.in(1, 5);
  unsigned channels = random.in(1, 36), lane = wide ? 2 : 1;
  Resize resize;
  resize.row = random.in(0, 9);
  resize.srcRow = random.in(0, 70);
  if (nearest)
    resize.kind = isa::ResizeKind::ResizeNearest;
  Bytes image = random.bytes(kImageBytes);
  auto at = [&](int64_t size) { return int32_t(random.in(0, size - 1)); };
  auto weight = [&] { return int32_t(random.in(-500, 1500)); };
  for (unsigned c = 0; c != cols; ++c)
    putEntry(image, c, at(inCols), at(inCols), weight(), weight());
  for (unsigned r = 0; r != rows; ++r)
    putEntry(image, cols + resize.row + r, resize.srcRow + at(inRows),
             resize.srcRow + at(inRows), weight(), weight());
  resize.src = pixels(random, 64, inRows, inCols, channels, 1, lane);
  resize.dst = pixels(random, kResult, rows, cols, channels, 1, lane);
  resize.src.type = resize.dst.type = wide ? isa::Type::S16 : isa::Type::S8;

  Bytes result =
      runKernel(image, [&](TestProgram &program) { resize.add(program); });
  auto code = [&](const Bytes &from, const Desc &d, int64_t r, int64_t c,
                  unsigned ch) -> int32_t {
    int64_t address = pixelAt(d, r, c, ch, 0, 1);
    if (!wide)
      return int8_t(from[address]);
    return int8_t(from[address + 16]) * 256 + from[address];
  };
  for (unsigned r = 0; r != rows; ++r)
    for (unsigned c = 0; c != cols; ++c)
      for (unsigned ch = 0; ch != channels; ++ch) {
        int64_t rowAt = kPar + 16 + 16 * (cols + resize.row + r);
        int64_t colAt = kPar + 16 + 16 * c;
        auto tap = [&](int64_t entry, int32_t first) {
          return numerics::ResizeTap<int32_t>{
              wordAt(image, entry) - first, wordAt(image, entry + 4) - first,
              wordAt(image, entry + 8), wordAt(image, entry + 12)};
        };
        auto row = tap(rowAt, resize.srcRow), col = tap(colAt, 0);
        auto in = [&](int64_t y, int64_t x) {
          return code(image, resize.src, y, x, ch);
        };
        int32_t expected = in(row.lower, col.lower);
        if (!nearest)
          expected = tflite::bilinear({expected, in(row.upper, col.lower),
                                       in(row.lower, col.upper),
                                       in(row.upper, col.upper)},
                                      row, col);
        // Sums beyond the type are cut off, as any store does.
        expected = wide ? int16_t(expected) : int8_t(expected);
        ASSERT_EQ(code(result, resize.dst, r, c, ch), expected)
            << r << ' ' << c << ' ' << ch;
      }
}

INSTANTIATE_TEST_SUITE_P(Random, ResizeTest, testing::Range(0, 30));

/// Two rows and columns of the first 4 x 4 codes.
static Resize small() {
  Resize resize;
  resize.src.sizes = {4, 4, 1, 1};
  resize.src.strides = {4, 1, 16, 0};
  resize.dst = resize.src;
  resize.dst.base = kResult;
  resize.dst.sizes = {2, 2, 1, 1};
  return resize;
}

TEST(ResizeErrors, PositionsOutsideOfTheSource) {
  Bytes image(kImageBytes, 0);
  for (unsigned i = 0; i != 4; ++i)
    putEntry(image, i, 0, 0, 1024, 0);
  EXPECT_EQ(small().error(image), "");
  putEntry(image, 3, 0, 4, 1024, 0);
  EXPECT_NE(small().error(image).find("the entry of row 1 names row 4, src has "
                                      "0 to 3"),
            std::string::npos)
      << small().error(image);
  putEntry(image, 1, -1, 0, 1024, 0);
  EXPECT_NE(small().error(image).find("the entry of column 1 names column -1"),
            std::string::npos);
}

TEST(ResizeErrors, TypesAndModes) {
  Bytes image(kImageBytes, 0);
  Resize resize = small();
  resize.mode = isa::Mode::Tflite16x8;
  EXPECT_NE(resize.error(image).find("mode tflite_16x8 is not in the table"),
            std::string::npos);
  resize.kind = isa::ResizeKind::ResizeNearest;
  EXPECT_EQ(resize.error(image), "");
  resize.src.type = isa::Type::U8;
  EXPECT_NE(resize.error(image).find("operand dst has type s8, src has u8"),
            std::string::npos);
  resize.dst.type = isa::Type::U8;
  EXPECT_NE(resize.error(image).find("resize takes s8 or s16"),
            std::string::npos);
}

// A table that ends behind local memory.
TEST(ResizeErrors, TableRange) {
  Bytes image(kImageBytes, 0);
  Resize resize = small();
  resize.dst.sizes = {1, 1, 1, 1};
  resize.row = 65535;
  Machine machine = cantFail(Machine::load("mlsoc"));
  TestProgram program;
  isa::Symbol symbol = program.constant(image);
  program.load(symbol, 0, 0, image.size(), 1);
  program.order(Queue::Ldq, Queue::Vpu);
  Desc par;
  par.base = machine.lmBytes - 16 * 65537;
  program.set(0, resize.dst);
  program.set(1, resize.src);
  program.set(2, par);
  program.add(Opcode::Resize, {{Operand::Dst, 0},
                               {Operand::Src, 1},
                               {Operand::Par, 2},
                               {Operand::Mode, int64_t(isa::Mode::Tflite)},
                               {Operand::Row, resize.row}});
  EXPECT_NE(simulate(program.elf()).error.find("operand par covers bytes"),
            std::string::npos);
}
