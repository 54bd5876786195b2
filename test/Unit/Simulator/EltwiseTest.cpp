//===- EltwiseTest.cpp - The instruction eltwise against plain loops ------===//
//
// All modes and kinds, types, addressing and broadcasts. The scalar arithmetic
// is that of sima/Numerics and is tested there.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include "sima/Numerics/OnnxElementwise.h"
#include "sima/Numerics/TFLiteElementwise.h"
#include <bit>
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;
using isa::EltwiseKind;
using isa::Mode;
namespace onnx = numerics::onnx;
namespace tflite = numerics::tflite;

namespace {
constexpr int64_t kSecond = 16384, kResult = 32768, kPar = 60000;

/// A pixel operand of random type s8 or s16.
struct Map {
  Map(Random &random, int64_t base, unsigned rows, unsigned cols,
      unsigned channels, unsigned outer)
      : wide(random.in(0, 1)),
        desc(pixels(random, base, rows, cols, channels, outer, wide ? 2 : 1)) {
    desc.type = wide ? isa::Type::S16 : isa::Type::S8;
    desc.zp = random.in(-128, 127);
  }
  int32_t at(const Bytes &image, unsigned r, unsigned c, unsigned ch,
             unsigned n) const {
    int64_t low = pixelAt(desc, r, c, ch, n);
    return wide ? int8_t(image[low + 16]) * 256 + image[low]
                : int8_t(image[low]);
  }

  bool wide;
  Desc desc;
};

using Words = std::array<int32_t, 9>;

/// The modes of ONNX, whose words are float32.
int32_t expectedOnnx(Mode mode, EltwiseKind kind, const Words &w, int32_t a,
                     int32_t za, int32_t b, int32_t zb, int32_t zo) {
  tflite::Range clamp = {w[7], w[8]};
  auto real = [&](int i) { return std::bit_cast<float>(w[i]); };
  int32_t offset = mode == Mode::OnnxU8 ? 128 : 0;
  if (mode == Mode::OnnxFloat) {
    constexpr onnx::BinaryFunction kOf[] = {
        onnx::BinaryFunction::Add, onnx::BinaryFunction::Sub,
        onnx::BinaryFunction::Mul, onnx::BinaryFunction::Div,
        onnx::BinaryFunction::Min, onnx::BinaryFunction::Max};
    return onnx::binary(kOf[int(kind)], a, {real(1), za}, b, {real(3), zb},
                        {real(5), zo}, clamp);
  }
  if (kind == EltwiseKind::EltAdd)
    return onnx::add({real(1), real(3), real(5), offset}, a, b, clamp);
  return onnx::mul({real(1), real(5), offset}, a - za, b - zb, clamp);
}

/// What docs/isa.md says of a mode and kind; w are the words of `par`.
int32_t expectedOf(Mode mode, EltwiseKind kind, const Words &w, int32_t a,
                   int32_t za, int32_t b, int32_t zb, int32_t zo) {
  tflite::Range clamp = {w[7], w[8]};
  tflite::AddParams grid = {w[0], {w[1], w[2]}, {w[3], w[4]}, {w[5], w[6]}};
  switch (mode) {
  case Mode::Onnx:
  case Mode::OnnxU8:
  case Mode::OnnxFloat:
    return expectedOnnx(mode, kind, w, a, za, b, zb, zo);
  case Mode::TfliteSquared:
    return tflite::squaredDifference(grid, a, za, b, zb, zo, clamp);
  case Mode::TflitePRelu:
    return tflite::prelu({grid.lhs, grid.rhs}, a, za, b, zb, zo, clamp);
  case Mode::TflitePOT:
    return kind == EltwiseKind::EltAdd
               ? tflite::addPowerOfTwo({w[2], w[4]}, a, b, clamp)
               : tflite::subPowerOfTwo({w[2], w[4]}, a, b, clamp);
  default:
    break;
  }
  switch (kind) {
  case EltwiseKind::EltAdd:
    return tflite::add(grid, a, za, b, zb, zo, clamp);
  case EltwiseKind::EltSub:
    return tflite::sub(grid, a, za, b, zb, zo, clamp);
  case EltwiseKind::EltMul:
    return tflite::mul(grid.output, a, za, b, zb, zo, clamp);
  case EltwiseKind::EltDiv:
    return tflite::div(grid.output, a, za, b, zb, zo, clamp);
  case EltwiseKind::EltMin:
    return tflite::clampTo(std::min(a, b), clamp);
  case EltwiseKind::EltMax:
    return tflite::clampTo(std::max(a, b), clamp);
  }
  return 0;
}

struct Combination {
  Mode mode;
  EltwiseKind kind;
};
constexpr Combination kCombinations[] = {
    {Mode::Tflite, EltwiseKind::EltAdd},
    {Mode::Tflite, EltwiseKind::EltSub},
    {Mode::Tflite, EltwiseKind::EltMul},
    {Mode::Tflite, EltwiseKind::EltDiv},
    {Mode::Tflite, EltwiseKind::EltMin},
    {Mode::Tflite, EltwiseKind::EltMax},
    {Mode::TfliteSquared, EltwiseKind::EltSub},
    {Mode::TflitePRelu, EltwiseKind::EltMul},
    {Mode::TflitePOT, EltwiseKind::EltAdd},
    {Mode::TflitePOT, EltwiseKind::EltSub},
    {Mode::Onnx, EltwiseKind::EltAdd},
    {Mode::Onnx, EltwiseKind::EltMul},
    {Mode::OnnxU8, EltwiseKind::EltAdd},
    {Mode::OnnxU8, EltwiseKind::EltMul},
    {Mode::OnnxFloat, EltwiseKind::EltAdd},
    {Mode::OnnxFloat, EltwiseKind::EltSub},
    {Mode::OnnxFloat, EltwiseKind::EltMul},
    {Mode::OnnxFloat, EltwiseKind::EltDiv},
    {Mode::OnnxFloat, EltwiseKind::EltMin},
    {Mode::OnnxFloat, EltwiseKind::EltMax}};

/// Random words of `par`: multipliers of typical size, or reals.
Words randomWords(Random &random, Mode mode) {
  auto multiplier = [&] {
    return int32_t(random.in(1 << 30, (1ll << 31) - 1));
  };
  auto real = [&] {
    return std::bit_cast<int32_t>(float(random.in(1, 4096)) / 1024.0f);
  };
  int32_t hi = random.in(100, 30000);
  if (mode == Mode::Onnx || mode == Mode::OnnxU8 || mode == Mode::OnnxFloat)
    return {0, real(), 0, real(), 0, real(), 0, -90, hi};
  // The shifts of tflite_pot are to the right.
  int32_t shift = mode == Mode::TflitePOT ? random.in(0, 8) : 0;
  return {int32_t(random.in(7, 15)),
          multiplier(),
          shift,
          multiplier(),
          0,
          multiplier(),
          int32_t(random.in(-16, 0)),
          -90,
          hi};
}

class EltwiseTest : public testing::TestWithParam<int> {};

TEST_P(EltwiseTest, EveryElement) {
  Random random(GetParam());
  Combination of = kCombinations[GetParam() % std::size(kCombinations)];
  unsigned rows = random.in(1, 4), cols = random.in(1, 4);
  unsigned channels = random.in(1, 36), outer = random.in(1, 3);
  bool bcastA = random.in(0, 1), bcastB = random.in(0, 1);
  Bytes image = random.bytes(kImageBytes);
  Words words = randomWords(random, of.mode);
  Map a(random, 3, rows, cols, channels, outer);
  Map b(random, kSecond, rows, cols, channels, outer);
  Map dst(random, kResult, rows, cols, channels, outer);
  if (!dst.wide)
    words[8] = std::min(words[8], 100);
  for (unsigned i = 0; i != words.size(); ++i)
    putWord(image, kPar + 4 * i, words[i]);
  if (random.in(0, 1))
    b.desc.strides[0] = 0;
  if (random.in(0, 1))
    a.desc.strides[1] = 0;
  Bytes found = runKernel(image, [&](TestProgram &program) {
    Desc par;
    par.base = kPar;
    program.set(0, dst.desc);
    program.set(1, a.desc);
    program.set(2, b.desc);
    program.set(3, par);
    program.add(Opcode::Eltwise, {{Operand::Dst, 0},
                                  {Operand::A, 1},
                                  {Operand::B, 2},
                                  {Operand::Par, 3},
                                  {Operand::Mode, int64_t(of.mode)},
                                  {Operand::Kind, int64_t(of.kind)},
                                  {Operand::BcastA, bcastA},
                                  {Operand::BcastB, bcastB}});
  });
  for (unsigned n = 0; n != outer; ++n)
    for (unsigned r = 0; r != rows; ++r)
      for (unsigned c = 0; c != cols; ++c)
        for (unsigned ch = 0; ch != channels; ++ch)
          ASSERT_EQ(dst.at(found, r, c, ch, n),
                    expectedOf(of.mode, of.kind, words,
                               a.at(image, r, c, bcastA ? 0 : ch, n), a.desc.zp,
                               b.at(image, r, c, bcastB ? 0 : ch, n), b.desc.zp,
                               dst.desc.zp))
              << r << ' ' << c << ' ' << ch << ' ' << n;
}

INSTANTIATE_TEST_SUITE_P(Seeds, EltwiseTest, testing::Range(0, 120));
} // namespace
