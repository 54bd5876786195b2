//===- SyncRandomTest.cpp - Random programs, checked by execution ---------===//
//
// The solver and verify() share vector clocks, so these tests compare them with
// an oracle of their own, isOrdered().
//
//===----------------------------------------------------------------------===//

#include "SyncBuilder.h"
#include <gtest/gtest.h>
#include <random>

using namespace sima::quad;
using namespace sima::schedule;

static SyncProblem randomProblem(unsigned seed) {
  std::mt19937 random(seed);
  auto below = [&](unsigned n) { return random() % n; };
  SyncProblem problem;
  problem.quads = 1 + below(4);
  for (unsigned i = 0, n = 2 + below(60); i < n; ++i) {
    SyncEntry entry;
    entry.queue = below(problem.quads * kQueueKinds);
    for (unsigned a = 0, accesses = 1 + below(3); a < accesses; ++a) {
      PlacedAccess access = accessTo(1 + below(3), 16 * below(16),
                                     16 * (1 + below(4)), below(3) == 0);
      if (below(3) == 0) {
        access.footprint.sizes[0] = 1 + below(4);
        access.footprint.strides[0] = 16 * (1 + below(8));
      }
      entry.accesses.push_back(access);
    }
    problem.entries.push_back(std::move(entry));
  }
  return problem;
}

TEST(SyncRandom, SolutionsOrderEveryConflict) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    SyncProblem problem = randomProblem(seed);
    llvm::Expected<SyncSolution> solution = solve(problem);
    ASSERT_TRUE(bool(solution)) << "seed " << seed;
    EXPECT_EQ(verifyText(problem, *solution), "") << "seed " << seed;
    EXPECT_TRUE(isOrdered(problem, *solution)) << "seed " << seed;
  }
}

TEST(SyncRandom, DroppedEdgesAreFound) {
  unsigned dropped = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    SyncProblem problem = randomProblem(seed);
    llvm::Expected<SyncSolution> solution = solve(problem);
    ASSERT_TRUE(bool(solution)) << "seed " << seed;
    for (size_t drop = 0; drop < solution->edges.size(); ++drop, ++dropped) {
      SyncSolution fewer = *solution;
      fewer.edges.erase(fewer.edges.begin() + drop);
      EXPECT_FALSE(isOrdered(problem, fewer))
          << "seed " << seed << ", edge " << drop;
      EXPECT_NE(verifyText(problem, fewer), "")
          << "seed " << seed << ", edge " << drop;
    }
  }
  EXPECT_GT(dropped, 500u);
}

TEST(SyncRandom, EqualProblemsHaveEqualSolutions) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    llvm::Expected<SyncSolution> a = solve(randomProblem(seed));
    llvm::Expected<SyncSolution> b = solve(randomProblem(seed));
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->edges, b->edges);
    EXPECT_EQ(a->relays, b->relays);
  }
}
