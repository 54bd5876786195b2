//===- VectorTest.cpp - VPU instructions against plain loops --------------===//
//
// Addressing, shapes, broadcasts and parameter blocks. The scalar arithmetic is
// that of sima/Numerics and is tested there.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include "sima/Numerics/TFLite.h"
#include <bit>
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;
namespace tflite = numerics::tflite;

namespace {
constexpr int64_t kSecond = 16384, kResult = 32768, kPar = 60000;
constexpr int64_t kTflite = static_cast<int64_t>(isa::Mode::Tflite);

/// Fills the accumulators of `shape` from s8 codes at `in` times identity
/// weights: a 1x1 conv whose weight matrix is the identity at kSecond.
void loadAccumulators(TestProgram &program, const Desc &in, Desc &acc) {
  unsigned channels = in.sizes[2];
  int blocks = (channels + 15) / 16;
  acc.space = isa::Space::Acc;
  acc.sizes = in.sizes;
  acc.strides = {int32_t(in.sizes[1]) * blocks * 64, blocks * 64, 64, 0};
  Desc wt;
  wt.base = kSecond;
  wt.sizes = {channels, 1, 1, channels};
  wt.strides = {blocks * 16, 0, 0, 16};
  program.set(10, in);
  program.set(11, wt);
  program.set(12, acc);
  program.add(Opcode::Conv,
              {{Operand::Acc, 12}, {Operand::In, 10}, {Operand::Wt, 11}});
  program.order(Queue::Mxu, Queue::Vpu);
}

void putIdentityMatrix(Bytes &image, unsigned channels) {
  unsigned row = (channels + 15) / 16 * 16;
  for (unsigned o = 0; o != channels; ++o)
    for (unsigned i = 0; i != channels; ++i)
      image[kSecond + o * row + i] = o == i;
}

/// A random requant table at kPar.
void putTable(Random &random, Bytes &image, unsigned channels) {
  for (unsigned ch = 0; ch != channels; ++ch) {
    int64_t block = kPar + ch / 16 * 144;
    putWord(image, block + 4 * (ch % 16), random.in(-300, 300));
    putWord(image, block + 64 + 4 * (ch % 16),
            random.in(1 << 30, (1ll << 31) - 1));
    image[block + 128 + ch % 16] = uint8_t(random.in(-3, 1));
  }
}

int32_t requantOf(const Bytes &image, int32_t acc, unsigned ch, int32_t zp,
                  tflite::Range clamp) {
  int64_t block = kPar + ch / 16 * 144;
  numerics::QuantizedMultiplier m{wordAt(image, block + 64 + 4 * (ch % 16)),
                                  int8_t(image[block + 128 + ch % 16])};
  return tflite::requant(acc + wordAt(image, block + 4 * (ch % 16)), m, zp,
                         clamp);
}

int8_t s8(const Bytes &image, int64_t at) { return int8_t(image[at]); }
} // namespace

class VectorTest : public testing::TestWithParam<int> {};

TEST_P(VectorTest, RequantToEachType) {
  Random random(GetParam());
  unsigned rows = random.in(1, 4), cols = random.in(1, 4);
  unsigned channels = random.in(1, 36);
  constexpr isa::Type kTypes[] = {isa::Type::S8, isa::Type::U8, isa::Type::S16,
                                  isa::Type::S32};
  isa::Type type = kTypes[GetParam() % 4];
  unsigned lane = type == isa::Type::S32 ? 4 : type == isa::Type::S16 ? 2 : 1;
  Bytes image = random.bytes(kImageBytes);
  putIdentityMatrix(image, channels);
  putTable(random, image, channels);
  Desc in = pixels(random, 3, rows, cols, channels);
  Desc dst = pixels(random, kResult, rows, cols, channels, 1, lane);
  dst.type = type;
  dst.zp = random.in(-10, 10);
  Bytes found = runKernel(image, [&](TestProgram &program) {
    Desc acc, par;
    loadAccumulators(program, in, acc);
    par.base = kPar;
    program.set(0, dst);
    program.set(1, par);
    program.add(Opcode::Requant, {{Operand::Dst, 0},
                                  {Operand::Acc, 12},
                                  {Operand::Par, 1},
                                  {Operand::Mode, kTflite},
                                  {Operand::Lo, -100},
                                  {Operand::Hi, 90}});
  });
  tflite::Range clamp{-100, 90};
  if (type == isa::Type::S32)
    clamp = {INT32_MIN, INT32_MAX};
  for (unsigned r = 0; r != rows; ++r)
    for (unsigned c = 0; c != cols; ++c)
      for (unsigned ch = 0; ch != channels; ++ch) {
        int32_t expected = requantOf(image, s8(image, pixelAt(in, r, c, ch)),
                                     ch, dst.zp, clamp);
        // Byte planes: the low byte where an s8 code would be.
        int64_t at = pixelAt(dst, r, c, ch, 0, lane == 4 ? 4 : 1);
        if (type == isa::Type::S32)
          ASSERT_EQ(wordAt(found, at), expected);
        else
          ASSERT_EQ(found[at], uint8_t(expected));
        if (type == isa::Type::S16)
          ASSERT_EQ(found[at + 16], uint8_t(expected >> 8));
      }
}

TEST_P(VectorTest, RequantByFloat64) {
  constexpr int64_t kMode = 6;
  if (!isa::isLegalMode(Opcode::Requant, kMode))
    GTEST_SKIP() << "the instruction tables have no mode tflite_f64";
  Random random(500 + GetParam());
  unsigned channels = random.in(1, 36), cols = random.in(1, 5);
  Bytes image = random.bytes(kImageBytes);
  putIdentityMatrix(image, channels);
  std::vector<double> factors(channels);
  for (unsigned ch = 0; ch != channels; ++ch) {
    factors[ch] = random.in(1, 1000) / 512.0;
    int64_t block = kPar + ch / 16 * 192;
    putWord(image, block + 4 * (ch % 16), int32_t(ch) - 9);
    auto bits = std::bit_cast<uint64_t>(factors[ch]);
    putWord(image, block + 64 + 8 * (ch % 16), int32_t(bits));
    putWord(image, block + 68 + 8 * (ch % 16), int32_t(bits >> 32));
  }
  Desc in = pixels(random, 3, 1, cols, channels);
  Desc dst = pixels(random, kResult, 1, cols, channels);
  dst.zp = random.in(-20, 20);
  Bytes found = runKernel(image, [&](TestProgram &program) {
    Desc acc, par;
    loadAccumulators(program, in, acc);
    par.base = kPar;
    program.set(0, dst);
    program.set(1, par);
    program.add(Opcode::Requant, {{Operand::Dst, 0},
                                  {Operand::Acc, 12},
                                  {Operand::Par, 1},
                                  {Operand::Mode, kMode},
                                  {Operand::Lo, -100},
                                  {Operand::Hi, 90}});
  });
  for (unsigned c = 0; c != cols; ++c)
    for (unsigned ch = 0; ch != channels; ++ch) {
      int32_t sum = s8(image, pixelAt(in, 0, c, ch)) + int32_t(ch) - 9;
      int32_t expected =
          tflite::requantFloat64(sum, factors[ch], dst.zp, {-100, 90});
      ASSERT_EQ(s8(found, pixelAt(dst, 0, c, ch)), expected);
    }
}

TEST_P(VectorTest, RequantAdd) {
  Random random(100 + GetParam());
  unsigned rows = random.in(1, 4), cols = random.in(1, 4);
  unsigned channels = random.in(1, 36);
  bool subtract = random.in(0, 1), swap = random.in(0, 1);
  Bytes image = random.bytes(kImageBytes);
  putIdentityMatrix(image, channels);
  putTable(random, image, channels);
  tflite::AddParams params = tflite::addParams(0.5, 0.3, 0.6);
  const int32_t words[] = {-3,
                           -120,
                           110,
                           params.leftShift,
                           params.lhs.multiplier,
                           params.lhs.shift,
                           params.rhs.multiplier,
                           params.rhs.shift,
                           params.output.multiplier,
                           params.output.shift,
                           -90,
                           100,
                           swap};
  for (unsigned i = 0; i != 13; ++i)
    putWord(image, kPar + 1000 + 4 * i, words[i]);
  Desc in = pixels(random, 3, rows, cols, channels);
  Desc src = pixels(random, 8000, rows, cols, channels);
  Desc dst = pixels(random, kResult, rows, cols, channels);
  src.zp = random.in(-128, 127);
  dst.zp = random.in(-128, 127);
  Bytes found = runKernel(image, [&](TestProgram &program) {
    Desc acc, par, addPar;
    loadAccumulators(program, in, acc);
    par.base = kPar;
    addPar.base = kPar + 1000;
    program.set(0, dst);
    program.set(1, par);
    program.set(2, src);
    program.set(3, addPar);
    program.add(Opcode::RequantAdd, {{Operand::Dst, 0},
                                     {Operand::Acc, 12},
                                     {Operand::Par, 1},
                                     {Operand::Src, 2},
                                     {Operand::AddPar, 3},
                                     {Operand::Mode, kTflite},
                                     {Operand::Subtract, subtract}});
  });
  auto onGrid = [&](int32_t code, numerics::QuantizedMultiplier m) {
    return numerics::multiplyByQuantizedMultiplier(code * (1 << 20),
                                                   m.multiplier, m.shift);
  };
  for (unsigned r = 0; r != rows; ++r)
    for (unsigned c = 0; c != cols; ++c)
      for (unsigned ch = 0; ch != channels; ++ch) {
        int32_t mid = requantOf(image, s8(image, pixelAt(in, r, c, ch)), ch, -3,
                                {-120, 110});
        int32_t a = onGrid(mid + 3, params.lhs);
        int32_t b =
            onGrid(s8(image, pixelAt(src, r, c, ch)) - src.zp, params.rhs);
        int32_t sum = !subtract ? a + b : swap ? b - a : a - b;
        int32_t expected =
            tflite::requant(sum, params.output, dst.zp, {-90, 100});
        ASSERT_EQ(s8(found, pixelAt(dst, r, c, ch)), expected);
      }
}

TEST_P(VectorTest, Pool) {
  Random random(300 + GetParam());
  unsigned inRows = random.in(2, 7), inCols = random.in(2, 7);
  unsigned kh = random.in(1, 3), kw = random.in(1, 3);
  unsigned sh = random.in(1, 2), sw = random.in(1, 2);
  unsigned pt = random.in(0, kh - 1), pl = random.in(0, kw - 1);
  unsigned rows = (inRows + pt - 1) / sh + 1, cols = (inCols + pl - 1) / sw + 1;
  unsigned channels = random.in(1, 36), outer = random.in(1, 2);
  bool average = random.in(0, 1), includePad = random.in(0, 1);
  Bytes image = random.bytes(kImageBytes);
  putWord(image, kPar, -100);
  putWord(image, kPar + 4, 90);
  Desc src = pixels(random, 3, inRows, inCols, channels, outer);
  Desc dst = pixels(random, kResult, rows, cols, channels, outer);
  Bytes found = runKernel(image, [&](TestProgram &program) {
    Desc par;
    par.base = kPar;
    program.set(0, dst);
    program.set(1, src);
    program.set(2, par);
    program.add(Opcode::Pool, {{Operand::Dst, 0},
                               {Operand::Src, 1},
                               {Operand::Par, 2},
                               {Operand::Mode, kTflite},
                               {Operand::Kind, average},
                               {Operand::KernelH, kh},
                               {Operand::KernelW, kw},
                               {Operand::StrideH, sh},
                               {Operand::StrideW, sw},
                               {Operand::PadTop, pt},
                               {Operand::PadLeft, pl},
                               {Operand::IncludePad, includePad}});
  });
  for (unsigned n = 0; n != outer; ++n)
    for (unsigned r = 0; r != rows; ++r)
      for (unsigned c = 0; c != cols; ++c)
        for (unsigned ch = 0; ch != channels; ++ch) {
          int count = 0, sum = 0, max = -128;
          for (unsigned i = 0; i != kh; ++i)
            for (unsigned j = 0; j != kw; ++j) {
              int y = int(r * sh + i) - int(pt), x = int(c * sw + j) - int(pl);
              if (y < 0 || x < 0 || y >= int(inRows) || x >= int(inCols))
                continue;
              int code = s8(image, pixelAt(src, y, x, ch, n));
              ++count;
              sum += code;
              max = std::max(max, code);
            }
          int divisor = includePad ? kh * kw : count;
          int expected = average ? tflite::averagePool(sum, divisor, {-100, 90})
                                 : std::min(std::max(max, -100), 90);
          ASSERT_EQ(s8(found, pixelAt(dst, r, c, ch, n)), expected);
        }
}

TEST_P(VectorTest, Softmax) {
  Random random(400 + GetParam());
  unsigned rows = random.in(1, 3), cols = random.in(1, 3);
  unsigned channels = random.in(1, 40);
  Bytes image = random.bytes(kImageBytes);
  tflite::SoftmaxParams params = tflite::softmaxParams(1.0, 0.1);
  putWord(image, kPar, params.inputMultiplier);
  putWord(image, kPar + 4, params.inputLeftShift);
  putWord(image, kPar + 8, params.diffMin);
  Desc src = pixels(random, 3, rows, cols, channels);
  Desc dst = pixels(random, kResult, rows, cols, channels);
  Bytes found = runKernel(image, [&](TestProgram &program) {
    Desc par;
    par.base = kPar;
    program.set(0, dst);
    program.set(1, src);
    program.set(2, par);
    program.add(Opcode::Norm, {{Operand::Dst, 0},
                               {Operand::Src, 1},
                               {Operand::Par, 2},
                               {Operand::Mode, kTflite}});
  });
  for (unsigned r = 0; r != rows; ++r)
    for (unsigned c = 0; c != cols; ++c) {
      std::vector<int8_t> row(channels), expected(channels);
      for (unsigned ch = 0; ch != channels; ++ch)
        row[ch] = s8(image, pixelAt(src, r, c, ch));
      tflite::softmax(params, row, expected);
      for (unsigned ch = 0; ch != channels; ++ch)
        ASSERT_EQ(s8(found, pixelAt(dst, r, c, ch)), expected[ch]);
    }
}

TEST_P(VectorTest, ReduceMean) {
  Random random(500 + GetParam());
  unsigned rows = random.in(1, 5), cols = random.in(1, 5);
  unsigned channels = random.in(1, 40), outer = random.in(1, 2);
  unsigned axes = GetParam() % 8;
  unsigned outRows = axes & 1 ? 1 : rows, outCols = axes & 2 ? 1 : cols;
  unsigned outChannels = axes & 4 ? 1 : channels;
  Bytes image = random.bytes(kImageBytes);
  numerics::QuantizedMultiplier m{int32_t(random.in(1 << 29, (1ll << 31) - 1)),
                                  int32_t(random.in(-8, 1))};
  putWord(image, kPar, m.multiplier);
  putWord(image, kPar + 4, m.shift);
  putWord(image, kPar + 8, -100);
  putWord(image, kPar + 12, 90);
  Desc src = pixels(random, 3, rows, cols, channels, outer);
  Desc dst = pixels(random, kResult, outRows, outCols, outChannels, outer);
  src.zp = random.in(-128, 127);
  dst.zp = random.in(-128, 127);
  Bytes found = runKernel(image, [&](TestProgram &program) {
    Desc par;
    par.base = kPar;
    program.set(0, dst);
    program.set(1, src);
    program.set(2, par);
    program.add(Opcode::Reduce,
                {{Operand::Dst, 0},
                 {Operand::Src, 1},
                 {Operand::Par, 2},
                 {Operand::Mode, kTflite},
                 {Operand::Kind, int64_t(isa::ReduceKind::ReduceMean)},
                 {Operand::Axes, axes}});
  });
  for (unsigned n = 0; n != outer; ++n)
    for (unsigned r = 0; r != outRows; ++r)
      for (unsigned c = 0; c != outCols; ++c)
        for (unsigned ch = 0; ch != outChannels; ++ch) {
          int sum = 0;
          for (unsigned y = axes & 1 ? 0 : r; y != (axes & 1 ? rows : r + 1);
               ++y)
            for (unsigned x = axes & 2 ? 0 : c; x != (axes & 2 ? cols : c + 1);
                 ++x)
              for (unsigned k = axes & 4 ? 0 : ch;
                   k != (axes & 4 ? channels : ch + 1); ++k)
                sum += s8(image, pixelAt(src, y, x, k, n)) - src.zp;
          ASSERT_EQ(s8(found, pixelAt(dst, r, c, ch, n)),
                    tflite::requant(sum, m, dst.zp, {-100, 90}));
        }
}

INSTANTIATE_TEST_SUITE_P(Random, VectorTest, testing::Range(0, 24));
