//===- SyncTest.cpp - Programs that span quads and executions -------------===//
//
// Multicasts, moves between quads under semaphores, spill, repetition, samples.
//
//===----------------------------------------------------------------------===//
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

TEST(Sync, MulticastLoadReachesItsQuadsOnly) {
  Random random(1);
  Bytes data = random.bytes(256);
  TestProgram program;
  isa::Symbol in = program.input("MLA_0/in", 256);
  isa::Symbol out = program.output("MLA_0/out", 3 * 256);
  program.load(in, 0, 512, 256, 0b1101);
  for (unsigned q : {0, 2, 3})
    program.post(Queue::Ldq, q, 5);
  for (auto [place, q] : {std::pair(0, 0), {1, 2}, {2, 3}}) {
    program.quad(q);
    program.wait(Queue::Stq, 5);
    program.store(512, out, 256 * place, 256);
  }
  Outcome outcome = simulate(program.elf(), {{"MLA_0/in", data}});
  ASSERT_EQ(outcome.error, "");
  Bytes expected;
  for (int i = 0; i != 3; ++i)
    expected.insert(expected.end(), data.begin(), data.end());
  EXPECT_EQ(outcome.outputs["MLA_0/out"], expected);
  EXPECT_EQ(outcome.report.quads[2].lmTouchedBytes, 256u);
  EXPECT_EQ(outcome.report.quads[2].lmPeakBytes, 768u);
  EXPECT_EQ(outcome.report.quads[1].lmTouchedBytes, 0u);
}

TEST(Sync, MovesPassATokenThroughAllQuads) {
  Random random(2);
  Bytes data = random.bytes(100);
  TestProgram program;
  isa::Symbol in = program.input("MLA_0/in", 100);
  isa::Symbol out = program.output("MLA_0/out", 100);
  program.load(in, 0, 0, 100, 1);
  program.order(Queue::Ldq, Queue::Lnk);
  for (unsigned q = 0; q != 4; ++q) {
    program.quad(q);
    if (q > 0)
      program.wait(q < 3 ? Queue::Lnk : Queue::Stq, 20);
    if (q == 3) {
      program.store(300, out, 0, 100);
      break;
    }
    program.set(0, Desc::run(isa::Space::Lm, 100 * (q + 1), 100));
    program.set(1, Desc::run(isa::Space::Lm, 100 * q, 100));
    program.add(
        Opcode::Mv,
        {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Mask, 2 << q}});
    program.post(Queue::Lnk, q + 1, 20);
  }
  Outcome outcome = simulate(program.elf(), {{"MLA_0/in", data}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.outputs["MLA_0/out"], data);
}

TEST(Sync, SpillGoesOutAndComesBack) {
  Random random(3);
  Bytes data = random.bytes(128);
  TestProgram program;
  isa::Symbol in = program.input("MLA_0/in", 128);
  isa::Symbol out = program.output("MLA_0/out", 128);
  isa::Symbol spill = program.spill(4096);
  program.load(in, 0, 0, 128, 1);
  program.order(Queue::Ldq, Queue::Stq);
  program.store(0, spill, 1000, 128);
  program.order(Queue::Stq, Queue::Ldq);
  program.load(spill, 1000, 4096, 128, 1);
  program.order(Queue::Ldq, Queue::Stq);
  program.store(4096, out, 0, 128);
  Outcome outcome = simulate(program.elf(), {{"MLA_0/in", data}});
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.outputs["MLA_0/out"], data);
  EXPECT_EQ(outcome.report.read.spill.bytes, 128u);
  EXPECT_EQ(outcome.report.written.spill.lineBytes, 192u);
}

TEST(Sync, AccumulatorsStartUnwritten) {
  constexpr int64_t kTable = 256, kCode = 512, kOne = 1024, kCount = 2048;
  Bytes image(kCount, 0);
  putIdentityTable(image, kTable, 1);
  image[kOne] = 1;
  TestProgram program;
  isa::Symbol constant = program.constant(image);
  isa::Symbol out = program.output("MLA_0/out", 4);
  program.load(constant, 0, 0, kCount, 1);
  program.order(Queue::Ldq, Queue::Mxu);
  Desc one, acc, dst, par;
  one.base = kOne;
  acc.space = isa::Space::Acc;
  dst.type = isa::Type::S32;
  dst.base = kCode;
  par.base = kTable;
  program.set(0, one);
  program.set(1, acc);
  program.set(2, dst);
  program.set(3, par);
  program.add(Opcode::Conv, {{Operand::Acc, 1},
                             {Operand::In, 0},
                             {Operand::Wt, 0},
                             {Operand::Accumulate, 1}});
  program.order(Queue::Mxu, Queue::Vpu);
  program.add(Opcode::Requant, {{Operand::Dst, 2},
                                {Operand::Acc, 1},
                                {Operand::Par, 3},
                                {Operand::Mode, int64_t(isa::Mode::Tflite)}});
  program.order(Queue::Vpu, Queue::Stq);
  program.store(kCode, out, 0, 4);
  Outcome outcome = simulate(program.elf());
  EXPECT_NE(outcome.error.find("operand acc reads byte 0 of acc of quad 0, "
                               "which was never written"),
            std::string::npos)
      << outcome.error;
}

/// Output bytes that the last execution does not write count as unwritten,
/// however many came before.
TEST(Sync, OutputsAreThoseOfTheLastExecution) {
  TestProgram program;
  isa::Symbol spill = program.spill(64);
  isa::Symbol out = program.output("MLA_0/out", 16);
  isa::Symbol constant = program.constant(Bytes(16, 42));
  program.load(constant, 0, 0, 16, 1);
  program.order(Queue::Ldq, Queue::Stq);
  program.store(0, spill, 0, 16);
  program.store(0, out, 0, 8);
  sim::Options options;
  options.repeat = 3;
  Outcome outcome = simulate(program.elf(), {}, options);
  ASSERT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.report.repeats, 3u);
  ASSERT_EQ(outcome.report.outputs.size(), 1u);
  EXPECT_EQ(outcome.report.outputs[0].unwrittenBytes, 8u);
  EXPECT_EQ(outcome.outputs["MLA_0/out"][7], 42);
  EXPECT_EQ(outcome.outputs["MLA_0/out"][8], 0);
}

TEST(Sync, SamplesAreSeparatePorts) {
  TestProgram program;
  isa::Symbol in0 = program.input("MLA_0/in", 64, 0);
  isa::Symbol in1 = program.input("MLA_0/in", 64, 1);
  isa::Symbol out0 = program.output("MLA_0/out", 64, 0);
  isa::Symbol out1 = program.output("MLA_0/out", 64, 1);
  program.load(in0, 0, 0, 64, 1);
  program.load(in1, 0, 64, 64, 1);
  program.order(Queue::Ldq, Queue::Stq);
  program.store(64, out0, 0, 64);
  program.store(0, out1, 0, 64);
  auto simulator = llvm::cantFail(sim::Simulator::create(program.elf(), {}));
  ASSERT_EQ(simulator->ports().size(), 4u);
  EXPECT_FALSE(bool(simulator->setInput("MLA_0/in", 0, Bytes(64, 1))));
  EXPECT_FALSE(bool(simulator->setInput("MLA_0/in", 1, Bytes(64, 2))));
  EXPECT_FALSE(bool(simulator->run()));
  EXPECT_EQ(llvm::cantFail(simulator->output("MLA_0/out", 0))[5], 2);
  EXPECT_EQ(llvm::cantFail(simulator->output("MLA_0/out", 1))[5], 1);
}
