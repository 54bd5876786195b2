//===- TransferTest.cpp - ld, st, mv and copy against plain loops ---------===//
//
// Four-dimensional strided operands, fill, multicast, element sizes.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

namespace {
constexpr int64_t kTarget = 32768;

/// A plain operand with a random order of dimensions in memory and random gaps.
Desc plain(Random &random, int64_t base, std::array<uint32_t, 4> sizes,
           isa::Type type, int elementBytes) {
  Desc d;
  d.base = base;
  d.type = type;
  d.sizes = sizes;
  std::array<unsigned, 4> order{3, 2, 1, 0};
  if (random.in(0, 1))
    std::swap(order[random.in(0, 3)], order[random.in(0, 3)]);
  int64_t stride = elementBytes;
  for (unsigned dim : order) {
    if (random.in(0, 2) == 0)
      stride += elementBytes * random.in(1, 3);
    d.strides[dim] = stride;
    stride *= sizes[dim];
  }
  return d;
}

int64_t plainAt(const Desc &d, const std::array<int64_t, 4> &i) {
  int64_t at = d.base;
  for (unsigned dim = 0; dim != 4; ++dim)
    at += i[dim] * d.strides[dim];
  return at;
}

template <typename Visit>
void forEachElement(const std::array<uint32_t, 4> &sizes, Visit visit) {
  std::array<int64_t, 4> i;
  for (i[0] = 0; i[0] != sizes[0]; ++i[0])
    for (i[1] = 0; i[1] != sizes[1]; ++i[1])
      for (i[2] = 0; i[2] != sizes[2]; ++i[2])
        for (i[3] = 0; i[3] != sizes[3]; ++i[3])
          visit(i);
}

struct Shape {
  std::array<uint32_t, 4> sizes;
  isa::Type type;
  int bytes;

  explicit Shape(Random &random) {
    for (uint32_t &size : sizes)
      size = random.in(1, 6);
    constexpr isa::Type kTypes[] = {isa::Type::S8, isa::Type::S16,
                                    isa::Type::S32};
    unsigned choice = random.in(0, 2);
    type = kTypes[choice];
    bytes = 1 << choice;
  }
};
} // namespace

class TransferTest : public testing::TestWithParam<int> {};

TEST_P(TransferTest, Copy) {
  Random random(GetParam());
  Shape shape(random);
  bool fill = random.in(0, 3) == 0;
  Bytes image = random.bytes(kImageBytes);
  Desc src = plain(random, 7, shape.sizes, shape.type, shape.bytes);
  Desc dst = plain(random, kTarget, shape.sizes, shape.type, shape.bytes);
  src.zp = random.in(-30000, 30000);
  Bytes expected = image;
  forEachElement(shape.sizes, [&](const std::array<int64_t, 4> &i) {
    for (int b = 0; b != shape.bytes; ++b)
      expected[plainAt(dst, i) + b] =
          fill ? uint8_t(src.zp >> 8 * b) : image[plainAt(src, i) + b];
  });
  Bytes found = runKernel(image, [&](TestProgram &program) {
    program.set(0, dst);
    program.set(1, src);
    program.add(Opcode::Copy,
                {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Fill, fill}});
  });
  EXPECT_EQ(found, expected);
}

TEST_P(TransferTest, OverlappingCopyReadsFirst) {
  Random random(50 + GetParam());
  Bytes image = random.bytes(kImageBytes), expected = image;
  int64_t from = random.in(100, 200), to = random.in(100, 200);
  std::copy_n(image.begin() + from, 300, expected.begin() + to);
  Bytes found = runKernel(image, [&](TestProgram &program) {
    program.set(0, Desc::run(isa::Space::Lm, to, 300));
    program.set(1, Desc::run(isa::Space::Lm, from, 300));
    program.add(Opcode::Copy, {{Operand::Dst, 0}, {Operand::Src, 1}});
  });
  EXPECT_EQ(found, expected);
}

TEST_P(TransferTest, LoadStridedWithFill) {
  Random random(100 + GetParam());
  Shape shape(random);
  bool fill = random.in(0, 1);
  unsigned padTop = random.in(0, 3), padLeft = random.in(0, 3);
  Bytes data = random.bytes(16384);
  TestProgram program;
  isa::Symbol in = program.input("MLA_0/in", data.size());
  isa::Symbol out = program.output("MLA_0/out", kImageBytes);
  isa::Symbol zeros = program.constant(Bytes(kImageBytes, 0));
  std::array<uint32_t, 4> window = shape.sizes;
  if (fill) {
    window[0] = random.in(1, 6);
    window[1] = random.in(1, 6);
  }
  Desc src = plain(random, 11, window, shape.type, shape.bytes);
  src.space = isa::Space::Dram;
  src.symbol = in;
  src.zp = random.in(-100, 100);
  Desc dst = plain(random, 13, shape.sizes, shape.type, shape.bytes);
  program.load(zeros, 0, 0, kImageBytes, 1);
  program.set(0, dst);
  program.set(1, src);
  program.add(Opcode::Ld, {{Operand::Dst, 0},
                           {Operand::Src, 1},
                           {Operand::Mask, 1},
                           {Operand::Fill, fill},
                           {Operand::PadTop, fill ? padTop : 0},
                           {Operand::PadLeft, fill ? padLeft : 0}});
  program.order(Queue::Ldq, Queue::Stq);
  program.store(0, out, 0, kImageBytes);
  Outcome outcome = simulate(program.elf(), {{"MLA_0/in", data}});
  ASSERT_EQ(outcome.error, "");

  Bytes expected(kImageBytes, 0);
  forEachElement(shape.sizes, [&](const std::array<int64_t, 4> &i) {
    std::array<int64_t, 4> from = i;
    bool inside = true;
    if (fill) {
      from[0] -= padTop;
      from[1] -= padLeft;
      inside = from[0] >= 0 && from[1] >= 0 && from[0] < window[0] &&
               from[1] < window[1];
    }
    for (int b = 0; b != shape.bytes; ++b)
      expected[plainAt(dst, i) + b] =
          inside ? data[plainAt(src, from) + b] : uint8_t(src.zp >> 8 * b);
  });
  EXPECT_EQ(outcome.outputs["MLA_0/out"], expected);
}

TEST_P(TransferTest, StoreStrided) {
  Random random(200 + GetParam());
  Shape shape(random);
  Bytes data = random.bytes(16384);
  TestProgram program;
  isa::Symbol in = program.input("MLA_0/in", data.size());
  isa::Symbol out = program.output("MLA_0/out", 16384);
  Desc src = plain(random, 17, shape.sizes, shape.type, shape.bytes);
  Desc dst = plain(random, 19, shape.sizes, shape.type, shape.bytes);
  dst.space = isa::Space::Dram;
  dst.symbol = out;
  program.load(in, 0, 0, data.size(), 1);
  program.order(Queue::Ldq, Queue::Stq);
  program.set(0, dst);
  program.set(1, src);
  program.add(Opcode::St, {{Operand::Dst, 0}, {Operand::Src, 1}});
  Outcome outcome = simulate(program.elf(), {{"MLA_0/in", data}});
  ASSERT_EQ(outcome.error, "");
  Bytes expected(16384, 0);
  forEachElement(shape.sizes, [&](const std::array<int64_t, 4> &i) {
    for (int b = 0; b != shape.bytes; ++b)
      expected[plainAt(dst, i) + b] = data[plainAt(src, i) + b];
  });
  EXPECT_EQ(outcome.outputs["MLA_0/out"], expected);
}

INSTANTIATE_TEST_SUITE_P(Random, TransferTest, testing::Range(0, 30));
