//===- TimelineTransferTest.cpp - Loads, stores and links -----------------===//
//
// DMA and link queues in the static clock.
// Numbers are derived by hand from docs/isa.md, "Time"; see the comment of each
// test. [a, b) means: starts in cycle a, is complete in cycle b.
//
//===----------------------------------------------------------------------===//
#include "TimelineProgram.h"

using namespace sima;
using namespace sima::timeline;
using namespace sima::timeline::test;

// 640 bytes at 64 per cycle: [1, 11).
TEST(TimelineTransfer, StaticLoadTakesItsBytes) {
  Result r = runStatic({Code().ld(640, 99).halt()});
  EXPECT_RUNS(r, 0, 0, 1, 11);
  EXPECT_TOTAL(r, 11);
  EXPECT_EQ(r.dramLines, 0u);
}

// 65 bytes need two cycles: [1, 3).
TEST(TimelineTransfer, StaticLoadRoundsUp) {
  EXPECT_RUNS(runStatic({Code().ld(65, 2).halt()}), 0, 0, 1, 3);
}

// At 32 bytes per cycle 640 bytes take 20: [1, 21).
TEST(TimelineTransfer, RateOfTheTarget) {
  Machine m = makeMachine(1);
  m.dmaBytesPerCycle = 32;
  QuadProgram program = Code().ld(640, 10).halt();
  EXPECT_RUNS(run(m, program, Clock::Static), 0, 0, 1, 21);
}

// Starts in 1 and 2; the data path is busy 1..11, then 11..21.
TEST(TimelineTransfer, LoadsShareTheDataPathOfTheirQueue) {
  Result r = runStatic({Code().ld(640, 10).ld(640, 10).halt()});
  EXPECT_RUNS(r, 0, 0, 1, 11);
  EXPECT_RUNS(r, 0, 1, 2, 21);
}

// Two queues, two data paths: load [1, 11), store [2, 12).
TEST(TimelineTransfer, LoadAndStoreDoNotShare) {
  Result r = runStatic({Code().ld(640, 10).st(640, 10).halt()});
  EXPECT_RUNS(r, 0, 0, 1, 11);
  EXPECT_RUNS(r, 0, 1, 2, 12);
}

// Four start in 1..4 and end in 11, 21, 31, 41. The fifth starts when the first
// is complete, in 11, its data at 41..51; the sixth in 21, data 51..61.
TEST(TimelineTransfer, FourLoadsAreOutstanding) {
  Code code;
  for (int i = 0; i < 6; ++i)
    code.ld(640, 10);
  Result r = runStatic({code.halt()});
  EXPECT_RUNS(r, 0, 3, 4, 41);
  EXPECT_RUNS(r, 0, 4, 11, 51);
  EXPECT_RUNS(r, 0, 5, 21, 61);
}

// A constant completes in the cycle it starts, 1. The post is dispatched in 1
// and taken off in 2, fires; visible in 3, when the wait (word 2) is looked at
// for the first time and passes. VPU is word 3: [4, 5).
TEST(TimelineTransfer, StaticConstantTakesNoTime) {
  Result r = runStatic({Code()
                            .ldConst(640, 10)
                            .post(Queue::LDQ, 0, 0)
                            .wait(Queue::VPU, 0)
                            .vpu(1)
                            .halt()});
  EXPECT_RUNS(r, 0, 0, 1, 1);
  EXPECT_EQ(r.times[0][1].start, 2u);
  EXPECT_EQ(r.times[0][2].start, 3u);
  EXPECT_RUNS(r, 0, 3, 4, 5);
}

// Each is complete before the next starts, so the limit of four never holds.
TEST(TimelineTransfer, ConstantsFollowEachOtherEveryCycle) {
  Code code;
  for (int i = 0; i < 8; ++i)
    code.ldConst(1 << 20, 1 << 14);
  Result r = runStatic({code.halt()});
  EXPECT_RUNS(r, 0, 7, 8, 8);
  EXPECT_TOTAL(r, 9);
}

// Transfers of a queue complete in order: the constant starts in 2, but is not
// complete before the input in front of it, [1, 11). Its post fires in 11.
TEST(TimelineTransfer, ConstantCompletesAfterTheLoadBeforeIt) {
  Result r = runStatic(
      {Code().ld(640, 10).ldConst(64, 1).post(Queue::LDQ, 0, 0).halt()});
  EXPECT_RUNS(r, 0, 1, 2, 11);
  EXPECT_EQ(r.times[0][2].start, 11u);
}

// Load [1, 11) and three constants, started in 2, 3, 4, are incomplete until
// 11; the fourth constant starts then and is complete in the same cycle. It
// leaves the data path alone: the load behind it, started in 12 (one per
// cycle), has its data at 12..22.
TEST(TimelineTransfer, IncompleteConstantsCountAsOutstanding) {
  Result r = runStatic({Code()
                            .ld(640, 10)
                            .ldConst(64, 1)
                            .ldConst(64, 1)
                            .ldConst(64, 1)
                            .ldConst(64, 1)
                            .ld(640, 10)
                            .halt()});
  EXPECT_RUNS(r, 0, 3, 4, 11);
  EXPECT_RUNS(r, 0, 4, 11, 11);
  EXPECT_RUNS(r, 0, 5, 12, 22);
}

// Data 1..11, complete 16 later, in 27. The second starts in 2, data 11..21.
TEST(TimelineTransfer, LinkDataPath) {
  Result r = runStatic({Code().mv(10).mv(10).halt()});
  EXPECT_RUNS(r, 0, 0, 1, 27);
  EXPECT_RUNS(r, 0, 1, 2, 37);
  EXPECT_TOTAL(r, 37);
}

// Starts 1..4, data one cycle each, complete in 18, 19, 20, 21. The fifth waits
// for the first: starts in 18, data 18..19, complete in 35.
TEST(TimelineTransfer, FourMovesAreOutstanding) {
  Code code;
  for (int i = 0; i < 5; ++i)
    code.mv(1);
  Result r = runStatic({code.halt()});
  EXPECT_RUNS(r, 0, 3, 4, 21);
  EXPECT_RUNS(r, 0, 4, 18, 35);
}

// Loads [1, 11) and [2, 21); the post waits for the second, fires in 21.
TEST(TimelineTransfer, PostBehindTwoLoadsWaitsForBoth) {
  Result r = runStatic({Code()
                            .ld(640, 10)
                            .ld(640, 10)
                            .post(Queue::LDQ, 0, 0)
                            .wait(Queue::MXU, 0)
                            .mxu(4)
                            .halt()});
  EXPECT_EQ(r.times[0][2].start, 21u);
  EXPECT_RUNS(r, 0, 4, 22, 26);
}
