//===- TimelineDispatchTest.cpp - Dispatch, starts and ends ---------------===//
//
// The sequencer, queue places and engines in the static clock.
// Numbers are derived by hand from docs/isa.md, "Time"; see the comment of each
// test. [a, b) means: starts in cycle a, is complete in cycle b.
//
//===----------------------------------------------------------------------===//
#include "TimelineProgram.h"

using namespace sima;
using namespace sima::timeline;
using namespace sima::timeline::test;

// The halt is word 0, dispatched in cycle 0; end = halt + 1.
TEST(TimelineDispatch, HaltAlone) {
  Result r = runStatic({Code().halt()});
  EXPECT_TOTAL(r, 1);
  EXPECT_EQ(r.times[0][0].dispatch, 0u);
}

// Five set words take cycles 0..4, the halt cycle 5.
TEST(TimelineDispatch, SetWordsTakeACycleEach) {
  EXPECT_TOTAL(runStatic({Code().set(5).halt()}), 6);
}

// Dispatched in cycle 0, first looked at in 1, so [1, 101).
TEST(TimelineDispatch, EntryStartsTheCycleAfterDispatch) {
  Result r = runStatic({Code().mxu(100).halt()});
  EXPECT_EQ(r.times[0][0].dispatch, 0u);
  EXPECT_RUNS(r, 0, 0, 1, 101);
  EXPECT_TOTAL(r, 101);
}

// The first is [1, 11). It is complete in cycle 11, in which the second starts.
TEST(TimelineDispatch, OneAtATimeOnTheMatrixUnit) {
  Result r = runStatic({Code().mxu(10).mxu(5).halt()});
  EXPECT_RUNS(r, 0, 0, 1, 11);
  EXPECT_RUNS(r, 0, 1, 11, 16);
  EXPECT_TOTAL(r, 16);
}

// MXU [1, 11); the VPU entry is word 1, so [2, 6) beside it.
TEST(TimelineDispatch, QueuesRunBesideEachOther) {
  Result r = runStatic({Code().mxu(10).vpu(4).halt()});
  EXPECT_RUNS(r, 0, 0, 1, 11);
  EXPECT_RUNS(r, 0, 1, 2, 6);
  EXPECT_TOTAL(r, 11);
}

// MXU is word 3: [4, 14). VPU is word 6: [7, 10). Halt is word 7.
TEST(TimelineDispatch, SetWordsDelayWhatFollows) {
  Result r = runStatic({Code().set(3).mxu(10).set(2).vpu(3).halt()});
  EXPECT_RUNS(r, 0, 0, 4, 14);
  EXPECT_RUNS(r, 0, 1, 7, 10);
  EXPECT_EQ(r.times[0][2].dispatch, 7u);
  EXPECT_TOTAL(r, 14);
}

// MXU [1, 4); the halt is word 11, dispatched in cycle 11.
TEST(TimelineDispatch, LateHaltIsTheEnd) {
  EXPECT_TOTAL(runStatic({Code().mxu(3).set(10).halt()}), 12);
}

// 20 entries of 100 cycles: entry k runs [1+100k, 101+100k). Entry 0 leaves the
// queue in cycle 1, so after the dispatch of cycle t >= 1 the queue holds t
// entries: 16 of them (1..16) after cycle 16. Entry 17 finds no place until
// entry 1 starts in cycle 101 (starts come before dispatch), entry 18 until
// 201, entry 19 until 301. Halt follows in 302.
TEST(TimelineDispatch, FullQueueStallsTheSequencer) {
  Code code;
  for (int i = 0; i < 20; ++i)
    code.mxu(100);
  Result r = runStatic({code.halt()});
  EXPECT_EQ(r.times[0][16].dispatch, 16u);
  EXPECT_EQ(r.times[0][17].dispatch, 101u);
  EXPECT_EQ(r.times[0][18].dispatch, 201u);
  EXPECT_EQ(r.times[0][19].dispatch, 301u);
  EXPECT_EQ(r.times[0][20].dispatch, 302u);
  EXPECT_RUNS(r, 0, 19, 1901, 2001);
  EXPECT_TOTAL(r, 2001);
}

// As above: MXU entry 17 is dispatched in 101, and only then the VPU entry
// behind it, in 102, although the VPU idles: [103, 108).
TEST(TimelineDispatch, FullQueueHoldsWordsForOtherQueues) {
  Code code;
  for (int i = 0; i < 18; ++i)
    code.mxu(100);
  Result r = runStatic({code.vpu(5).halt()});
  EXPECT_EQ(r.times[0][18].dispatch, 102u);
  EXPECT_RUNS(r, 0, 18, 103, 108);
}

// No cycles: [1, 1), but seen complete in cycle 2, when the next starts.
TEST(TimelineDispatch, EntryWithoutCyclesHoldsItsEngineForOne) {
  Result r = runStatic({Code().mxu(0).mxu(10).mxu(0).mxu(1).halt()});
  EXPECT_RUNS(r, 0, 0, 1, 1);
  EXPECT_RUNS(r, 0, 1, 2, 12);
  EXPECT_RUNS(r, 0, 2, 12, 12);
  EXPECT_RUNS(r, 0, 3, 13, 14);
}

// Each quad has its own sequencer and engines: both run [1, 11) and [1, 6).
TEST(TimelineDispatch, QuadsAreIndependent) {
  Result r = runStatic({Code().mxu(10).halt(), Code().mxu(5).halt()});
  EXPECT_RUNS(r, 0, 0, 1, 11);
  EXPECT_RUNS(r, 1, 0, 1, 6);
  EXPECT_EQ(r.quadEnd, (std::vector<uint64_t>{11, 6}));
  EXPECT_TOTAL(r, 11);
}

// Nothing behind the halt is dispatched: end = 0 + 1.
TEST(TimelineDispatch, NothingRunsBehindHalt) {
  Result r = runStatic({Code().halt().mxu(100).halt()});
  EXPECT_RUNS(r, 0, 1, 0, 0);
  EXPECT_TOTAL(r, 1);
}

// A run of set words is one step of the loop: word 4e9 in cycle 4e9.
TEST(TimelineDispatch, LongRunOfSetWordsIsOneJump) {
  EXPECT_TOTAL(runStatic({Code().set(4'000'000'000).halt()}), 4'000'000'001);
}

// Entry i is dispatched in cycle i and runs [i+1, i+2); the halt, word 10^6, in
// cycle 10^6. The test is here for its running time.
TEST(TimelineDispatch, MillionEntries) {
  Code code;
  for (int i = 0; i < 1'000'000; ++i)
    code.vpu(1);
  EXPECT_TOTAL(runStatic({code.halt()}), 1'000'001);
}
