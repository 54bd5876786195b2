//===- LutTest.cpp - The instructions lut and lut16 -----------------------===//
//
// Tables of random entries against plain loops, and what is refused.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include "sima/Numerics/TFLiteTables.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;
using isa::Mode;
namespace tflite = numerics::tflite;

namespace {
constexpr int64_t kTable = 8192, kResult = 40000;

int16_t s16At(const Bytes &image, int64_t low, int64_t high) {
  return static_cast<int16_t>(int8_t(image[high]) * 256 + image[low]);
}

class LutTest : public testing::TestWithParam<int> {};

TEST_P(LutTest, EntryOfEachCode) {
  Random random(GetParam());
  unsigned rows = random.in(1, 3), cols = random.in(1, 4);
  unsigned channels = random.in(1, 36), outer = random.in(1, 2);
  bool wide = random.in(0, 1), perChannel = random.in(0, 1);
  Bytes image = random.bytes(kImageBytes);
  Desc src = pixels(random, 3, rows, cols, channels, outer);
  src.zp = 17; // not used
  Desc dst = pixels(random, kResult, rows, cols, channels, outer, wide ? 2 : 1);
  dst.type = wide ? isa::Type::S16 : isa::Type::S8;
  Bytes found = runKernel(image, [&](TestProgram &program) {
    Desc par;
    par.base = kTable;
    program.set(0, dst);
    program.set(1, src);
    program.set(2, par);
    program.add(Opcode::Lut, {{Operand::Dst, 0},
                              {Operand::Src, 1},
                              {Operand::Par, 2},
                              {Operand::PerChannel, perChannel}});
  });
  for (unsigned n = 0; n != outer; ++n)
    for (unsigned r = 0; r != rows; ++r)
      for (unsigned c = 0; c != cols; ++c)
        for (unsigned ch = 0; ch != channels; ++ch) {
          int64_t entry = (perChannel ? ch * 256 : 0) + 128 +
                          int8_t(image[pixelAt(src, r, c, ch, n)]);
          int64_t at = pixelAt(dst, r, c, ch, n);
          if (wide)
            ASSERT_EQ(s16At(found, at, at + 16),
                      s16At(image, kTable + 2 * entry, kTable + 2 * entry + 1));
          else
            ASSERT_EQ(found[at], image[kTable + entry]);
        }
}

TEST_P(LutTest, Interpolates) {
  constexpr Mode kModes[] = {Mode::Tflite16x8, Mode::TfliteLogistic,
                             Mode::TfliteTanh};
  Random random(100 + GetParam());
  Mode mode = kModes[GetParam() % 3];
  unsigned cols = random.in(1, 9), channels = random.in(1, 36);
  Bytes image = random.bytes(kImageBytes);
  if (mode != Mode::Tflite16x8) {
    putWord(image, kTable, random.in(1 << 13, 1 << 15));
    putWord(image, kTable + 4, random.in(0, 14));
  }
  Desc src = pixels(random, 3, 1, cols, channels, 1, 2);
  Desc dst = pixels(random, kResult, 1, cols, channels, 1, 2);
  src.type = dst.type = isa::Type::S16;
  Bytes found = runKernel(image, [&](TestProgram &program) {
    Desc par;
    par.base = kTable;
    program.set(0, dst);
    program.set(1, src);
    program.set(2, par);
    program.add(Opcode::Lut16, {{Operand::Dst, 0},
                                {Operand::Src, 1},
                                {Operand::Par, 2},
                                {Operand::Mode, int64_t(mode)}});
  });
  std::vector<int16_t> samples;
  std::vector<uint16_t> sigmoid;
  for (int64_t i = 0; i != 513; ++i)
    samples.push_back(s16At(image, kTable + 2 * i, kTable + 2 * i + 1));
  for (int64_t i = 0; i != 256; ++i)
    sigmoid.push_back(s16At(image, kTable + 8 + 2 * i, kTable + 9 + 2 * i));
  tflite::CurveParams params{wordAt(image, kTable), wordAt(image, kTable + 4)};
  auto expected = [&](int16_t code) {
    if (mode == Mode::Tflite16x8)
      return numerics::interpolate(code, samples.data());
    return mode == Mode::TfliteTanh
               ? tflite::tanh16(params, sigmoid.data(), code)
               : tflite::logistic16(params, sigmoid.data(), code);
  };
  for (unsigned c = 0; c != cols; ++c)
    for (unsigned ch = 0; ch != channels; ++ch) {
      int64_t from = pixelAt(src, 0, c, ch), to = pixelAt(dst, 0, c, ch);
      ASSERT_EQ(s16At(found, to, to + 16),
                expected(s16At(image, from, from + 16)));
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LutTest, testing::Range(0, 24));

/// Expects an error of one instruction on operands of these types.
void expectError(Opcode opcode, isa::Type dstType, isa::Type srcType,
                 int64_t base, const std::string &message) {
  TestProgram program;
  Desc dst, src, par;
  dst.type = dstType;
  src.type = srcType;
  par.base = base;
  program.set(0, dst);
  program.set(1, src);
  program.set(2, par);
  if (opcode == Opcode::Lut)
    program.add(opcode,
                {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Par, 2}});
  else
    program.add(opcode, {{Operand::Dst, 0},
                         {Operand::Src, 1},
                         {Operand::Par, 2},
                         {Operand::Mode, int64_t(Mode::Tflite16x8)}});
  std::string error = simulate(program.elf()).error;
  EXPECT_NE(error.find(message), std::string::npos) << error;
}

TEST(Lut, RefusesOtherTypes) {
  using isa::Type;
  expectError(Opcode::Lut, Type::S32, Type::S8, 0,
              "operand dst has type s32, the instruction takes s8 or s16");
  expectError(Opcode::Lut, Type::S8, Type::S16, 0,
              "operand src has type s16, the instruction takes s8");
  expectError(Opcode::Lut16, Type::S8, Type::S16, 0,
              "operand dst has type s8, the instruction takes s16");
}

TEST(Lut, RefusesTablesBeyondMemory) {
  int64_t last = (int64_t{8} << 20) - 256; // a table of s8 just fits
  expectError(Opcode::Lut, isa::Type::S8, isa::Type::S8, last + 1,
              "operand par");
  expectError(Opcode::Lut, isa::Type::S8, isa::Type::S8, last,
              "which was never written");
}
} // namespace
