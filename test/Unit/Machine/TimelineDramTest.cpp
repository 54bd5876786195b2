//===- TimelineDramTest.cpp - The DRAM channel ----------------------------===//
//
// Grants, round robin, exact time and latency, dram clock.
// Numbers are derived by hand from docs/isa.md, "Time"; see the comment of each
// test. [a, b) means: starts in cycle a, is complete in cycle b.
//
//===----------------------------------------------------------------------===//
#include "TimelineProgram.h"

using namespace sima;
using namespace sima::timeline;
using namespace sima::timeline::test;

// Unless said otherwise: 64 bytes per cycle (a line per cycle), latency 100.
// The code is at most 8 words, one line, granted 0..1, so word n is dispatched
// in cycle 101 + n if nothing stalls.

// Starts in 102. Grants of 16 lines: 102..118, and 118..134 (the queue's own
// rate allows 102 + 16). Complete in 134 + 100.
TEST(TimelineDram, LoadOfTwoGrants) {
  Result r = runDram({Code().ld(2048, 32).halt()});
  EXPECT_RUNS(r, 0, 0, 102, 234);
  EXPECT_TOTAL(r, 234);
  EXPECT_EQ(r.dramLines, 32u);
  EXPECT_EQ(r.fetchLines, 1u);
}

// 128 bytes per cycle: fetch ends in 1/2, word 0 still in 1 + 100. A grant
// holds the channel 8 cycles, but the queue takes 16: 102..110, 118..126.
TEST(TimelineDram, QueueRateLimitsAFastChannel) {
  Result r = runDram({Code().ld(2048, 32).halt()}, {128, 1});
  EXPECT_RUNS(r, 0, 0, 102, 226);
}

// DMA of 32 bytes per cycle, channel 64: grants of 16 lines take 16 cycles of
// the channel, 32 of the queue: 102..118, 134..150.
TEST(TimelineDram, SlowQueueOnTheChannel) {
  Machine m = makeMachine(1);
  m.dmaBytesPerCycle = 32;
  QuadProgram program = Code().ld(2048, 32).halt();
  EXPECT_RUNS(run(m, program, Clock::Dram), 0, 0, 102, 250);
}

// 128 bytes per cycle. Load starts in 102: grant 102..110, next from 118. Store
// starts in 103: grant 110..118, next from 126. Load 118..126, store 126..134.
TEST(TimelineDram, LoadAndStoreFillTheChannelTogether) {
  Result r = runDram({Code().ld(2048, 32).st(2048, 32).halt()}, {128, 1});
  EXPECT_RUNS(r, 0, 0, 102, 226);
  EXPECT_RUNS(r, 0, 1, 103, 234);
}

// Fetches: quad 0 0..1, quad 1 1..2, so loads start in 102 and 103. Grants: q0
// 102..118; q1 118..134 (both wait, q1 is next in turn); q0 134..150; q1
// 150..166.
TEST(TimelineDram, RoundRobinBetweenQuads) {
  Result r = runDram({Code().ld(2048, 32).halt(), Code().ld(2048, 32).halt()});
  EXPECT_RUNS(r, 0, 0, 102, 250);
  EXPECT_RUNS(r, 1, 0, 103, 266);
}

// Three requesters of 32 lines: q0 load (102), q0 store (103), q1 load (103).
// q0.ld 102..118; in turn q0.st 118..134, q1.ld 134..150, q0.ld 150..166,
// q0.st 166..182, q1.ld 182..198.
TEST(TimelineDram, RoundRobinGoesOverQueuesWithinQuads) {
  Result r = runDram(
      {Code().ld(2048, 32).st(2048, 32).halt(), Code().ld(2048, 32).halt()});
  EXPECT_RUNS(r, 0, 0, 102, 266);
  EXPECT_RUNS(r, 0, 1, 103, 282);
  EXPECT_RUNS(r, 1, 0, 103, 298);
}

// 40 lines that expand to 80: the queue's data path takes 80 cycles, 32 for 16
// lines. Grants 102..118, 134..150, 166..174; the last 8 lines are expanded in
// 166..182.
TEST(TimelineDram, ExpansionHoldsTheQueue) {
  Result r = runDram({Code().ldz(2560, 40, 5120).halt()});
  EXPECT_RUNS(r, 0, 0, 102, 282);
}

// Between those grants the channel is free for others: a store of quad 1.
TEST(TimelineDram, ExpansionLeavesTheChannelToOthers) {
  Result r =
      runDram({Code().ldz(2560, 40, 5120).halt(), Code().st(1024, 16).halt()});
  EXPECT_RUNS(r, 0, 0, 102, 282);
  EXPECT_RUNS(r, 1, 0, 103, 234);
}

// 7 of 3 lines' cycles are shared out in whole ones; what expands to less than
// was stored takes no longer than its lines.
TEST(TimelineDram, ExpansionOfUnevenAndOfFewBytes) {
  EXPECT_RUNS(runDram({Code().ldz(1088, 17, 64 * 18).halt()}), 0, 0, 102, 220);
  EXPECT_RUNS(runDram({Code().ldz(2048, 32, 64).halt()}), 0, 0, 102, 234);
}

// 15/4 bytes per cycle: a line takes 256/15 cycles. Fetch ends in 17 1/15: word
// 0 in 18 + 150 = 168, load starts in 169. 16 lines: 4096/15 = 273 1/15, until
// 442 1/15; one line more until 459 2/15. Complete in 460 + 150.
TEST(TimelineDram, FractionalBandwidth) {
  Result r = runDram({Code().ld(1088, 17).halt()}, {15, 4}, 150);
  EXPECT_RUNS(r, 0, 0, 169, 610);
  EXPECT_TOTAL(r, 610);
}

// 60 bytes per cycle: a line takes 16/15. Fetch ends in 1 1/15: word 0 in 152,
// start in 153. 45 lines take exactly 48 cycles in three grants (17 1/15,
// 17 1/15, 13 13/15): until 201, no rounding up. Complete in 351.
TEST(TimelineDram, FractionsAddUpExactly) {
  Result r = runDram({Code().ld(2880, 45).halt()}, {60, 1}, 150);
  EXPECT_RUNS(r, 0, 0, 153, 351);
}

// 60 bytes per cycle. 19 words = 152 bytes = 3 lines, 3 1/5 cycles: word 0 in
// 154. Load starts in 155, grant 155..172 1/15. The store is word 17, starts in
// 172: that is before the channel is free, and the store is next in turn:
// 172 1/15..189 2/15, complete in 190 + 150. Load: ..206 3/15, 207 + 150.
TEST(TimelineDram, RequestInTheCycleInWhichTheChannelIsFreed) {
  Result r =
      runDram({Code().ld(2048, 32).set(16).st(1024, 16).halt()}, {60, 1}, 150);
  EXPECT_RUNS(r, 0, 0, 155, 357);
  EXPECT_RUNS(r, 0, 1, 172, 340);
}

// The same with the store one word, so one cycle later: 173 is too late, the
// load goes on first. (20 words are 3 lines as well.)
TEST(TimelineDram, RequestInTheCycleAfter) {
  Result r =
      runDram({Code().ld(2048, 32).set(17).st(1024, 16).halt()}, {60, 1}, 150);
  EXPECT_RUNS(r, 0, 0, 155, 340);
  EXPECT_RUNS(r, 0, 1, 173, 357);
}

// The first: 102..118, complete in 218. The second has no lines and would be
// complete when it starts, in 103, but a queue completes in order.
TEST(TimelineDram, CompletionInOrder) {
  Result r = runDram({Code().ld(1024, 16).ld(64, 0).halt()});
  EXPECT_RUNS(r, 0, 0, 102, 218);
  EXPECT_RUNS(r, 0, 1, 103, 218);
}

// All fill: complete in the cycle it starts, 102, without DRAM latency. The
// post, dispatched in 102, is taken off in 103 and fires.
TEST(TimelineDram, LoadWithoutLinesTakesNoTime) {
  Result r = runDram({Code().ld(64, 0).post(Queue::LDQ, 0, 0).halt()});
  EXPECT_RUNS(r, 0, 0, 102, 102);
  EXPECT_EQ(r.times[0][1].start, 103u);
  EXPECT_TOTAL(r, 104);
}

// Loads of a line start in 102..105, granted one after the other, complete in
// 203..206. The fifth waits for the first: starts in 203, granted 203..204,
// complete in 304.
TEST(TimelineDram, FourLoadsAreOutstanding) {
  Code code;
  for (int i = 0; i < 5; ++i)
    code.ld(64, 1);
  Result r = runDram({code.halt()});
  EXPECT_RUNS(r, 0, 0, 102, 203);
  EXPECT_RUNS(r, 0, 3, 105, 206);
  EXPECT_RUNS(r, 0, 4, 203, 304);
}

// A grant holds lines of one transfer: 16 lines 102..118, the 17th 118..119,
// and only then the line of the second, 119..120.
TEST(TimelineDram, QueueServesItsOldestTransfer) {
  Result r = runDram({Code().ld(1088, 17).ld(64, 1).halt()});
  EXPECT_RUNS(r, 0, 0, 102, 219);
  EXPECT_RUNS(r, 0, 1, 103, 220);
}

// In this clock constants cost what everything else costs: 102..118, 218.
TEST(TimelineDram, ConstantsAreLoaded) {
  EXPECT_RUNS(runDram({Code().ldConst(1024, 16).halt()}), 0, 0, 102, 218);
}

// A store is complete when its last byte is in DRAM: the same 118 + 100.
TEST(TimelineDram, StoreHasTheLatency) {
  EXPECT_RUNS(runDram({Code().st(1024, 16).halt()}), 0, 0, 102, 218);
}

// MXU, VPU and link do not know the channel: word 0 in 101, MXU [102, 112); the
// link is word 1: data 103..108, complete in 124.
TEST(TimelineDram, EnginesAndLinksAsInTheStaticClock) {
  Result r = runDram({Code().mxu(10).mv(5).halt()});
  EXPECT_RUNS(r, 0, 0, 102, 112);
  EXPECT_RUNS(r, 0, 1, 103, 124);
}

// Load: 102..118, complete in 218; the post fires in 218, visible in 219.
TEST(TimelineDram, PostOfALoad) {
  Result r = runDram({Code()
                          .ld(1024, 16)
                          .post(Queue::LDQ, 0, 0)
                          .wait(Queue::MXU, 0)
                          .mxu(10)
                          .halt()});
  EXPECT_EQ(r.times[0][1].start, 218u);
  EXPECT_RUNS(r, 0, 3, 219, 229);
}

// Two loads of 16 lines, 200 set words (fetched long before) between them: 203
// words are two pieces, 16 + 10 lines, granted 0..16 and 16..26. Word 0 in 116,
// load 117..133, 233. Word 201 in 317: the idle channel serves at once,
// 318..334, 434.
TEST(TimelineDram, IdleChannelServesAtTheRequest) {
  Result r = runDram({Code().ld(1024, 16).set(200).ld(1024, 16).halt()});
  EXPECT_RUNS(r, 0, 0, 117, 233);
  EXPECT_RUNS(r, 0, 1, 318, 434);
}
