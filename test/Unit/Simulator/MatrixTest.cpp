//===- MatrixTest.cpp - conv and dwconv against plain loops ---------------===//
//
// Random shapes, strides, dilations, paddings, zero points, types and K.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

namespace {
constexpr int64_t kWeights = 16384, kTable = 40000, kResult = 42000;

/// Fields that conv and dwconv share.
struct Geometry {
  unsigned kh, kw, sh, sw, dh, dw, pt, pl, rows, cols, k;

  explicit Geometry(Random &random) {
    kh = random.in(1, 3), kw = random.in(1, 3);
    sh = random.in(1, 3), sw = random.in(1, 3);
    dh = random.in(1, 2), dw = random.in(1, 2);
    pt = random.in(0, 2), pl = random.in(0, 2);
    rows = random.in(1, 5), cols = random.in(1, 5);
    k = random.in(0, 7);
  }
  Instruction instruction(Opcode opcode, bool accumulate) const {
    return Instruction(opcode, {{Operand::Acc, 2},
                                {Operand::In, 0},
                                {Operand::Wt, 1},
                                {Operand::StrideH, sh},
                                {Operand::StrideW, sw},
                                {Operand::DilH, dh},
                                {Operand::DilW, dw},
                                {Operand::PadTop, pt},
                                {Operand::PadLeft, pl},
                                {Operand::K, k},
                                {Operand::Accumulate, accumulate}});
  }
};

/// s8 or u8 with a zero point, the extreme ones included.
void chooseType(Random &random, Desc &d) {
  bool isSigned = random.in(0, 1);
  d.type = isSigned ? isa::Type::S8 : isa::Type::U8;
  constexpr int kPoints[] = {0, 127, 255, 3};
  d.zp = kPoints[random.in(0, 3)] - (isSigned ? 128 : 0);
}

/// Dense accumulators, and the s32 codes that requant makes of them.
Desc accumulators(const Geometry &g, unsigned channels) {
  Desc acc;
  acc.space = isa::Space::Acc;
  acc.base = 128;
  int blocks = (channels + 15) / 16;
  acc.sizes = {g.rows, g.cols, channels, 1};
  acc.strides = {int32_t(g.cols) * blocks * 64, blocks * 64, 64, 0};
  return acc;
}

/// Runs the instruction twice, the second time accumulating, and requantizes.
Bytes runMatrix(Opcode opcode, const Bytes &image, const Geometry &g,
                const Desc &in, const Desc &wt, const Desc &acc) {
  Desc result = acc, table;
  result.space = isa::Space::Lm;
  result.base = kResult;
  result.type = isa::Type::S32;
  table.base = kTable;
  return runKernel(image, [&](TestProgram &program) {
    program.set(0, in);
    program.set(1, wt);
    program.set(2, acc);
    program.set(3, result);
    program.set(4, table);
    program.add(g.instruction(opcode, false));
    program.add(g.instruction(opcode, true));
    program.order(Queue::Mxu, Queue::Vpu);
    program.add(Opcode::Requant, {{Operand::Dst, 3},
                                  {Operand::Acc, 2},
                                  {Operand::Par, 4},
                                  {Operand::Mode, int64_t(isa::Mode::Tflite)}});
  });
}

/// Calls visit(input row, input column, i, j) for the taps of (r, c) inside.
template <typename Visit>
void forEachTap(const Geometry &g, const Desc &in, int r, int c, Visit visit) {
  for (unsigned i = 0; i != g.kh; ++i)
    for (unsigned j = 0; j != g.kw; ++j) {
      int y = r * g.sh + i * g.dh - g.pt, x = c * g.sw + j * g.dw - g.pl;
      if (y >= 0 && y < int(in.sizes[0]) && x >= 0 && x < int(in.sizes[1]))
        visit(y, x, i, j);
    }
}
} // namespace

class MatrixTest : public testing::TestWithParam<int> {};

TEST_P(MatrixTest, Conv) {
  Random random(GetParam());
  Geometry g(random);
  unsigned channels = random.in(1, 36), outs = random.in(1, 20);
  Bytes image = random.bytes(kImageBytes);
  Desc in = pixels(random, 5, random.in(1, 7), random.in(1, 7), channels);
  chooseType(random, in);
  Desc wt;
  wt.base = kWeights;
  chooseType(random, wt);
  wt.sizes = {outs, g.kh, g.kw, channels};
  wt.strides[3] = 16 + random.in(0, 2);
  wt.strides[2] = (channels + 15) / 16 * wt.strides[3];
  wt.strides[1] = g.kw * wt.strides[2] + random.in(0, 3);
  wt.strides[0] = g.kh * wt.strides[1] + random.in(0, 3);
  Desc acc = accumulators(g, outs);
  putIdentityTable(image, kTable, outs);
  Bytes found = runMatrix(Opcode::Conv, image, g, in, wt, acc);
  ASSERT_EQ(found.size(), image.size());

  for (unsigned r = 0; r != g.rows; ++r)
    for (unsigned c = 0; c != g.cols; ++c)
      for (unsigned o = 0; o != outs; ++o) {
        int32_t sum = 0;
        forEachTap(g, in, r, c, [&](int y, int x, int i, int j) {
          for (unsigned ch = 0; ch != channels; ++ch) {
            int64_t w = wt.base + o * wt.strides[0] + i * wt.strides[1] +
                        j * wt.strides[2] + ch / 16 * wt.strides[3] + ch % 16;
            sum += (codeAt(image, pixelAt(in, y, x, ch), in.type) - in.zp) *
                   (codeAt(image, w, wt.type) - wt.zp);
          }
        });
        int64_t at = pixelAt(acc, r, c, o, 0, 4) - acc.base + kResult;
        ASSERT_EQ(wordAt(found, at), 2 * sum) << r << " " << c << " " << o;
      }
}

TEST_P(MatrixTest, Depthwise) {
  Random random(1000 + GetParam());
  Geometry g(random);
  unsigned channels = random.in(1, 36);
  Bytes image = random.bytes(kImageBytes);
  Desc in = pixels(random, 5, random.in(1, 7), random.in(1, 7), channels);
  chooseType(random, in);
  Desc wt;
  wt.base = kWeights;
  chooseType(random, wt);
  wt.sizes = {channels, g.kh, g.kw, 1};
  wt.strides[2] = 16 + random.in(0, 2);
  wt.strides[1] = g.kw * wt.strides[2] + random.in(0, 3);
  wt.strides[0] = g.kh * wt.strides[1] + random.in(0, 3);
  Desc acc = accumulators(g, channels);
  putIdentityTable(image, kTable, channels);
  Bytes found = runMatrix(Opcode::DwConv, image, g, in, wt, acc);
  ASSERT_EQ(found.size(), image.size());

  for (unsigned r = 0; r != g.rows; ++r)
    for (unsigned c = 0; c != g.cols; ++c)
      for (unsigned ch = 0; ch != channels; ++ch) {
        int32_t sum = 0;
        forEachTap(g, in, r, c, [&](int y, int x, int i, int j) {
          int64_t w = wt.base + ch / 16 * wt.strides[0] + i * wt.strides[1] +
                      j * wt.strides[2] + ch % 16;
          sum += (codeAt(image, pixelAt(in, y, x, ch), in.type) - in.zp) *
                 (codeAt(image, w, wt.type) - wt.zp);
        });
        int64_t at = pixelAt(acc, r, c, ch, 0, 4) - acc.base + kResult;
        ASSERT_EQ(wordAt(found, at), 2 * sum) << r << " " << c << " " << ch;
      }
}

INSTANTIATE_TEST_SUITE_P(Random, MatrixTest, testing::Range(0, 60));
