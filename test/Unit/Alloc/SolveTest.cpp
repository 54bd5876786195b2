//===- SolveTest.cpp - Allocations that are found -------------------------===//

#include "sima/Alloc/Problem.h"
#include "llvm/Support/Error.h"
#include <gtest/gtest.h>
#include <random>

using namespace sima::alloc;

static Problem problemOf(uint64_t capacity, std::vector<Buffer> buffers) {
  Problem problem;
  problem.memory = "local memory";
  problem.capacity = capacity;
  problem.buffers = std::move(buffers);
  return problem;
}

TEST(AllocSolve, UsesNoByteTwiceWhereThereIsRoom) {
  Problem problem = problemOf(256, {{"a", 100, 0, 0}, {"b", 128, 5, 5}});
  llvm::Expected<Solution> solution = solve(problem);
  ASSERT_TRUE(bool(solution));
  EXPECT_TRUE(solution->disjoint);
  EXPECT_EQ(solution->addresses, (std::vector<uint64_t>{0, 128}));
  EXPECT_EQ(solution->peak, 256u);
}

TEST(AllocSolve, ReusesWhatIsDead) {
  Problem problem =
      problemOf(128, {{"a", 128, 0, 0}, {"b", 64, 1, 2}, {"c", 64, 2, 3}});
  llvm::Expected<Solution> solution = solve(problem);
  ASSERT_TRUE(bool(solution));
  EXPECT_FALSE(solution->disjoint);
  EXPECT_EQ(solution->peak, 128u);
}

TEST(AllocSolve, SaysWhichStageDoesNotFit) {
  Problem problem = problemOf(128, {{"a", 65, 2, 7}, {"b", 64, 7, 8}});
  llvm::Expected<Solution> solution = solve(problem);
  ASSERT_FALSE(bool(solution));
  EXPECT_EQ(llvm::toString(solution.takeError()),
            "local memory: stage 7 needs 192 bytes, 64 more than the 128 there "
            "are");
}

TEST(AllocSolve, AcceptsNoBuffers) {
  llvm::Expected<Solution> solution = solve(problemOf(0, {}));
  ASSERT_TRUE(bool(solution));
  EXPECT_EQ(solution->peak, 0u);
}

/// Random problems at capacities from too small to ample: what is found is
/// verified and never below the bound, what is not found says so.
TEST(AllocSolve, RandomProblems) {
  unsigned solved = 0, reused = 0, refused = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    auto below = [&](unsigned n) { return random() % n; };
    Problem problem = problemOf(0, {});
    for (unsigned i = 0, n = 1 + below(40); i < n; ++i) {
      int64_t first = below(20);
      problem.buffers.push_back({"b" + std::to_string(i), 1 + below(5000),
                                 first, first + int64_t(below(6))});
    }
    uint64_t bound = problem.lowerBound();
    problem.capacity = bound * (80 + below(80)) / 100;
    llvm::Expected<Solution> solution = solve(problem);
    if (!solution) {
      EXPECT_NE(llvm::toString(solution.takeError()), "");
      ++refused;
      continue;
    }
    ++solved;
    reused += !solution->disjoint;
    EXPECT_GE(solution->peak, bound) << "seed " << seed;
    EXPECT_EQ(llvm::toString(problem.verify(solution->addresses)), "")
        << "seed " << seed;
  }
  EXPECT_GT(solved, 100u);
  EXPECT_GT(reused, 100u);
  EXPECT_GT(refused, 50u);
}
