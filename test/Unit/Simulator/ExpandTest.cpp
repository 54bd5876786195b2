//===- ExpandTest.cpp - ldz -----------------------------------------------===//
//
// Multicast, offsets, traffic and errors of compressed loads.
//
//===----------------------------------------------------------------------===//
#include "TestProgram.h"
#include "sima/Codec/BlockCode.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

using Bytes = std::vector<uint8_t>;

namespace {
/// 1000 bytes of few values.
Bytes weights() {
  Bytes bytes;
  for (unsigned i = 0; i < 1000; ++i)
    bytes.push_back(i * i % 7);
  return bytes;
}

void addExpand(TestProgram &program, const Desc &dst, const Desc &src,
               int64_t mask = 1) {
  program.set(0, dst);
  program.set(1, src);
  program.add(Opcode::Ldz,
              {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Mask, mask}});
}

/// The error of a ldz of `stored` to `dst`.
std::string errorOf(
    const Bytes &stored, const Desc &dst,
    void (*change)(Desc &src) = [](Desc &) {}) {
  TestProgram program;
  isa::Symbol constant = program.constant(stored);
  Desc src = Desc::run(constant, 0, stored.size());
  change(src);
  addExpand(program, dst, src);
  return simulate(program.elf()).error;
}
} // namespace

TEST(Expand, ReachesEveryQuadOfTheMask) {
  Bytes bytes = weights(), stored = codec::compress(bytes);
  ASSERT_LT(stored.size(), 400u);
  TestProgram program;
  isa::Symbol constant = program.constant(stored);
  isa::Symbol out = program.output("MLA_0/out", bytes.size());
  // Quad 0 brings it to quads 1 and 2; quad 2 stores it.
  addExpand(program, Desc::run(isa::Space::Lm, 77, bytes.size()),
            Desc::run(constant, 0, stored.size()), 6);
  program.post(Queue::Ldq, 2, 0);
  program.quad(2);
  program.wait(Queue::Stq, 0);
  program.store(77, out, 0, bytes.size());
  Outcome outcome = simulate(program.elf());
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.outputs["MLA_0/out"], bytes);
  EXPECT_EQ(outcome.report.read.weights.bytes, stored.size());
  EXPECT_EQ(outcome.report.read.weights.lineBytes,
            (stored.size() + 63) / 64 * 64);
}

TEST(Expand, AccessesAreOrderedLikeThoseOfOtherLoads) {
  Bytes bytes = weights(), stored = codec::compress(bytes);
  TestProgram program;
  isa::Symbol constant = program.constant(stored);
  isa::Symbol out = program.output("MLA_0/out", bytes.size());
  addExpand(program, Desc::run(isa::Space::Lm, 0, bytes.size()),
            Desc::run(constant, 0, stored.size()));
  program.store(0, out, 0, bytes.size());
  std::string error = simulate(program.elf()).error;
  EXPECT_NE(error.find("(ldz)"), std::string::npos) << error;
  EXPECT_NE(error.find("a hazard"), std::string::npos) << error;
}

TEST(Expand, Errors) {
  Bytes bytes = weights(), stored = codec::compress(bytes);
  Desc dst = Desc::run(isa::Space::Lm, 0, bytes.size());
  EXPECT_EQ(errorOf(stored, dst), "");
  auto expect = [](const std::string &error, llvm::StringRef part) {
    EXPECT_TRUE(llvm::StringRef(error).starts_with("quad 0, ")) << error;
    EXPECT_TRUE(llvm::StringRef(error).contains(part)) << error;
  };
  Bytes broken = stored;
  broken[0] ^= 2;
  expect(errorOf(broken, dst),
         "compressed constant, byte 0: block kind 3, known are 0 and 1");
  expect(errorOf(stored, Desc::run(isa::Space::Lm, 0, 999)),
         "a block of 1000 bytes, 999 are to come");
  expect(errorOf(stored, Desc::run(isa::Space::Lm, 0, 1001)),
         "0 bytes, a block header has 4");
  expect(errorOf(stored, dst, [](Desc &src) { src.sizes[3] -= 1; }),
         "compressed constant, byte ");
  expect(errorOf(stored, dst, [](Desc &src) { src.sizes[3] += 1; }),
         "section .const.0 has");
  expect(errorOf(stored, dst, [](Desc &src) { src.sizes[2] = 2; }),
         "operand src must be one run of bytes");
  expect(errorOf(stored, dst, [](Desc &src) { src.strides[3] = 2; }),
         "operand src must be one run of bytes");
  dst.type = isa::Type::S16;
  expect(errorOf(stored, dst), "operand dst must be one run of bytes");
  expect(errorOf(stored, Desc::run(isa::Space::Lm, 8388600, 1000)),
         "operand dst covers bytes");

  TestProgram input;
  isa::Symbol in = input.input("MLA_0/in", 64);
  addExpand(input, Desc::run(isa::Space::Lm, 0, 64), Desc::run(in, 0, 64));
  expect(simulate(input.elf()).error,
         "operand src is in section data.ifm.persistent.MLA_0/in.b0, only "
         "constants are compressed");
}
