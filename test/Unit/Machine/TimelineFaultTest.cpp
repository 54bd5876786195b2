//===- TimelineFaultTest.cpp - Faults -------------------------------------===//
//
// Overflow, two waiters, deadlock and programs that break the contract.
// Numbers are derived by hand from docs/isa.md, "Time"; see the comment of each
// test. [a, b) means: starts in cycle a, is complete in cycle b.
//
//===----------------------------------------------------------------------===//
#include "TimelineProgram.h"

using namespace sima;
using namespace sima::timeline;
using namespace sima::timeline::test;

static Code posts(unsigned count) {
  Code code;
  for (unsigned i = 0; i < count; ++i)
    code.post(Queue::MXU, 0, 3);
  return code;
}

// Post i is dispatched in cycle i and fires in i + 1. 255 of them are legal;
// the last fires in 255, in which the halt is dispatched.
TEST(TimelineFault, SemaphoreMayReach255) {
  EXPECT_TOTAL(runStatic({posts(255).halt()}), 256);
}

// The 256th fires in cycle 256.
TEST(TimelineFault, SemaphoreOverflow) {
  Result r = runStatic({posts(256).halt()});
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].kind, Fault::SemaphoreOverflow);
  EXPECT_EQ(r.faults[0].entry, 255u);
  EXPECT_EQ(r.faults[0].cycle, 256u);
  EXPECT_EQ(r.faults[0].message, "quad 0 mxu: post would raise semaphore 3 of "
                                 "quad 0 above 255 in cycle 256");
}

/// VPU entries of `cycles` and 1, a wait behind them, then 256 posts.
static Result raceWithWait(uint64_t cycles) {
  Code code;
  code.vpu(cycles).vpu(1).wait(Queue::VPU, 3);
  for (int i = 0; i < 256; ++i)
    code.post(Queue::MXU, 0, 3);
  return runStatic({code.halt()});
}

// Post k is word 3 + k and fires in 4 + k, the 256th in 259. The first VPU
// entry ends in 1 + n, when the second starts; the wait behind it is looked at
// in 2 + n. With n = 257 that is 259, but posts come before waits: overflow.
TEST(TimelineFault, PostsComeBeforeWaits) {
  Result r = raceWithWait(257);
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].kind, Fault::SemaphoreOverflow);
  EXPECT_EQ(r.faults[0].cycle, 259u);
}

// With n = 256 the wait passes in 258, in time. Halt is word 259: 260.
TEST(TimelineFault, WaitOneCycleEarlierSavesTheSemaphore) {
  EXPECT_TOTAL(raceWithWait(256), 260);
}

// The MXU's wait is looked at from 1 on, the VPU's from 2 on: both in cycle 2.
TEST(TimelineFault, TwoWaiters) {
  Result r = runStatic({Code().wait(Queue::MXU, 5).wait(Queue::VPU, 5).halt()});
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].kind, Fault::TwoWaiters);
  EXPECT_EQ(r.faults[0].cycle, 2u);
  EXPECT_EQ(r.faults[0].message,
            "quad 0: mxu and vpu both wait for semaphore 5 in cycle 2; one "
            "queue at most may wait");
}

// MXU is word 3: [4, 14); its posts fire in 14, visible in 15. In 15 the LDQ
// takes s0; the STQ passes s1 and then stands before s0 in the same cycle. Two
// queues waited for s0 in cycle 15, though there is a count for each.
TEST(TimelineFault, TwoWaitersOneAfterTheOtherInACycle) {
  Result r = runStatic({Code()
                            .wait(Queue::STQ, 1)
                            .wait(Queue::STQ, 0)
                            .wait(Queue::LDQ, 0)
                            .mxu(10)
                            .post(Queue::MXU, 0, 0)
                            .post(Queue::MXU, 0, 0)
                            .post(Queue::MXU, 0, 1)
                            .halt()});
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].kind, Fault::TwoWaiters);
  EXPECT_EQ(r.faults[0].cycle, 15u);
}

// Two queues may use one semaphore at different times. Posts fire in 1 and 2;
// the LDQ's wait (word 2) passes in 3, the STQ's (word 3) in 4. Halt is word 4.
TEST(TimelineFault, OneWaiterAfterTheOtherIsLegal) {
  Result r = runStatic({Code()
                            .post(Queue::MXU, 0, 0)
                            .post(Queue::MXU, 0, 0)
                            .wait(Queue::LDQ, 0)
                            .wait(Queue::STQ, 0)
                            .halt()});
  EXPECT_EQ(r.times[0][2].start, 3u);
  EXPECT_EQ(r.times[0][3].start, 4u);
  EXPECT_TOTAL(r, 5);
}

// The same semaphore number in two quads is two semaphores: quad 0 posts both
// in cycle 1 and 2, one to itself (visible 2), one to quad 1 (visible 18).
TEST(TimelineFault, SemaphoresBelongToQuads) {
  Result r = runStatic({Code()
                            .post(Queue::MXU, 0, 0)
                            .post(Queue::MXU, 1, 0)
                            .wait(Queue::LDQ, 0)
                            .halt(),
                        Code().wait(Queue::STQ, 0).halt()});
  EXPECT_EQ(r.times[0][2].start, 3u);
  EXPECT_EQ(r.times[1][0].start, 18u);
  EXPECT_TOTAL(r, 18);
}

// Words 0..2 (quad 0) and 0..1 (quad 1): the last thing to happen is the look
// at and the halt in cycle 2. One line for each blocked queue.
TEST(TimelineFault, DeadlockNamesEveryBlockedQueue) {
  Result r = runStatic({Code().wait(Queue::MXU, 3).wait(Queue::VPU, 4).halt(),
                        Code().wait(Queue::LDQ, 3).halt()});
  ASSERT_EQ(r.faults.size(), 3u);
  EXPECT_EQ(r.faults[0].kind, Fault::Deadlock);
  EXPECT_EQ(r.faults[0].message,
            "quad 0 mxu: waits for semaphore 3, which nothing will post (word "
            "0, deadlock in cycle 2)");
  EXPECT_EQ(r.faults[1].message,
            "quad 0 vpu: waits for semaphore 4, which nothing will post (word "
            "1, deadlock in cycle 2)");
  EXPECT_EQ(r.faults[2].message,
            "quad 1 ldq: waits for semaphore 3, which nothing will post (word "
            "0, deadlock in cycle 2)");
}

// The sequencer hangs before the halt, at a queue filled behind a wait. In the
// dram clock the same, with the fetch buffer filled behind it.
TEST(TimelineFault, DeadlockBehindAFullQueue) {
  Code code;
  code.wait(Queue::MXU, 0);
  for (int i = 0; i < 40; ++i)
    code.mxu(10);
  code.set(5000).post(Queue::VPU, 0, 0).halt();
  for (Result r : {runStatic({code}), runDram({code})}) {
    ASSERT_EQ(r.faults.size(), 1u);
    EXPECT_EQ(r.faults[0].kind, Fault::Deadlock);
    EXPECT_EQ(r.faults[0].entry, 0u);
  }
}

static Fault onlyFault(const Result &result) {
  EXPECT_EQ(result.faults.size(), 1u);
  return result.faults.empty() ? Fault{} : result.faults[0];
}

TEST(TimelineFault, NoHalt) {
  Fault fault = onlyFault(runStatic({Code().mxu(1)}));
  EXPECT_EQ(fault.kind, Fault::NoHalt);
  EXPECT_EQ(fault.message, "quad 0: the code has no halt; every quad of the "
                           "target needs one");
  EXPECT_EQ(onlyFault(runStatic({Code().halt(), Code()})).kind, Fault::NoHalt);
}

TEST(TimelineFault, MalformedEntries) {
  Fault fault = onlyFault(runStatic({Code().post(Queue::MXU, 1, 0).halt()}));
  EXPECT_EQ(fault.kind, Fault::Malformed);
  EXPECT_EQ(fault.message,
            "quad 0: entry 0 names post to quad 1, the target has 1 quads");
  fault = onlyFault(runStatic({Code().wait(Queue::MXU, 32).halt()}));
  EXPECT_EQ(fault.message,
            "quad 0: entry 0 names semaphore 32, the limit is 31");
  fault = onlyFault(runStatic({Code().ld(0, UINT64_MAX).halt()}));
  EXPECT_EQ(fault.kind, Fault::Malformed);

  QuadProgram program = Code().mxu(1).halt();
  program.entries[1].wordIndex = 0;
  fault = onlyFault(runStatic({program}));
  EXPECT_EQ(fault.message, "quad 0: entry 1 names word 0, expected 1..1");
}

TEST(TimelineFault, ProgramForEveryQuad) {
  Result r = run(makeMachine(4), QuadProgram(Code().halt()), Clock::Static);
  EXPECT_EQ(onlyFault(r).message, "1 programs for a target of 4 quads");
}

// Cycle counts that saturated are refused, in every queue.
TEST(TimelineFault, TooLong) {
  EXPECT_EQ(onlyFault(runStatic({Code().mxu(UINT64_MAX).halt()})).kind,
            Fault::TooLong);
  EXPECT_EQ(onlyFault(runStatic({Code().mv(UINT64_MAX).halt()})).kind,
            Fault::TooLong);
  Code loads;
  for (int i = 0; i < 20; ++i)
    loads.ld(UINT64_MAX, 0);
  EXPECT_EQ(onlyFault(runStatic({loads.halt()})).kind, Fault::TooLong);
}
