//===- SyncTest.cpp - Which edges order what ------------------------------===//

#include "SyncBuilder.h"
#include <gtest/gtest.h>

using namespace sima::quad;
using namespace sima::schedule;

/// A load, a convolution of what it brought, and the load of what comes next
/// into the same bytes.
static SyncProblem pingPong() {
  SyncProblem problem;
  problem.quads = 1;
  QueueId load = queueOf(0, QueueKind::ldq),
          matrix = queueOf(0, QueueKind::mxu);
  problem.entries = {entryOn(load, {accessTo(1, 0, 64, true)}),
                     entryOn(matrix, {accessTo(1, 0, 64, false)}),
                     entryOn(load, {accessTo(1, 0, 64, true)})};
  return problem;
}

static SyncSolution solved(const SyncProblem &problem) {
  llvm::Expected<SyncSolution> solution = solve(problem);
  if (!solution) {
    ADD_FAILURE() << llvm::toString(solution.takeError());
    return {};
  }
  EXPECT_EQ(verifyText(problem, *solution), "");
  return *solution;
}

TEST(Sync, OrdersReadersAndWriters) {
  SyncSolution solution = solved(pingPong());
  ASSERT_EQ(solution.edges.size(), 2u);
  EXPECT_EQ(solution.edges[0], (SyncEdge{0, 1, 0}));
  EXPECT_EQ(solution.edges[1], (SyncEdge{1, 2, 1}));
}

TEST(Sync, SerialQueuesNeedNoEdge) {
  SyncProblem problem;
  problem.quads = 1;
  QueueId vector = queueOf(0, QueueKind::vpu);
  problem.entries = {entryOn(vector, {accessTo(1, 0, 64, true)}),
                     entryOn(vector, {accessTo(1, 0, 64, false)})};
  EXPECT_TRUE(solved(problem).edges.empty());
}

TEST(Sync, TransfersOfOneQueueOverlap) {
  SyncProblem problem;
  problem.quads = 1;
  QueueId load = queueOf(0, QueueKind::ldq);
  problem.entries = {entryOn(load, {accessTo(1, 0, 64, true)}),
                     entryOn(load, {accessTo(1, 63, 64, true)})};
  EXPECT_EQ(solved(problem).edges.size(), 1u);
}

TEST(Sync, OtherBytesAndReadersNeedNoEdge) {
  SyncProblem problem = pingPong();
  problem.entries[1].accesses = {accessTo(1, 64, 64, false)};
  problem.entries[2].accesses = {accessTo(2, 0, 64, true)};
  EXPECT_TRUE(solved(problem).edges.empty());
}

TEST(Sync, ColumnsOfOnePitchDoNotConflict) {
  PlacedAccess left = accessTo(1, 0, 16, true),
               right = accessTo(1, 16, 16, true);
  left.footprint.sizes[0] = right.footprint.sizes[0] = 8;
  left.footprint.strides[0] = right.footprint.strides[0] = 32;
  EXPECT_FALSE(left.conflicts(right));
  right.address = 15;
  EXPECT_TRUE(left.conflicts(right));
}

TEST(Sync, WhatIsKnownToBeCompleteIsNotWaitedFor) {
  // ld -> conv -> requant: the vector unit also reads what ld brought.
  SyncProblem problem;
  problem.quads = 1;
  problem.entries = {
      entryOn(queueOf(0, QueueKind::ldq), {accessTo(1, 0, 64, true)}),
      entryOn(queueOf(0, QueueKind::mxu),
              {accessTo(1, 0, 64, false), accessTo(2, 0, 64, true)}),
      entryOn(queueOf(0, QueueKind::vpu),
              {accessTo(1, 0, 64, false), accessTo(2, 0, 64, false)})};
  EXPECT_EQ(solved(problem).edges.size(), 2u);
}

TEST(Sync, EveryEdgeIsNeeded) {
  SyncProblem problem = pingPong();
  SyncSolution solution = solved(problem);
  for (size_t drop = 0; drop < solution.edges.size(); ++drop) {
    SyncSolution fewer = solution;
    fewer.edges.erase(fewer.edges.begin() + drop);
    EXPECT_NE(verifyText(problem, fewer).find("without order"),
              std::string::npos)
        << "edge " << drop;
  }
}

TEST(Sync, WaitingForTheFutureIsRefused) {
  SyncProblem problem = pingPong();
  SyncSolution solution = solved(problem);
  solution.edges[0] = {1, 0, 0};
  EXPECT_EQ(verifyText(problem, solution),
            "entry 0 waits for the later entry 1");
}

/// Two loads, each for a convolution of its own.
static SyncProblem twoPairs() {
  SyncProblem problem;
  problem.quads = 1;
  QueueId load = queueOf(0, QueueKind::ldq),
          matrix = queueOf(0, QueueKind::mxu);
  problem.entries = {entryOn(load, {accessTo(1, 0, 64, true)}),
                     entryOn(load, {accessTo(1, 64, 64, true)}),
                     entryOn(matrix, {accessTo(1, 0, 64, false)}),
                     entryOn(matrix, {accessTo(1, 64, 64, false)})};
  return problem;
}

TEST(Sync, OnePairOfQueuesSharesASemaphore) {
  SyncSolution solution = solved(twoPairs());
  ASSERT_EQ(solution.edges.size(), 2u);
  EXPECT_EQ(solution.edges[0].semaphore, solution.edges[1].semaphore);
}

TEST(Sync, CrossedPairsAreFound) {
  SyncProblem problem = twoPairs();
  SyncSolution solution = solved(problem);
  // The first convolution waits for the second load: the k-th wait no longer
  // meets the k-th post.
  std::swap(solution.edges[0].from, solution.edges[1].from);
  EXPECT_EQ(verifyText(problem, solution),
            "semaphore 0 of quad 0 pairs posts and waits in different orders");
}

TEST(Sync, SemaphoreOfTwoPairsOfQueuesIsFound) {
  SyncProblem problem = pingPong();
  SyncSolution solution = solved(problem);
  solution.edges[1].semaphore = solution.edges[0].semaphore;
  EXPECT_EQ(verifyText(problem, solution),
            "semaphore 0 of quad 0 pairs posts and waits in different orders");
}
