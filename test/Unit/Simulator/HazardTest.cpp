//===- HazardTest.cpp - Accesses that nothing orders are errors -----------===//
//
// Each kind of hazard in each memory, of each way in which quads meet.
//
//===----------------------------------------------------------------------===//
#include "HazardPrograms.h"
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

TEST(Hazard, MessageNamesBothInstructions) {
  TestProgram program;
  program.quad(2);
  program.layer("MLA_0/load", "weights");
  program.load(program.constant(Bytes(64, 1)), 0, 0, 64, 4);
  program.layer("MLA_0/pad", "model/pad");
  copy(program, lm(1000, 32), lm(48, 32));
  EXPECT_EQ(hazardOf(program),
            "quad 2, vpu, word 49 (copy), layer 'MLA_0/pad', node 'model/pad': "
            "reads bytes 48 to 63 of lm of quad 2 that quad 2, ldq, word 24 "
            "(ld), layer 'MLA_0/load', node 'weights' writes: a hazard, "
            "nothing orders the two");
}

//===----------------------------------------------------------------------===//
// Local memory
//===----------------------------------------------------------------------===//

TEST(Hazard, ReadAfterWriteByLuckOfTiming) {
  // The load has ended long before the fill has.
  TestProgram program = loaded(64);
  copy(program, lm(1 << 20, 1 << 20));
  copy(program, lm(1000, 64), lm(0, 64));
  expectHazard(program, "reads bytes 0 to 63 of lm of quad 0 that quad 0, ldq");
}

TEST(Hazard, SemaphoreOrders) {
  TestProgram program = loaded(64);
  program.order(Queue::Ldq, Queue::Vpu);
  copy(program, lm(1000, 64), lm(0, 64));
  expectNoHazard(program);
}

TEST(Hazard, WriteAfterRead) {
  TestProgram program = loaded(64);
  isa::Symbol constant = program.constant(Bytes(64, 2));
  program.order(Queue::Ldq, Queue::Vpu);
  copy(program, lm(1000, 64), lm(0, 64));
  TestProgram ordered = program;
  delay(program, Queue::Ldq);
  program.load(constant, 0, 63, 64, 1);
  expectHazard(program, "writes bytes 63 to 63 of lm of quad 0 that quad 0, "
                        "vpu");
  ordered.order(Queue::Vpu, Queue::Ldq);
  ordered.load(constant, 0, 63, 64, 1);
  expectNoHazard(ordered);
}

TEST(Hazard, WriteAfterWrite) {
  TestProgram program = loaded(64);
  TestProgram ordered = program;
  copy(program, lm(10, 10));
  expectHazard(program, "writes bytes 10 to 19 of lm of quad 0 that quad 0");
  ordered.order(Queue::Ldq, Queue::Vpu);
  copy(ordered, lm(10, 10));
  expectNoHazard(ordered);
}

/// Reads by many do not matter among themselves; a write meets all of them.
TEST(Hazard, WriteAfterReadsOfSeveralQueues) {
  TestProgram program = loaded(64);
  isa::Symbol out = program.output("MLA_0/out", 64);
  program.order(Queue::Ldq, Queue::Vpu);
  program.order(Queue::Ldq, Queue::Stq);
  program.order(Queue::Ldq, Queue::Lnk);
  program.store(0, out, 0, 64);
  move(program, 2000, 0, 64, 1);
  copy(program, lm(1000, 64), lm(0, 64));
  TestProgram ordered = program;
  program.order(Queue::Lnk, Queue::Vpu);
  copy(program, lm(0, 1));
  expectHazard(program, "writes bytes 0 to 0 of lm of quad 0 that quad 0, stq");
  ordered.order(Queue::Lnk, Queue::Vpu);
  ordered.order(Queue::Stq, Queue::Vpu);
  copy(ordered, lm(0, 1));
  expectNoHazard(ordered);
}

/// Bytes between those of a strided operand are not its own.
TEST(Hazard, InterleavedOperandsDoNotMeet) {
  Desc even = lm(0, 8), odd = lm(8, 8);
  even.sizes[2] = odd.sizes[2] = 200;
  even.strides[2] = odd.strides[2] = 16;
  TestProgram program;
  isa::Symbol constant = program.constant(Bytes(1600, 1));
  program.set(0, even);
  Desc from = Desc::run(constant, 0, 8);
  from.strides[2] = 8;
  program.set(1, from);
  program.add(Opcode::Ld,
              {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Mask, 1}});
  copy(program, odd);
  TestProgram wider = program;
  expectNoHazard(program);
  odd.base = 7;
  copy(wider, odd);
  expectHazard(wider, "writes bytes 7 to 7 of lm of quad 0 that quad 0, ldq");
}

/// A pixel operand of 20 channels leaves the bytes behind the last channel, a
/// window with a stride the pixels that no tap reads.
TEST(Hazard, PixelOperandsCoverWhatTheyRead) {
  auto program = [](int64_t written) {
    TestProgram program = loaded(4096);
    program.order(Queue::Ldq, Queue::Mxu);
    Desc in, wt, acc;
    in.sizes = {3, 3, 20, 1};
    in.strides = {96, 32, 16, 0};
    wt.base = 1024;
    wt.sizes = {16, 1, 1, 20};
    wt.strides = {32, 0, 0, 16};
    acc.space = isa::Space::Acc;
    acc.sizes = {2, 2, 16, 1};
    acc.strides = {128, 64, 64, 0};
    program.set(2, in);
    program.set(3, wt);
    program.set(4, acc);
    program.add(Opcode::Conv, {{Operand::Acc, 4},
                               {Operand::In, 2},
                               {Operand::Wt, 3},
                               {Operand::StrideH, 2},
                               {Operand::StrideW, 2}});
    program.order(Queue::Ldq, Queue::Vpu);
    copy(program, lm(written, 1));
    return program;
  };
  for (int64_t byte : {0, 19, 64, 192 + 64 + 19, 1024, 1024 + 15 * 32 + 19})
    expectHazard(program(byte), "of lm of quad 0 that quad 0, mxu");
  for (int64_t byte : {20, 32, 96, 192 + 32, 192 + 64 + 20, 1023, 1024 + 20})
    expectNoHazard(program(byte));
}

//===----------------------------------------------------------------------===//
// Accumulators. Only the MXU writes them, one instruction after the other.
//===----------------------------------------------------------------------===//

namespace {
constexpr int64_t kMode = static_cast<int64_t>(isa::Mode::Tflite);

/// conv to and requant from one accumulator, `ordered` by a semaphore, and
/// conv again, `orderedBack`.
TestProgram accumulators(bool ordered, bool orderedBack) {
  Bytes image(2048, 0);
  putIdentityTable(image, 256, 1);
  TestProgram program;
  program.load(program.constant(image), 0, 0, 2048, 1);
  program.order(Queue::Ldq, Queue::Mxu);
  program.order(Queue::Ldq, Queue::Vpu);
  Desc one, acc, dst, par;
  one.base = 1024;
  acc.space = isa::Space::Acc;
  acc.base = 64;
  dst.base = 4096;
  par.base = 256;
  program.set(0, one);
  program.set(1, acc);
  program.set(2, dst);
  program.set(3, par);
  auto conv = [&] {
    program.add(Opcode::Conv,
                {{Operand::Acc, 1}, {Operand::In, 0}, {Operand::Wt, 0}});
  };
  conv();
  if (ordered)
    program.order(Queue::Mxu, Queue::Vpu);
  program.add(Opcode::Requant, {{Operand::Dst, 2},
                                {Operand::Acc, 1},
                                {Operand::Par, 3},
                                {Operand::Mode, kMode}});
  if (orderedBack)
    program.order(Queue::Vpu, Queue::Mxu);
  else
    delay(program, Queue::Mxu);
  conv();
  return program;
}
} // namespace

TEST(Hazard, Accumulators) {
  expectNoHazard(accumulators(true, true));
  expectHazard(accumulators(false, true),
               "reads bytes 64 to 67 of acc of quad 0 that quad 0, mxu");
  expectHazard(accumulators(true, false),
               "writes bytes 64 to 67 of acc of quad 0 that quad 0, vpu");
}

//===----------------------------------------------------------------------===//
// DRAM
//===----------------------------------------------------------------------===//

TEST(Hazard, SpillAndBack) {
  auto program = [](bool ordered, bool orderedBack) {
    TestProgram program = loaded(128);
    isa::Symbol spill = program.spill(4096);
    program.order(Queue::Ldq, Queue::Stq);
    program.store(0, spill, 1000, 128);
    if (ordered)
      program.order(Queue::Stq, Queue::Ldq);
    program.load(spill, 1064, 4096, 64, 1);
    if (orderedBack)
      program.order(Queue::Ldq, Queue::Stq);
    program.store(0, spill, 1000, 128);
    return program;
  };
  expectHazard(program(false, true), "of dram, section .spill that quad 0, ");
  expectHazard(program(true, false), "of dram, section .spill that quad 0, ");
  expectNoHazard(program(true, true));
}

TEST(Hazard, TwoQuadsWriteAnOutput) {
  auto program = [](int64_t second) {
    TestProgram program = loaded(64, 3);
    isa::Symbol out = program.output("MLA_0/out", 256);
    program.order(Queue::Ldq, Queue::Stq);
    program.post(Queue::Ldq, 1, 9);
    program.store(0, out, 0, 64);
    program.quad(1);
    program.wait(Queue::Stq, 9);
    program.store(0, out, second, 64);
    return program;
  };
  expectNoHazard(program(64));
  expectHazard(program(60), "section data.ofm.persistent.MLA_0/out.b0 that "
                            "quad");
}

//===----------------------------------------------------------------------===//
// Between quads
//===----------------------------------------------------------------------===//

TEST(Hazard, LinkWritesAnotherQuad) {
  for (bool ordered : {false, true}) {
    TestProgram program = loaded(64);
    program.order(Queue::Ldq, Queue::Lnk);
    move(program, 100, 0, 64, 2);
    program.post(Queue::Lnk, 1, 3);
    program.quad(1);
    if (ordered)
      program.wait(Queue::Vpu, 3);
    copy(program, lm(100, 10));
    if (ordered)
      expectNoHazard(program);
    else
      expectHazard(program, "bytes 100 to 109 of lm of quad 1 that quad");
  }
}

/// The issuing quad knows that its multicast is complete, the others do not.
TEST(Hazard, MulticastLoad) {
  for (bool ordered : {false, true}) {
    TestProgram program = loaded(64, 3);
    program.order(Queue::Ldq, Queue::Vpu);
    program.post(Queue::Ldq, 1, 3);
    copy(program, lm(100, 64), lm(0, 64));
    program.quad(1);
    copy(program, lm(1 << 20, 1 << 20)); // takes longer than the load
    if (ordered)
      program.wait(Queue::Vpu, 3);
    copy(program, lm(100, 64), lm(0, 64));
    if (ordered)
      expectNoHazard(program);
    else
      expectHazard(program, "reads bytes 0 to 63 of lm of quad 1 that quad 0, "
                            "ldq");
  }
}
