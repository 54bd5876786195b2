//===- TimelineSyncTest.cpp - Posts and waits -----------------------------===//
//
// Semaphores within a quad and between quads, static clock.
// Numbers are derived by hand from docs/isa.md, "Time"; see the comment of each
// test. [a, b) means: starts in cycle a, is complete in cycle b.
//
//===----------------------------------------------------------------------===//
#include "TimelineProgram.h"

using namespace sima;
using namespace sima::timeline;
using namespace sima::timeline::test;

// MXU [1, 11). The post becomes head in cycle 1 (after the start), is taken off
// in 2 and fires with the completion in 11; visible in 12, when the wait passes
// and the VPU starts behind it: [12, 17).
TEST(TimelineSync, PostIsVisibleInItsQuadOneCycleLater) {
  Result r = runStatic({Code()
                            .mxu(10)
                            .post(Queue::MXU, 0, 1)
                            .wait(Queue::VPU, 1)
                            .vpu(5)
                            .halt()});
  EXPECT_EQ(r.times[0][1].start, 11u);
  EXPECT_EQ(r.times[0][2].start, 12u);
  EXPECT_RUNS(r, 0, 3, 12, 17);
  EXPECT_TOTAL(r, 17);
}

// Quad 0: VPU [1, 5), the post fires in 5, visible in quad 1 in 5 + 16 = 21.
TEST(TimelineSync, PostIsVisibleInAnotherQuadSixteenCyclesLater) {
  Result r = runStatic({Code().vpu(4).post(Queue::VPU, 1, 0).halt(),
                        Code().wait(Queue::MXU, 0).mxu(10).halt()});
  EXPECT_EQ(r.times[0][1].start, 5u);
  EXPECT_EQ(r.times[1][0].start, 21u);
  EXPECT_RUNS(r, 1, 1, 21, 31);
  EXPECT_EQ(r.quadEnd, (std::vector<uint64_t>{5, 31}));
}

// A post to a lower quad takes the same 16 cycles: phases do not matter.
TEST(TimelineSync, PostToALowerQuad) {
  Result r = runStatic({Code().wait(Queue::MXU, 0).mxu(10).halt(),
                        Code().vpu(4).post(Queue::VPU, 0, 0).halt()});
  EXPECT_EQ(r.times[0][0].start, 21u);
  EXPECT_RUNS(r, 0, 1, 21, 31);
}

// Nothing started before it: dispatched in 0, fires when first looked at, in 1;
// visible in 2. The wait is word 1, looked at in 2, passes. The VPU entry is
// word 2, looked at in 3: [3, 4).
TEST(TimelineSync, PostWithoutAnEarlierEntryFiresAtOnce) {
  Result r = runStatic(
      {Code().post(Queue::MXU, 0, 0).wait(Queue::VPU, 0).vpu(1).halt()});
  EXPECT_EQ(r.times[0][0].start, 1u);
  EXPECT_EQ(r.times[0][1].start, 2u);
  EXPECT_RUNS(r, 0, 2, 3, 4);
}

// MXU [1, 3). The post is word 11: dispatched in 11, long after, fires in 12.
TEST(TimelineSync, PostAfterTheCompletionFiresWhenFirstLookedAt) {
  Result r = runStatic({Code().mxu(2).set(10).post(Queue::MXU, 0, 0).halt()});
  EXPECT_EQ(r.times[0][2 - 1].start, 12u);
  EXPECT_TOTAL(r, 13);
}

// The post waits for the first entry only: A [1, 11), post fires in 11, B
// [11, 111) starts in the same cycle. The waiter passes in 12, not in 112.
TEST(TimelineSync, PostIsBoundToWhatStartedBeforeIt) {
  Result r = runStatic({Code()
                            .mxu(10)
                            .post(Queue::MXU, 0, 0)
                            .mxu(100)
                            .wait(Queue::VPU, 0)
                            .vpu(5)
                            .halt()});
  EXPECT_EQ(r.times[0][1].start, 11u);
  EXPECT_RUNS(r, 0, 2, 11, 111);
  EXPECT_RUNS(r, 0, 4, 12, 17);
}

// Both posts fire in 11 and are visible in 12. Both waits pass in 12 (a head
// uncovered by a wait is looked at in the same phase), the VPU starts in 12.
TEST(TimelineSync, SemaphoresCount) {
  Result r = runStatic({Code()
                            .mxu(10)
                            .post(Queue::MXU, 0, 0)
                            .post(Queue::MXU, 0, 0)
                            .wait(Queue::VPU, 0)
                            .wait(Queue::VPU, 0)
                            .vpu(1)
                            .halt()});
  EXPECT_EQ(r.times[0][3].start, 12u);
  EXPECT_EQ(r.times[0][4].start, 12u);
  EXPECT_RUNS(r, 0, 5, 12, 13);
}

// One post, two waits: A [1, 11), post 11, first wait 12. The second waits for
// the post behind B [11, 31): fires 31, passes 32.
TEST(TimelineSync, WaitDecrements) {
  Result r = runStatic({Code()
                            .mxu(10)
                            .post(Queue::MXU, 0, 0)
                            .mxu(20)
                            .post(Queue::MXU, 0, 0)
                            .wait(Queue::VPU, 0)
                            .wait(Queue::VPU, 0)
                            .vpu(1)
                            .halt()});
  EXPECT_EQ(r.times[0][4].start, 12u);
  EXPECT_EQ(r.times[0][5].start, 32u);
  EXPECT_RUNS(r, 0, 6, 32, 33);
}

// The VPU wait passes in 12, in the phase after posts. The post it uncovers is
// taken off in 13 and fires (nothing started on the VPU), visible in 14: the
// link starts in 14, data of one cycle, complete 16 later: [14, 31).
TEST(TimelineSync, PostUncoveredByAWaitFiresOneCycleLater) {
  Result r = runStatic({Code()
                            .mxu(10)
                            .post(Queue::MXU, 0, 0)
                            .wait(Queue::VPU, 0)
                            .post(Queue::VPU, 0, 1)
                            .wait(Queue::LNK, 1)
                            .mv(1)
                            .halt()});
  EXPECT_EQ(r.times[0][2].start, 12u);
  EXPECT_EQ(r.times[0][3].start, 13u);
  EXPECT_EQ(r.times[0][4].start, 14u);
  EXPECT_RUNS(r, 0, 5, 14, 31);
}

// All are in the queue when the wait passes in 12; one starts per cycle: 12,
// 13,
// 14. Data follow each other: 12..13, 13..14, 14..15, complete 16 later.
TEST(TimelineSync, OneStartPerQueueAndCycle) {
  Result r = runStatic({Code()
                            .mxu(10)
                            .post(Queue::MXU, 0, 0)
                            .wait(Queue::LNK, 0)
                            .mv(1)
                            .mv(1)
                            .mv(1)
                            .halt()});
  EXPECT_RUNS(r, 0, 3, 12, 29);
  EXPECT_RUNS(r, 0, 4, 13, 30);
  EXPECT_RUNS(r, 0, 5, 14, 31);
}

// A wait blocks the entries behind it in its own queue, no others: the VPU
// entry is word 3, [4, 9). The MXU entries wait for its post: fires 9,
// passes 10.
TEST(TimelineSync, WaitBlocksItsQueueOnly) {
  Result r = runStatic({Code()
                            .wait(Queue::MXU, 0)
                            .mxu(7)
                            .set(1)
                            .vpu(5)
                            .post(Queue::VPU, 0, 0)
                            .halt()});
  EXPECT_RUNS(r, 0, 2, 4, 9);
  EXPECT_EQ(r.times[0][0].start, 10u);
  EXPECT_RUNS(r, 0, 1, 10, 17);
}

// Posts and waits take places: the wait and 15 posts fill the MXU queue in
// cycles 0..15; post 16 finds no place. Quad 1: VPU [1, 101), its post fires in
// 101 and is visible in 117. The wait leaves in 117, so word 16 is dispatched
// in 117. The 15 posts are taken off in 118, nothing started before them: all
// fire in 118. Post 16 is among them, dispatched in 117 and looked at in 118.
TEST(TimelineSync, PostsAndWaitsTakePlacesInTheQueue) {
  Code code;
  code.wait(Queue::MXU, 0);
  for (int i = 0; i < 16; ++i)
    code.post(Queue::MXU, 0, 1);
  Result r =
      runStatic({code.halt(), Code().vpu(100).post(Queue::VPU, 0, 0).halt()});
  EXPECT_EQ(r.times[0][15].dispatch, 15u);
  EXPECT_EQ(r.times[0][16].dispatch, 117u);
  EXPECT_EQ(r.times[0][1].start, 118u);
  EXPECT_EQ(r.times[0][16].start, 118u);
  EXPECT_TOTAL(r, 119);
}

// A wait that passes last, in cycle 117, is part of its quad's end.
TEST(TimelineSync, TrailingWaitKeepsTheQuadAlive) {
  Result r = runStatic({Code().wait(Queue::MXU, 0).halt(),
                        Code().vpu(100).post(Queue::VPU, 0, 0).halt()});
  EXPECT_EQ(r.quadEnd, (std::vector<uint64_t>{117, 101}));
}
