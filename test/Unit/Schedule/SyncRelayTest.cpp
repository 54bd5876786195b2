//===- SyncRelayTest.cpp - Relays where semaphores run out ----------------===//

#include "SyncBuilder.h"
#include "sima/Machine/Machine.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::quad;
using namespace sima::schedule;

/// Every queue of every other quad writes something of its own, which every
/// queue of quad 0 reads: as many channels as pairs of queues.
static SyncProblem allToOne(unsigned quads) {
  SyncProblem problem;
  problem.quads = quads;
  unsigned writers = (quads - 1) * kQueueKinds;
  for (unsigned w = 0; w < writers; ++w)
    problem.entries.push_back(
        entryOn(kQueueKinds + w, {accessTo(1, 64 * w, 64, true)}));
  for (unsigned w = 0; w < writers; ++w)
    for (unsigned kind = 0; kind < kQueueKinds; ++kind)
      problem.entries.push_back(
          entryOn(kind, {accessTo(1, 64 * w, 64, false)}));
  return problem;
}

static unsigned mostSemaphores(const SyncSolution &solution) {
  unsigned most = 0;
  for (const SyncEdge &edge : solution.edges)
    most = std::max(most, edge.semaphore + 1);
  return most;
}

TEST(SyncRelay, FewChannelsNeedNone) {
  llvm::Expected<SyncSolution> solution = solve(allToOne(2));
  ASSERT_TRUE(bool(solution));
  EXPECT_TRUE(solution->relays.empty());
  EXPECT_EQ(mostSemaphores(*solution), 25u);
}

TEST(SyncRelay, ManyChannelsGoThroughLinkQueues) {
  SyncProblem problem = allToOne(8);
  llvm::Expected<SyncSolution> solution = solve(problem);
  ASSERT_TRUE(bool(solution));
  EXPECT_EQ(verifyText(problem, *solution), "");
  EXPECT_FALSE(solution->relays.empty());
  EXPECT_LE(mostSemaphores(*solution), Machine::kSemaphores);
  unsigned before = 0;
  for (const SyncRelay &relay : solution->relays) {
    EXPECT_EQ(relay.queue % kQueueKinds, unsigned(QueueKind::lnk));
    EXPECT_LE(before, relay.before);
    before = relay.before;
  }
}

/// Some relays know already what they wait for; the other edges are needed.
TEST(SyncRelay, DroppedEdgesAreFound) {
  SyncProblem problem = allToOne(3);
  llvm::Expected<SyncSolution> solution = solve(problem);
  ASSERT_TRUE(bool(solution));
  ASSERT_FALSE(solution->relays.empty());
  EXPECT_TRUE(isOrdered(problem, *solution));
  unsigned needed = 0;
  for (size_t drop = 0; drop < solution->edges.size(); ++drop) {
    SyncSolution fewer = *solution;
    fewer.edges.erase(fewer.edges.begin() + drop);
    bool ordered = isOrdered(problem, fewer);
    EXPECT_EQ(verifyText(problem, fewer).empty(), ordered) << "edge " << drop;
    needed += !ordered;
  }
  EXPECT_GT(needed, solution->edges.size() / 2);
}

TEST(SyncRelay, OneQuadNeverRunsOut) {
  // All pairs of the five queues of a quad: 20 channels at most, and the
  // transfer queues among themselves.
  SyncProblem problem;
  problem.quads = 1;
  for (unsigned round = 0; round < 6; ++round)
    for (unsigned kind = 0; kind < kQueueKinds; ++kind)
      problem.entries.push_back(entryOn((kind * (round + 1)) % kQueueKinds,
                                        {accessTo(1, 0, 64, true)}));
  llvm::Expected<SyncSolution> solution = solve(problem);
  ASSERT_TRUE(bool(solution));
  EXPECT_LE(mostSemaphores(*solution), 25u);
  EXPECT_TRUE(solution->relays.empty());
}
