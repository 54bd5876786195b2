//===- AttributionTest.cpp - Every class of cycles, by hand ---------------===//
//
// Static clock unless a test says otherwise: a word is dispatched in the cycle
// of its number and looked at one later. Instructions on plain bytes are set up
// by `prepare`, so that their words count little.
//
//===----------------------------------------------------------------------===//
#include "HazardPrograms.h"
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;
using sim::ClassCycles;
using sim::CycleClass;

namespace {
struct Times {
  sim::Report report;

  const ClassCycles &fixed(unsigned quad, Queue queue) const {
    return report.fixedCycles.queues[quad][unsigned(queue)].classes;
  }
  const ClassCycles &dram(unsigned quad, Queue queue) const {
    return report.dramCycles.queues[quad][unsigned(queue)].classes;
  }
};
} // namespace

/// Expects the classes that are given, and nothing else.
static void
expectClasses(const ClassCycles &found,
              std::initializer_list<std::pair<CycleClass, uint64_t>> expected) {
  ClassCycles wanted;
  for (auto [cls, cycles] : expected)
    wanted[cls] += cycles;
  for (unsigned c = 0; c != sim::kCycleClasses; ++c)
    EXPECT_EQ(found.cycles[c], wanted.cycles[c])
        << sim::classTitle(CycleClass(c)).str();
}

/// Times the program, and expects that all sums are exact.
static Times timesOf(TestProgram program) {
  sim::Options options;
  options.timingOnly = true;
  Outcome outcome = simulate(program.elf(), {}, options);
  EXPECT_EQ(outcome.error, "");
  Times times{std::move(outcome.report)};
  const sim::Report &r = times.report;
  for (const sim::Attribution *a : {&r.fixedCycles, &r.dramCycles}) {
    bool isFixed = a == &r.fixedCycles;
    EXPECT_EQ(a->total, isFixed ? r.staticTotal : r.dramTotal);
    for (const auto &quad : a->queues)
      for (const sim::QueueClasses &queue : quad) {
        EXPECT_EQ(queue.classes.total(), a->total);
        for (uint32_t l = 0; l != r.layers.size(); ++l)
          EXPECT_EQ(queue.of(l).total(), isFixed ? r.layers[l].staticCycles
                                                 : r.layers[l].dramCycles);
      }
  }
  return times;
}

/// A fill of d0 by the VPU: ⌈bytes/64⌉ + 16 cycles.
static void fill(TestProgram &program) {
  program.add(Opcode::Copy,
              {{Operand::Dst, 0}, {Operand::Src, 0}, {Operand::Fill, 1}});
}

/// Two words that make d0 a run of `bytes`.
static void makeRun(TestProgram &program, uint32_t bytes) {
  program.set(0, isa::Field::Size3, bytes);
  program.set(0, isa::Field::Stride3, 1);
}

TEST(Attribution, WorkFillAndDrain) {
  TestProgram program;
  makeRun(program, 640);
  fill(program); // word 2, starts in 3, ends in 3 + 10 + 16
  Times times = timesOf(program);
  EXPECT_EQ(times.report.staticTotal, 29u);
  expectClasses(times.fixed(0, Queue::Vpu), {{CycleClass::Instructions, 3},
                                             {CycleClass::Compute, 10},
                                             {CycleClass::FillDrain, 16}});
  expectClasses(times.fixed(0, Queue::Mxu), {{CycleClass::Idle, 29}});
  // Quad 0's words are there in 152.
  expectClasses(times.dram(0, Queue::Vpu), {{CycleClass::Instructions, 155},
                                            {CycleClass::Compute, 10},
                                            {CycleClass::FillDrain, 16}});
}

TEST(Attribution, ShortRunsFillNoArray) {
  TestProgram program;
  // 8 runs of one byte are charged 128.
  program.set(0, isa::Field::Size3, 8);
  program.set(0, isa::Field::Stride3, 2);
  fill(program);
  expectClasses(timesOf(program).fixed(0, Queue::Vpu),
                {{CycleClass::Instructions, 3},
                 {CycleClass::Compute, 1},
                 {CycleClass::UnderFilled, 1},
                 {CycleClass::FillDrain, 16}});
}

TEST(Attribution, ArrayUnderFilled) {
  TestProgram program;
  // 48 positions, 24 at a time, of 3 channels to 5, one tap: 2 + 24 cycles for
  // 720 of 2 · 6144 products.
  program.set(0, isa::Field::SpaceField, int64_t(isa::Space::Acc));
  program.set(0, isa::Field::Size1, 48);
  program.set(0, isa::Field::Size2, 5);
  program.set(0, isa::Field::Stride1, 64);
  program.set(1, isa::Field::Size1, 48);
  program.set(1, isa::Field::Size2, 3);
  program.set(1, isa::Field::Stride1, 16);
  program.set(2, isa::Field::Size0, 5);
  program.set(2, isa::Field::Size3, 3);
  program.set(2, isa::Field::Stride0, 16);
  program.add(Opcode::Conv,
              {{Operand::Acc, 0}, {Operand::In, 1}, {Operand::Wt, 2}});
  Times times = timesOf(program);
  expectClasses(times.fixed(0, Queue::Mxu), {{CycleClass::Instructions, 11},
                                             {CycleClass::Compute, 1},
                                             {CycleClass::UnderFilled, 1},
                                             {CycleClass::FillDrain, 24}});
  EXPECT_EQ(times.report.layers[0].products, 720u);
}

/// A transfer of 640 bytes, and a fill that waits for it.
static TestProgram loadAndFill(bool isConstant) {
  TestProgram program;
  isa::Symbol from = isConstant ? program.constant(Bytes(640, 1))
                                : program.input("MLA_0/in", 640);
  program.load(from, 0, 0, 640, 1); // words 0 to 24
  program.order(Queue::Ldq, Queue::Vpu);
  makeRun(program, 64);
  fill(program); // word 29
  return program;
}

TEST(Attribution, WaitsForInput) {
  // The data take 25 to 35; the post fires in 35 and is seen in 36.
  Times times = timesOf(loadAndFill(/*isConstant=*/false));
  expectClasses(times.fixed(0, Queue::Ldq), {{CycleClass::Instructions, 25},
                                             {CycleClass::Compute, 10},
                                             {CycleClass::Idle, 18}});
  // The wait is word 26, looked at in 27.
  expectClasses(times.fixed(0, Queue::Vpu), {{CycleClass::Instructions, 27},
                                             {CycleClass::Input, 8},
                                             {CycleClass::Semaphore, 1},
                                             {CycleClass::Compute, 1},
                                             {CycleClass::FillDrain, 16}});
}

TEST(Attribution, WaitsForWeights) {
  Times times = timesOf(loadAndFill(/*isConstant=*/true));
  // Constants take no time in the static clock.
  EXPECT_EQ(times.fixed(0, Queue::Ldq)[CycleClass::Compute], 0u);
  EXPECT_EQ(times.fixed(0, Queue::Vpu)[CycleClass::Weights], 0u);
  // 10 lines at 60 bytes a cycle, then the latency: 11 + 150.
  const ClassCycles &ldq = times.dram(0, Queue::Ldq);
  EXPECT_EQ(ldq[CycleClass::Compute], 10u);
  EXPECT_EQ(ldq[CycleClass::FillDrain], 150u);
  EXPECT_EQ(ldq[CycleClass::Weights], 1u);
  // The fill waits from two words later on.
  EXPECT_EQ(times.dram(0, Queue::Vpu)[CycleClass::Weights], 161u - 2);
  EXPECT_EQ(times.dram(0, Queue::Vpu)[CycleClass::Semaphore], 1u);
}

TEST(Attribution, WaitsForWhatOthersWaitFor) {
  // STQ waits for the VPU, which waits for the input.
  TestProgram program = loadAndFill(/*isConstant=*/false);
  program.order(Queue::Vpu, Queue::Stq); // words 30 and 31
  program.store(0, program.output("MLA_0/out", 64), 0, 64);
  const ClassCycles &stq = timesOf(program).fixed(0, Queue::Stq);
  // From 32 on for the input, to 35; then for the semaphore of the VPU, for its
  // 17 cycles and for its post.
  EXPECT_EQ(stq[CycleClass::Input], 3u);
  EXPECT_EQ(stq[CycleClass::Semaphore], 1u + 17 + 1);
  EXPECT_EQ(stq[CycleClass::Compute], 1u);
}

TEST(Attribution, WaitsForAnotherQuad) {
  TestProgram program;
  program.quad(1);
  program.set(0, isa::Field::Size3, 640);
  program.set(0, isa::Field::Stride3, 1);
  program.add(Opcode::Mv,
              {{Operand::Dst, 0}, {Operand::Src, 0}, {Operand::Mask, 1}});
  program.post(Queue::Lnk, 0, 0);
  program.quad(0);
  program.wait(Queue::Vpu, 0);
  makeRun(program, 64);
  fill(program);
  Times times = timesOf(program);
  // Data 3 to 13, completion 16 later, seen by another quad after 16 more.
  expectClasses(times.fixed(1, Queue::Lnk),
                {{CycleClass::Instructions, 3},
                 {CycleClass::Compute, 10},
                 {CycleClass::FillDrain, 16},
                 {CycleClass::Idle, times.report.staticTotal - 29}});
  expectClasses(times.fixed(0, Queue::Vpu),
                {{CycleClass::Instructions, 1 + 2}, // its own, then quad 1's
                 {CycleClass::Link, 26},
                 {CycleClass::Semaphore, 16},
                 {CycleClass::Compute, 1},
                 {CycleClass::FillDrain, 16}});
}

TEST(Attribution, FullQueueHoldsTheOthersBack) {
  TestProgram program;
  isa::Symbol out = program.output("MLA_0/out", 64);
  makeRun(program, 64);
  for (int i = 0; i != 20; ++i)
    fill(program); // 17 cycles each, from cycle 3 on
  program.store(0, out, 0, 64);
  Times times = timesOf(program);
  // Fills 2 to 17 wait in the queue; the others are dispatched when the third,
  // fourth and fifth start: 3 + 17·k.
  const ClassCycles &stq = times.fixed(0, Queue::Stq);
  EXPECT_GT(stq[CycleClass::Idle], 40u);
  EXPECT_EQ(stq[CycleClass::Compute], 1u);
  EXPECT_EQ(times.fixed(0, Queue::Vpu)[CycleClass::Compute], 20u);
}
