//===- HazardOrderTest.cpp - What orders two accesses ---------------------===//
//
// Chains of posts and waits, counted ones, shared semaphores, and queues.
//
//===----------------------------------------------------------------------===//
#include "HazardPrograms.h"
#include "Kernel.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

/// The store knows of the load through the VPU, and of quad 0 through two.
TEST(HazardOrder, OrderIsTransitive) {
  TestProgram program = loaded(64);
  isa::Symbol out = program.output("MLA_0/out", 128);
  program.order(Queue::Ldq, Queue::Vpu);
  copy(program, lm(64, 64), lm(0, 64));
  program.order(Queue::Vpu, Queue::Lnk);
  move(program, 0, 0, 128, 2);
  program.order(Queue::Lnk, Queue::Stq);
  program.post(Queue::Lnk, 1, 9);
  program.store(0, out, 0, 64);
  program.quad(1);
  program.wait(Queue::Mxu, 9);
  program.order(Queue::Mxu, Queue::Stq);
  program.store(64, out, 64, 64);
  expectNoHazard(program);
}

/// A chain does not reach behind its post.
TEST(HazardOrder, PostSaysNothingOfLaterInstructions) {
  TestProgram program;
  isa::Symbol constant = program.constant(Bytes(64, 1));
  program.load(constant, 0, 0, 64, 1);
  program.order(Queue::Ldq, Queue::Vpu);
  program.load(constant, 0, 64, 64, 1);
  copy(program, lm(1000, 64), lm(0, 64));
  TestProgram both = program;
  copy(program, lm(1000, 64), lm(64, 64));
  expectHazard(program, "reads bytes 64 to 127 of lm of quad 0 that quad 0, "
                        "ldq");
  both.order(Queue::Ldq, Queue::Vpu);
  copy(both, lm(1000, 64), lm(64, 64));
  expectNoHazard(both);
}

/// The k-th wait takes the k-th post of the only queue that posts.
TEST(HazardOrder, PostsAreCounted) {
  for (unsigned waits : {1, 2}) {
    TestProgram program;
    isa::Symbol constant = program.constant(Bytes(64, 1));
    for (int64_t base : {0, 64}) {
      program.load(constant, 0, base, 64, 1);
      program.post(Queue::Ldq, 0, 7);
    }
    for (unsigned i = 0; i != waits; ++i)
      program.wait(Queue::Vpu, 7);
    copy(program, lm(1000, 128), lm(0, 128));
    if (waits == 2)
      expectNoHazard(program);
    else
      expectHazard(program, "reads bytes 64 to 127");
  }
}

/// Of two queues that post to one semaphore either may be first.
TEST(HazardOrder, OneOfTwoPostersMayBeFirst) {
  for (unsigned waits : {1, 2}) {
    TestProgram program = loaded(64);
    program.post(Queue::Ldq, 0, 7);
    copy(program, lm(1 << 20, 1 << 20)); // surely last in this execution
    program.post(Queue::Vpu, 0, 7);
    isa::Symbol out = program.output("MLA_0/out", 64);
    for (unsigned i = 0; i != waits; ++i)
      program.wait(Queue::Stq, 7);
    program.store(0, out, 0, 64);
    if (waits == 2)
      expectNoHazard(program);
    else
      expectHazard(program, "reads bytes 0 to 63 of lm of quad 0 that quad 0, "
                            "ldq");
  }
}

/// Several rounds of a barrier over one semaphore: posts of a later round do
/// not count, because they wait for the end of this one.
TEST(HazardOrder, RoundsOfABarrier) {
  for (bool acknowledged : {true, false}) {
    TestProgram program = loaded(64, 0b110);
    program.post(Queue::Ldq, 1, 0);
    program.post(Queue::Ldq, 2, 0);
    for (unsigned q : {1, 2}) {
      program.quad(q);
      program.wait(Queue::Lnk, 0);
    }
    for (unsigned round = 0; round != 4; ++round) {
      for (unsigned q : {1, 2}) {
        program.quad(q);
        move(program, 1000 * q, 0, 64, 1);
        program.post(Queue::Lnk, 0, 7);
        if (acknowledged)
          program.wait(Queue::Lnk, 5);
      }
      program.quad(0);
      program.wait(Queue::Vpu, 7);
      program.wait(Queue::Vpu, 7);
      for (unsigned q : {1, 2}) {
        copy(program, lm(5000, 64), lm(1000 * q, 64));
        if (acknowledged && q == 2)
          for (unsigned to : {1, 2})
            program.post(Queue::Vpu, to, 5);
      }
    }
    if (acknowledged)
      expectNoHazard(program);
    else
      expectHazard(program, "of lm of quad 0 that quad");
  }
}

/// Units that another queue has surely taken are no longer there.
TEST(HazardOrder, TwoWaitersOneAfterTheOther) {
  TestProgram program;
  isa::Symbol constant = program.constant(Bytes(64, 1));
  isa::Symbol out = program.output("MLA_0/out", 64);
  for (int64_t base : {0, 64}) {
    program.load(constant, 0, base, 64, 1);
    program.post(Queue::Ldq, 0, 7);
  }
  program.wait(Queue::Vpu, 7);
  copy(program, lm(1000, 64), lm(0, 64));
  program.order(Queue::Vpu, Queue::Stq);
  program.wait(Queue::Stq, 7);
  program.store(64, out, 0, 64);
  expectNoHazard(program);
}

/// Writes of one queue land in order, and behind its reads.
TEST(HazardOrder, WritesOfOneQueue) {
  TestProgram loads = loaded(64);
  loads.load(loads.constant(Bytes(8, 2)), 0, 8, 8, 1);
  expectNoHazard(loads);
  TestProgram moves = loaded(64);
  moves.order(Queue::Ldq, Queue::Lnk);
  move(moves, 1000, 0, 64, 1);
  move(moves, 8, 0, 8, 1);
  expectNoHazard(moves);
}

/// Four transfers of a queue may be under way, so the fifth finds the first
/// complete and the fourth does not.
TEST(HazardOrder, TransfersOfOneQueue) {
  for (int between : {3, 2}) {
    TestProgram program = loaded(64);
    program.order(Queue::Ldq, Queue::Lnk);
    move(program, 1000, 0, 64, 1);
    for (int i = 0; i != between; ++i)
      move(program, 2000 + 100 * i, 0, 64, 1);
    move(program, 4000, 1000, 64, 1);
    if (between == 3)
      expectNoHazard(program);
    else
      expectHazard(program, "reads bytes 1000 to 1063 of lm of quad 0 that "
                            "quad 0, lnk");
  }
}

TEST(HazardOrder, TimesAloneAreNotChecked) {
  TestProgram program = loaded(64);
  copy(program, lm(1000, 64), lm(0, 64));
  sim::Options options;
  options.timingOnly = true;
  EXPECT_EQ(simulate(program.elf(), {}, options).error, "");
}
