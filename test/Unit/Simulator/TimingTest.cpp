//===- TimingTest.cpp - Both clocks of small programs, by hand ------------===//
//
// Four quads (mlsoc): 60 bytes per cycle, latency 150. A first code line of
// quad q is granted from q * 64/60 on and its words are there ceil((q + 1) *
// 64/60) + 150 cycles in: 152 for quad 0, 155 for quad 3.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

static sim::Report timesOf(TestProgram &program) {
  sim::Options options;
  options.timingOnly = true;
  Outcome outcome = simulate(program.elf(), {}, options);
  EXPECT_EQ(outcome.error, "");
  return outcome.report;
}

TEST(Timing, NopsAndHalt) {
  TestProgram program;
  for (int i = 0; i != 3; ++i)
    program.add(Instruction(Opcode::Nop));
  sim::Report report = timesOf(program);
  EXPECT_FALSE(report.computed);
  EXPECT_EQ(report.staticTotal, 4u);
  // Quad 3 halts in 155; quad 0 in 152 + 3.
  EXPECT_EQ(report.dramTotal, 156u);
  EXPECT_EQ(report.stalls.instructions, 152);
  EXPECT_EQ(report.stalls.total(), 152);
}

TEST(Timing, CopyTakesBytesBy64Plus16) {
  TestProgram program;
  program.set(0, isa::Field::Size3, 65);
  program.set(0, isa::Field::Stride3, 1);
  program.add(Opcode::Copy,
              {{Operand::Dst, 0}, {Operand::Src, 0}, {Operand::Fill, 1}});
  sim::Report report = timesOf(program);
  // Word 2 starts in cycle 3 and takes 2 + 16.
  EXPECT_EQ(report.staticTotal, 21u);
  EXPECT_EQ(report.dramTotal, 152u + 21u);
  EXPECT_EQ(report.quads[0].vpuBusyCycles, 18u);
}

TEST(Timing, ShortRunsCostSixteenBytes) {
  TestProgram program;
  // 8 runs of one byte: charged 128 bytes.
  program.set(0, isa::Field::Size3, 8);
  program.set(0, isa::Field::Stride3, 2);
  program.add(Opcode::Copy,
              {{Operand::Dst, 0}, {Operand::Src, 0}, {Operand::Fill, 1}});
  EXPECT_EQ(timesOf(program).staticTotal, 3u + 2 + 16);
}

/// 640 bytes of an input, then of a constant: set words 0..4, ld is word 5.
static TestProgram loadProgram(bool constant) {
  TestProgram program;
  isa::Symbol from = constant ? program.constant(Bytes(640, 1))
                              : program.input("MLA_0/in", 640);
  program.set(0, isa::Field::Size3, 640);
  program.set(0, isa::Field::Stride3, 1);
  program.set(1, isa::Field::SpaceField, int64_t(isa::Space::Dram));
  program.raw().relocations.push_back({0, program.words(), from, 0});
  program.set(1, isa::Field::BaseField, 0);
  program.set(1, isa::Field::Stride3, 1);
  program.add(Opcode::Ld,
              {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Mask, 1}});
  return program;
}

TEST(Timing, InputLoad) {
  TestProgram program = loadProgram(false);
  sim::Report report = timesOf(program);
  // Static: starts in 6, 10 cycles of data.
  EXPECT_EQ(report.staticTotal, 16u);
  // Dram: starts in 158, the grant ends at 158 + 640/60 = 168.67.
  EXPECT_EQ(report.dramTotal, 169u + 150);
  // Without the input both end with the halt: 7 and 159.
  EXPECT_EQ(report.stalls.inputs, (319 - 159) - (16 - 7));
  EXPECT_EQ(report.stalls.instructions, 159 - 7);
  EXPECT_EQ(report.stalls.total(), 319 - 16);
  EXPECT_EQ(report.read.inputs.bytes, 640u);
  EXPECT_EQ(report.read.instructions.bytes, 4 * 64u);
}

TEST(Timing, ConstantLoadIsFreeInTheStaticClock) {
  TestProgram program = loadProgram(true);
  sim::Report report = timesOf(program);
  EXPECT_EQ(report.staticTotal, 7u);
  EXPECT_EQ(report.dramTotal, 319u);
  EXPECT_EQ(report.stalls.weights, 160);
  EXPECT_EQ(report.stalls.inputs, 0);
  EXPECT_EQ(report.stalls.instructions, 152);
}

TEST(Timing, PostsTakeOneCycleAtHomeAndSixteenAbroad) {
  for (unsigned target : {0u, 1u}) {
    TestProgram program;
    program.post(Queue::Vpu, target, 3);
    program.quad(target);
    program.wait(Queue::Mxu, 3);
    Outcome outcome = simulate(program.elf());
    ASSERT_EQ(outcome.error, "");
    // The post is dispatched in 0 and fires in 1.
    uint64_t passed = target ? 17 : 2;
    std::string expected = "\"opcode\":\"wait\"";
    size_t line = outcome.timeline.find(expected);
    ASSERT_NE(line, std::string::npos);
    std::string times =
        outcome.timeline.substr(outcome.timeline.find("\"static\"", line), 60);
    EXPECT_NE(times.find("\"start\":" + std::to_string(passed) + ","),
              std::string::npos)
        << times;
  }
}

/// N = 4, OB = 2, IB = 3, T = 9, K = 2 of 24 tiles: P = 12.
TEST(Timing, ConvFormula) {
  TestProgram program;
  Desc in, wt, acc;
  in.sizes = {4, 4, 33, 1};
  wt.sizes = {17, 3, 3, 33};
  acc.space = isa::Space::Acc;
  acc.sizes = {2, 2, 17, 1};
  program.set(0, in);
  program.set(1, wt);
  program.set(2, acc);
  program.add(
      Opcode::Conv,
      {{Operand::Acc, 2}, {Operand::In, 0}, {Operand::Wt, 1}, {Operand::K, 1}});
  sim::Report report = timesOf(program);
  EXPECT_EQ(report.quads[0].mxuBusyCycles, 1u * 3 * 9 * 2 + 24);
  ASSERT_EQ(report.layers.size(), 1u);
  EXPECT_EQ(report.layers[0].mxuBusyCycles[0], 78u);
  EXPECT_EQ(report.layers[0].staticCycles, report.staticTotal);
}
