//===- EntryPointTest.cpp - `first` once, then `next` ---------------------===//
//
// What executions leave to one another, and what they must not.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

namespace {

constexpr uint32_t kBytes = 4096;

/// Both entry points store a constant from LM; only `first` loads it.
TestProgram residentProgram(const Bytes &data) {
  TestProgram program;
  isa::Symbol constant = program.constant(data);
  isa::Symbol out = program.output("MLA_0/out", kBytes);
  program.load(constant, 0, 0, kBytes, 1);
  program.order(Queue::Ldq, Queue::Stq);
  program.store(0, out, 0, kBytes);
  program.next();
  program.store(0, out, 0, kBytes);
  return program;
}

sim::Options repeated(unsigned repeat) {
  sim::Options options;
  options.repeat = repeat;
  return options;
}

} // namespace

TEST(EntryPoint, NextFindsWhatFirstLeft) {
  Bytes data = Random(1).bytes(kBytes);
  std::string elf = residentProgram(data).elf();
  Outcome outcome = simulate(elf, {}, repeated(3));
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.outputs["MLA_0/out"], data);
  EXPECT_EQ(outcome.report.entry, "first");
  EXPECT_EQ(outcome.report.repeats, 1u);
  EXPECT_EQ(outcome.report.read.weights.bytes, kBytes);
  ASSERT_TRUE(outcome.next);
  EXPECT_EQ(outcome.next->entry, "next");
  EXPECT_EQ(outcome.next->repeats, 2u);
  EXPECT_TRUE(outcome.next->computed);
  EXPECT_EQ(outcome.next->read.weights.bytes, 0u);
  EXPECT_EQ(outcome.next->written.outputs.bytes, kBytes);
  // The load and the wait for it.
  EXPECT_LT(outcome.next->dramTotal + kBytes / 60, outcome.report.dramTotal);
  EXPECT_LT(outcome.next->staticTotal, outcome.report.staticTotal);
}

TEST(EntryPoint, OneExecutionIsOfFirst) {
  Bytes data = Random(2).bytes(kBytes);
  Outcome outcome = simulate(residentProgram(data).elf());
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.outputs["MLA_0/out"], data);
  ASSERT_TRUE(outcome.next);
  EXPECT_EQ(outcome.next->repeats, 0u);
  EXPECT_FALSE(outcome.next->computed);
  EXPECT_GT(outcome.next->staticTotal, 0u);
}

TEST(EntryPoint, TimelineNamesThem) {
  Outcome outcome = simulate(residentProgram(Bytes(kBytes, 1)).elf());
  size_t first = outcome.timeline.find(R"({"entry":"first","quad":0)");
  size_t next = outcome.timeline.find(R"({"entry":"next","quad":0)");
  EXPECT_EQ(first, 0u);
  EXPECT_NE(next, std::string::npos) << outcome.timeline;
}

TEST(EntryPoint, OutputsMustBeEqual) {
  TestProgram program;
  isa::Symbol constant = program.constant({1, 2, 3, 4, 1, 2, 7, 4});
  isa::Symbol out = program.output("MLA_0/out", 4);
  program.load(constant, 0, 0, 8, 1);
  program.order(Queue::Ldq, Queue::Stq);
  program.store(0, out, 0, 4);
  program.next();
  program.store(4, out, 0, 4);
  std::string elf = program.elf();
  EXPECT_EQ(simulate(elf).error, "");
  EXPECT_EQ(simulate(elf, {}, repeated(2)).error,
            "entry point next: output MLA_0/out.b0: byte 2 is 7 after "
            "execution 2, 3 after the first; what executions leave in memory "
            "must not change the outputs of later ones");
}

/// `next` that writes no output must not live on what `first` wrote.
TEST(EntryPoint, OutputsAreWrittenAnew) {
  TestProgram program;
  isa::Symbol constant = program.constant({5});
  isa::Symbol out = program.output("MLA_0/out", 1);
  program.load(constant, 0, 0, 1, 1);
  program.order(Queue::Ldq, Queue::Stq);
  program.store(0, out, 0, 1);
  program.next();
  std::string error = simulate(program.elf(), {}, repeated(2)).error;
  EXPECT_NE(error.find("byte 0 is 0 after execution 2, 5 after the first"),
            std::string::npos)
      << error;
}

/// Input ports may be written, and yet every execution has the given inputs.
TEST(EntryPoint, InputsAreGivenAgain) {
  TestProgram program;
  isa::Symbol constant = program.constant(Bytes(16, 42));
  isa::Symbol in = program.input("MLA_0/in", 16);
  isa::Symbol out = program.output("MLA_0/out", 16);
  program.load(in, 0, 0, 16, 1);
  program.load(constant, 0, 64, 16, 1);
  program.order(Queue::Ldq, Queue::Stq);
  program.store(0, out, 0, 16);
  program.store(64, in, 0, 16);
  Bytes data = Random(3).bytes(16);
  Outcome outcome = simulate(program.elf(), {{"MLA_0/in", data}}, repeated(3));
  ASSERT_EQ(outcome.error, "");
  EXPECT_FALSE(outcome.next);
  EXPECT_EQ(outcome.report.repeats, 3u);
  EXPECT_EQ(outcome.outputs["MLA_0/out"], data);
}

TEST(EntryPoint, ErrorsNameThem) {
  TestProgram program;
  isa::Symbol out = program.output("MLA_0/out", 1);
  program.next();
  program.store(7, out, 0, 1);
  std::string elf = program.elf();
  EXPECT_EQ(simulate(elf).error, "");
  EXPECT_EQ(simulate(elf, {}, repeated(2)).error,
            "entry point next: quad 0, stq, word 24 (st), layer "
            "'MLA_0/first', node 'node_first': operand src reads byte 7 of lm "
            "of quad 0, which was never written");
  program = TestProgram();
  program.next();
  program.set(0, isa::Field::TypeField, 7);
  EXPECT_EQ(simulate(program.elf())
                .error.find("entry point next: quad 0, "
                            "sequencer, word 0 (set)"),
            0u);
  program = TestProgram();
  program.next();
  program.wait(Queue::Mxu, 3);
  EXPECT_EQ(simulate(program.elf())
                .error.find("entry point next: quad 0, "
                            "mxu, word 0 (wait)"),
            0u);
}

/// Accesses of one execution are ordered with those of the next, but not
/// among themselves; an entry point that is not executed has no hazards.
TEST(EntryPoint, HazardsAreThoseOfOneExecution) {
  TestProgram program = residentProgram(Bytes(kBytes, 9));
  isa::Symbol other = program.constant({1});
  program.load(other, 0, 0, 1, 1);
  std::string elf = program.elf();
  EXPECT_EQ(simulate(elf).error, "");
  std::string error = simulate(elf, {}, repeated(2)).error;
  EXPECT_EQ(error.find("entry point next: quad 0, ldq"), 0u) << error;
  EXPECT_NE(error.find("a hazard, nothing orders the two"), std::string::npos)
      << error;
}

TEST(EntryPoint, WorkIsThatOfAllExecutions) {
  sim::Options options = repeated(~0u);
  std::string elf = residentProgram(Bytes(kBytes, 9)).elf();
  std::string error = simulate(elf, {}, options).error;
  EXPECT_NE(error.find("at most 4294967296 in all repetitions"),
            std::string::npos)
      << error;
  options.timingOnly = true;
  EXPECT_EQ(simulate(elf, {}, options).next->repeats, ~0u - 1);
}
