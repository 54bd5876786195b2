//===- SyncCountTest.cpp - Semaphores never count above their limit -------===//
//
// Programs whose posts could run thousands of entries ahead of the waits.
//
//===----------------------------------------------------------------------===//

#include "SyncBuilder.h"
#include "sima/Machine/Machine.h"
#include <gtest/gtest.h>
#include <map>

using namespace sima;
using namespace sima::quad;
using namespace sima::schedule;

/// `count` writers on `from`, then `count` readers on `to`, pair by pair.
static SyncProblem pairs(unsigned quads, QueueId from, QueueId to,
                         unsigned count) {
  SyncProblem problem;
  problem.quads = quads;
  for (unsigned i = 0; i < count; ++i)
    problem.entries.push_back(entryOn(from, {accessTo(1, 64 * i, 64, true)}));
  for (unsigned i = 0; i < count; ++i)
    problem.entries.push_back(entryOn(to, {accessTo(1, 64 * i, 64, false)}));
  return problem;
}

/// Most posts of one semaphore over all.
static unsigned mostPosts(const SyncProblem &problem,
                          const SyncSolution &solution) {
  std::map<std::pair<unsigned, unsigned>, unsigned> posts;
  unsigned most = 0;
  for (const SyncEdge &edge : solution.edges) {
    unsigned count = problem.entries.size();
    QueueId queue = edge.to < count ? problem.entries[edge.to].queue
                                    : solution.relays[edge.to - count].queue;
    most = std::max(most, ++posts[{queue / kQueueKinds, edge.semaphore}]);
  }
  return most;
}

TEST(SyncCount, UpToTheLimitNothingIsAdded) {
  SyncProblem problem =
      pairs(1, queueOf(0, QueueKind::ldq), queueOf(0, QueueKind::mxu),
            Machine::kSemaphoreMax);
  llvm::Expected<SyncSolution> solution = solve(problem);
  ASSERT_TRUE(bool(solution));
  EXPECT_EQ(mostPosts(problem, *solution), Machine::kSemaphoreMax);
  EXPECT_TRUE(solution->relays.empty());
}

TEST(SyncCount, AWaitBeyondTheLimitStandsForTheRest) {
  SyncProblem problem =
      pairs(1, queueOf(0, QueueKind::ldq), queueOf(0, QueueKind::mxu), 1000);
  llvm::Expected<SyncSolution> solution = solve(problem);
  ASSERT_TRUE(bool(solution));
  EXPECT_EQ(verifyText(problem, *solution), "");
  EXPECT_TRUE(isOrdered(problem, *solution));
  ASSERT_EQ(solution->relays.size(), 1u);
  EXPECT_EQ(solution->relays[0].queue, queueOf(0, QueueKind::ldq));
  // The relay waits for the first reader, and stands for all writers.
  EXPECT_EQ(solution->edges.size(), Machine::kSemaphoreMax + 2u);
}

TEST(SyncCount, BetweenQuadsAndWithinOneQueue) {
  for (auto [from, to] :
       {std::pair(queueOf(0, QueueKind::ldq), queueOf(1, QueueKind::vpu)),
        std::pair(queueOf(1, QueueKind::lnk), queueOf(0, QueueKind::lnk)),
        std::pair(queueOf(0, QueueKind::ldq), queueOf(0, QueueKind::ldq))}) {
    SyncProblem problem = pairs(2, from, to, 700);
    llvm::Expected<SyncSolution> solution = solve(problem);
    ASSERT_TRUE(bool(solution)) << "queues " << from << " and " << to;
    EXPECT_EQ(verifyText(problem, *solution), "");
    EXPECT_TRUE(isOrdered(problem, *solution));
  }
}

/// Writers and readers take turns, the readers `lag` behind.
TEST(SyncCount, AReaderThatLags) {
  for (unsigned lag : {1u, 100u, 254u, 255u, 256u, 400u}) {
    SyncProblem problem;
    problem.quads = 1;
    unsigned count = 1200;
    for (unsigned i = 0; i < count + lag; ++i) {
      if (i < count)
        problem.entries.push_back(entryOn(queueOf(0, QueueKind::ldq),
                                          {accessTo(1, 64 * i, 64, true)}));
      if (i >= lag)
        problem.entries.push_back(
            entryOn(queueOf(0, QueueKind::vpu),
                    {accessTo(1, 64 * (i - lag), 64, false)}));
    }
    llvm::Expected<SyncSolution> solution = solve(problem);
    ASSERT_TRUE(bool(solution)) << "lag " << lag;
    EXPECT_EQ(verifyText(problem, *solution), "") << "lag " << lag;
    EXPECT_TRUE(isOrdered(problem, *solution)) << "lag " << lag;
  }
}

TEST(SyncCount, VerifyFindsWhatCouldOverflow) {
  SyncProblem problem =
      pairs(1, queueOf(0, QueueKind::ldq), queueOf(0, QueueKind::mxu), 300);
  SyncSolution solution;
  for (unsigned i = 0; i < 300; ++i)
    solution.edges.push_back({i, 300 + i, 0});
  EXPECT_EQ(verifyText(problem, solution),
            "semaphore 0 of quad 0 may be raised above 255");
}
