//===- SyncRandomTest.cpp - Random programs, checked by execution ---------===//
//
// The solver and verify() share vector clocks, so this test has an oracle of
// its own: happens-before as plain reachability over what the machine
// guarantees.
//
//===----------------------------------------------------------------------===//

#include "SyncBuilder.h"
#include "llvm/ADT/BitVector.h"
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

/// For each entry, the entries that are surely complete when it starts. An
/// entry starts after every earlier one of its queue has started.
static std::vector<llvm::BitVector>
completedBefore(const SyncProblem &problem, const SyncSolution &solution) {
  unsigned count = problem.entries.size();
  unsigned all = count + solution.relays.size();
  std::vector<unsigned> order;
  unsigned relay = 0;
  for (unsigned id = 0; id < count; ++id) {
    for (;
         relay < solution.relays.size() && solution.relays[relay].before == id;
         ++relay)
      order.push_back(count + relay);
    order.push_back(id);
  }
  std::vector<llvm::BitVector> done(all, llvm::BitVector(all));
  std::map<QueueId, unsigned> lastOf;
  for (unsigned id : order) {
    QueueId queue = id < count ? problem.entries[id].queue
                               : solution.relays[id - count].queue;
    if (auto last = lastOf.find(queue); last != lastOf.end()) {
      done[id] |= done[last->second];
      if (SyncProblem::isSerial(queue))
        done[id].set(last->second);
    }
    for (const SyncEdge &edge : solution.edges)
      if (edge.to == id) {
        done[id] |= done[edge.from];
        done[id].set(edge.from);
      }
    lastOf[queue] = id;
  }
  return done;
}

/// Whether every conflict of `problem` is ordered.
static bool isOrdered(const SyncProblem &problem,
                      const SyncSolution &solution) {
  std::vector<llvm::BitVector> done = completedBefore(problem, solution);
  for (unsigned b = 0; b < problem.entries.size(); ++b)
    for (unsigned a = 0; a < b; ++a)
      for (const PlacedAccess &x : problem.entries[a].accesses)
        for (const PlacedAccess &y : problem.entries[b].accesses)
          if (x.conflicts(y) && !done[b].test(a))
            return false;
  return true;
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
          << "seed " << seed << ", edge " << drop << " is superfluous";
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
