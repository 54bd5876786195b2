//===- Kernel.cpp - Single instructions on a random local memory ----------===//
//
// Implements Kernel.h.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

Bytes Random::bytes(size_t count) {
  Bytes result(count);
  for (uint8_t &byte : result)
    byte = static_cast<uint8_t>(engine());
  return result;
}

Desc sima::test::pixels(Random &random, int64_t base, unsigned rows,
                        unsigned cols, unsigned channels, unsigned outer,
                        unsigned laneBytes) {
  Desc d;
  d.base = base;
  d.sizes = {rows, cols, channels, outer};
  int blocks = (channels + 15) / 16;
  d.strides[2] = 16 * laneBytes + random.in(0, 3);
  d.strides[1] = blocks * d.strides[2] + random.in(0, 5);
  d.strides[0] = cols * d.strides[1] + random.in(0, 7);
  d.strides[3] = rows * d.strides[0] + random.in(0, 7);
  return d;
}

int64_t sima::test::pixelAt(const Desc &d, int64_t r, int64_t c, int64_t ch,
                            int64_t n, unsigned laneBytes) {
  return d.base + r * d.strides[0] + c * d.strides[1] + ch / 16 * d.strides[2] +
         n * d.strides[3] + ch % 16 * laneBytes;
}

int32_t sima::test::wordAt(const Bytes &image, int64_t at) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i)
    value = value << 8 | image[at + i];
  return static_cast<int32_t>(value);
}

void sima::test::putWord(Bytes &image, int64_t at, int32_t value) {
  for (int i = 0; i != 4; ++i)
    image[at + i] = static_cast<uint8_t>(static_cast<uint32_t>(value) >> 8 * i);
}

int32_t sima::test::codeAt(const Bytes &image, int64_t at, isa::Type type) {
  return type == isa::Type::S8 ? static_cast<int8_t>(image[at]) : image[at];
}

void sima::test::putIdentityTable(Bytes &image, int64_t at, unsigned channels) {
  for (unsigned ch = 0; ch != channels; ++ch) {
    int64_t block = at + ch / 16 * 144;
    putWord(image, block + 4 * (ch % 16), 0);
    putWord(image, block + 64 + 4 * (ch % 16), 1 << 30);
    image[block + 128 + ch % 16] = 1;
  }
}

Bytes sima::test::runKernel(const Bytes &image,
                            const std::function<void(TestProgram &)> &body) {
  TestProgram program;
  isa::Symbol in = program.input("MLA_0/lm_in", image.size());
  isa::Symbol out = program.output("MLA_0/lm_out", image.size());
  program.load(in, 0, 0, image.size(), 1);
  program.order(Queue::Ldq, Queue::Mxu);
  program.order(Queue::Ldq, Queue::Vpu);
  body(program);
  program.order(Queue::Vpu, Queue::Stq);
  program.store(0, out, 0, image.size());
  Outcome outcome = simulate(program.elf(), {{"MLA_0/lm_in", image}});
  EXPECT_EQ(outcome.error, "");
  return outcome.outputs["MLA_0/lm_out"];
}
