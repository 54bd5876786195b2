//===- ErrorsTest.cpp - Every class of error names place and limit --------===//
//
// One program per message. Each is one line and begins with the place.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

namespace {
void expectError(TestProgram &program, llvm::StringRef part,
                 llvm::StringRef place = "quad 0, ", bool halts = true) {
  Outcome outcome = simulate(program.elf(halts));
  EXPECT_TRUE(llvm::StringRef(outcome.error).contains(part)) << outcome.error;
  EXPECT_TRUE(llvm::StringRef(outcome.error).starts_with(place))
      << outcome.error;
  EXPECT_EQ(outcome.error.find('\n'), std::string::npos);
}

void addCopy(TestProgram &program, const Desc &dst, const Desc &src,
             bool fill = false) {
  program.set(0, dst);
  program.set(1, src);
  program.add(Opcode::Copy,
              {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Fill, fill}});
}

/// A conv that is legal but for what `change` does to its operands.
template <typename Change> TestProgram convProgram(Change change) {
  Desc in, wt, acc;
  in.sizes = {3, 3, 16, 1};
  in.strides = {48, 16, 16, 0};
  wt.base = 4096;
  wt.sizes = {16, 1, 1, 16};
  wt.strides = {16, 0, 0, 16};
  acc.space = isa::Space::Acc;
  acc.sizes = {3, 3, 16, 1};
  acc.strides = {192, 64, 64, 0};
  change(in, wt, acc);
  TestProgram program;
  program.set(0, in);
  program.set(1, wt);
  program.set(2, acc);
  program.add(Opcode::Conv,
              {{Operand::Acc, 2}, {Operand::In, 0}, {Operand::Wt, 1}});
  return program;
}
} // namespace

TEST(Errors, PlaceNamesEverything) {
  TestProgram program;
  program.quad(2);
  program.layer("MLA_0/conv_7", "model/conv");
  addCopy(program, Desc::run(isa::Space::Lm, 8 << 20, 1),
          Desc::run(isa::Space::Lm, 0, 1), true);
  expectError(program,
              "quad 2, vpu, word 24 (copy), layer 'MLA_0/conv_7', node "
              "'model/conv': operand dst covers bytes 8388608 to 8388608, lm "
              "has 0 to 8388607",
              "quad 2, ");
}

TEST(Errors, OutOfRange) {
  TestProgram below;
  Desc down = Desc::run(isa::Space::Lm, 10, 20);
  down.strides[3] = -1;
  addCopy(below, down, Desc::run(isa::Space::Lm, 0, 20), true);
  expectError(below, "operand dst covers bytes -9 to 10, lm has 0 to 8388607");

  TestProgram acc = convProgram(
      [](Desc &, Desc &, Desc &acc) { acc.base = (512 << 10) - 64; });
  expectError(acc, "operand acc covers bytes 524224 to 524799, acc has 0 to "
                   "524287");
  TestProgram in =
      convProgram([](Desc &in, Desc &, Desc &) { in.strides[0] = 1 << 30; });
  expectError(in, "operand in covers bytes 0 to 2147483695, lm has");
  TestProgram wt =
      convProgram([](Desc &, Desc &wt, Desc &) { wt.strides[0] = -4096; });
  expectError(wt, "operand wt covers bytes -57344 to 4111, lm has");
}

TEST(Errors, DramSections) {
  TestProgram outside;
  isa::Symbol in = outside.input("MLA_0/in", 100);
  outside.load(in, 50, 0, 51, 1);
  expectError(outside, "section data.ifm.persistent.MLA_0/in.b0 has");

  TestProgram nowhere;
  nowhere.set(0, Desc::run(isa::Space::Lm, 0, 4));
  nowhere.set(1, Desc::run(isa::Space::Dram, 64, 4));
  nowhere.add(Opcode::Ld,
              {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Mask, 1}});
  expectError(nowhere, "operand src starts at DRAM address 64, which is in no "
                       "section");

  TestProgram readOnly;
  isa::Symbol constant = readOnly.constant(Bytes(16, 1));
  readOnly.store(0, constant, 0, 16);
  expectError(readOnly, "operand dst writes section .const.0, which is "
                        "read-only");
}

TEST(Errors, NeverWritten) {
  TestProgram lm;
  addCopy(lm, Desc::run(isa::Space::Lm, 0, 8),
          Desc::run(isa::Space::Lm, 100, 8));
  expectError(lm, "operand src reads byte 100 of lm of quad 0, which was never "
                  "written");

  TestProgram partly;
  isa::Symbol constant = partly.constant(Bytes(64, 1));
  partly.load(constant, 0, 0, 64, 1);
  partly.order(Queue::Ldq, Queue::Vpu);
  addCopy(partly, Desc::run(isa::Space::Lm, 1000, 100),
          Desc::run(isa::Space::Lm, 30, 100));
  expectError(partly, "operand src reads byte 64 of lm of quad 0");

  TestProgram spill;
  isa::Symbol memory = spill.spill(256);
  spill.load(memory, 0, 0, 16, 1);
  expectError(spill, "operand src reads byte 4544 of dram, which was never "
                     "written");

  TestProgram output;
  isa::Symbol port = output.output("MLA_0/out", 256);
  output.load(port, 0, 0, 16, 1);
  expectError(output, "of dram, which was never written");

  TestProgram conv = convProgram([](Desc &, Desc &, Desc &) {});
  expectError(conv, "operand in reads byte 0 of lm of quad 0");
}

TEST(Errors, RaceWithALoadIsSeen) {
  TestProgram program;
  isa::Symbol constant = program.constant(Bytes(64, 1));
  program.load(constant, 0, 0, 64, 1);
  addCopy(program, Desc::run(isa::Space::Lm, 1000, 64),
          Desc::run(isa::Space::Lm, 0, 64));
  expectError(program, "a hazard, nothing orders the two");
  sim::Options options;
  options.checkHazards = false;
  std::string error = simulate(program.elf(false), {}, options).error;
  EXPECT_NE(error.find("which was never written"), std::string::npos) << error;
}

TEST(Errors, IllegalConvOperands) {
  auto expect = [](auto change, llvm::StringRef part) {
    TestProgram program = convProgram(change);
    expectError(program, part);
  };
  expect([](Desc &in, Desc &, Desc &) { in.sizes[2] = 15; },
         "operand in has 15 channels, wt has 16");
  expect([](Desc &, Desc &, Desc &acc) { acc.sizes[2] = 17; },
         "operand acc has 17 channels, wt has 16 outputs");
  expect([](Desc &, Desc &, Desc &acc) { acc.space = isa::Space::Lm; },
         "operand acc is in space lm, the instruction needs acc");
  expect([](Desc &in, Desc &, Desc &) { in.type = isa::Type::S16; },
         "operand in has type s16, the MXU takes s8 and u8");
  expect([](Desc &, Desc &wt, Desc &) { wt.zp = 128; },
         "operand wt has zero point 128, type s8 has -128 to 127");
  expect([](Desc &, Desc &,
            Desc &acc) { acc.sizes[0] = acc.sizes[1] = 0xffffffff; },
         "elements, the limit is 131072");
}

TEST(Errors, IllegalOperands) {
  TestProgram plain;
  Desc wide = Desc::run(isa::Space::Lm, 0, 4);
  wide.type = isa::Type::S32;
  addCopy(plain, wide, Desc::run(isa::Space::Lm, 0, 4));
  expectError(plain, "operand dst has elements of type s32 and src of type s8");

  TestProgram mask;
  mask.set(0, Desc::run(isa::Space::Lm, 0, 4));
  mask.add(Opcode::Mv,
           {{Operand::Dst, 0}, {Operand::Src, 0}, {Operand::Mask, 0x10}});
  expectError(mask, "names a quad that target mlsoc does not have");

  TestProgram kind;
  kind.add(Opcode::Eltwise,
           {{Operand::Mode, int64_t(isa::Mode::TflitePRelu)},
            {Operand::Kind, int64_t(isa::EltwiseKind::EltAdd)}});
  expectError(kind,
              "kind 0 is not in the table of eltwise for mode tflite_prelu");
}

TEST(Errors, KBeyondTheDivisors) {
  TestProgram program("cmp512");
  Desc in, acc;
  acc.space = isa::Space::Acc;
  program.set(0, in);
  program.set(1, acc);
  program.add(Opcode::Conv, {{Operand::Acc, 1}, {Operand::K, 2}});
  expectError(program, "k=2 names no divisor of 2 tiles, there are 2");
}

TEST(Errors, DescriptorFields) {
  TestProgram space;
  space.set(5, isa::Field::SpaceField, 3);
  expectError(space, "word 0 (set), layer 'MLA_0/first', node 'node_first': "
                     "space 3 is reserved");
  TestProgram type;
  type.set(5, isa::Field::TypeField, 4);
  expectError(type, "element type 4 is reserved");
}

TEST(Errors, IllegalWord) {
  TestProgram program;
  program.add(Instruction(Opcode::Nop));
  uint64_t nop = program.raw().code[0][0];
  std::string elf = program.elf();
  std::string bytes;
  for (int i = 0; i != 8; ++i)
    bytes += static_cast<char>(nop >> 8 * i);
  size_t at = elf.find(bytes);
  ASSERT_NE(at, std::string::npos);
  elf.replace(at, 8, 8, '\0');
  Outcome outcome = simulate(elf);
  EXPECT_NE(outcome.error, "");
  EXPECT_EQ(outcome.error.find('\n'), std::string::npos);
}

TEST(Errors, Semaphores) {
  TestProgram deadlock;
  deadlock.wait(Queue::Stq, 7);
  expectError(deadlock, "stq, word 0 (wait)");

  TestProgram overflow;
  for (int i = 0; i != 256; ++i)
    overflow.post(Queue::Vpu, 0, 1);
  expectError(overflow, "vpu, word 255 (post)");

  TestProgram waiters;
  waiters.wait(Queue::Stq, 1);
  waiters.wait(Queue::Mxu, 1);
  expectError(waiters, "(wait)");

  TestProgram foreign("cmp256");
  foreign.post(Queue::Vpu, 1, 1);
  expectError(foreign, "posts to quad 1, target cmp256 has 1");
}

TEST(Errors, MissingHalt) {
  TestProgram program;
  for (unsigned q = 0; q != 4; ++q) {
    program.quad(q);
    program.add(Instruction(q == 1 ? Opcode::Nop : Opcode::Halt));
  }
  expectError(program, "quad 1: the code has no halt", "quad 1", false);
}

TEST(Errors, Interface) {
  TestProgram program;
  program.input("MLA_0/in", 100);
  std::string elf = program.elf();
  EXPECT_EQ(simulate(elf).error, "input MLA_0/in.b0 of 100 bytes was not set");
  EXPECT_EQ(simulate(elf, {{"MLA_0/in", Bytes(99)}}).error,
            "input MLA_0/in.b0 takes 100 bytes, 99 were given");
  EXPECT_EQ(simulate(elf, {{"MLA_0/x", Bytes(99)}}).error,
            "the file has no input MLA_0/x.b0, it has: MLA_0/in.b0");
  sim::Options options;
  options.repeat = 0;
  EXPECT_NE(simulate(elf, {}, options).error, "");
  EXPECT_NE(simulate("no elf at all").error, "");
}

/// A machine and a program as large as their fields allow must not take the
/// host with them; the times cost nothing.
TEST(Errors, LimitsOfAHost) {
  TestProgram program;
  addCopy(program, Desc::run(isa::Space::Lm, 0, 4096),
          Desc::run(isa::Space::Lm, 0, 1), true);
  std::string elf = program.elf();
  sim::Options options;
  options.machine = llvm::cantFail(Machine::load("mlsoc"));
  options.machine->lmBytes = uint64_t(1) << 31;
  EXPECT_TRUE(llvm::StringRef(simulate(elf, {}, options).error)
                  .starts_with("the simulated memories have 8592"))
      << simulate(elf, {}, options).error;
  options.timingOnly = true;
  EXPECT_EQ(simulate(elf, {}, options).error, "");

  options = {};
  options.repeat = 1u << 31;
  EXPECT_TRUE(llvm::StringRef(simulate(elf, {}, options).error)
                  .contains("a run with data at most 4294967296 in all"))
      << simulate(elf, {}, options).error;
  options.timingOnly = true;
  EXPECT_EQ(simulate(elf, {}, options).error, "");
}
