//===- SolveTest.cpp - Allocations that are found -------------------------===//

#include "Problems.h"
#include <gtest/gtest.h>

using namespace sima::alloc;

/// The message of solve(), "" on success.
static std::string solveText(const Problem &problem,
                             const Options &options = {}) {
  llvm::Expected<Solution> solution = solve(problem, options);
  return solution ? "" : llvm::toString(solution.takeError());
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

TEST(AllocSolve, MinimumReusesEvenWhereThereIsRoom) {
  Problem problem = problemOf(256, {{"a", 100, 0, 0}, {"b", 128, 5, 5}});
  Answer answer = answerOf(problem, {Goal::Minimum});
  EXPECT_EQ(answer.solution.peak, 128u);
  EXPECT_FALSE(answer.solution.disjoint);
  EXPECT_EQ(answer.certificate.verdict, Verdict::Optimal);
}

TEST(AllocSolve, SaysWhichStageDoesNotFit) {
  Problem problem = problemOf(128, {{"a", 65, 2, 7}, {"b", 64, 7, 8}});
  EXPECT_EQ(solveText(problem),
            "local memory: stage 7 needs 192 bytes, 64 more than the 128 there "
            "are; the largest buffers are 'a' with 65 bytes and 'b' with 64 "
            "bytes");
}

TEST(AllocSolve, NamesOnlyTheLargestOfManyBuffers) {
  Problem problem = problemOf(256, {});
  for (unsigned i = 0; i < 9; ++i)
    problem.buffers.push_back({"b" + std::to_string(i), 64, 0, 0});
  EXPECT_EQ(solveText(problem),
            "local memory: stage 0 needs 576 bytes, 320 more than the 256 "
            "there are; the largest buffers are 'b0' with 64 bytes, 'b1' with "
            "64 bytes, 'b2' with 64 bytes and 2 more");
}

TEST(AllocSolve, SaysWhichBuffersCannotBeArranged) {
  EXPECT_EQ(solveText(sevenBuffers()),
            "local memory: stage 0 needs 5 of the 5 bytes there are, but 7 "
            "buffers, not all of them live then, cannot be arranged in them; "
            "the largest buffers are 'a' with 4 bytes, 'g' with 4 bytes, 'b' "
            "with 2 bytes and 4 more");
}

/// Who knows what a stage is says so, in each of the messages.
TEST(AllocSolve, CallsStagesByTheNamesGiven) {
  auto nameOf = [](int64_t stage) { return "tile " + std::to_string(stage); };
  auto text = [&](const Problem &problem, const Options &options) {
    return llvm::toString(solve(problem, options, nameOf).takeError());
  };
  Problem problem = sevenBuffers();
  EXPECT_NE(text(problem, {}).find("tile 0 needs 5 of"), std::string::npos);
  EXPECT_NE(text(problem, {Goal::Fit, 0}).find("; tile 0 needs 5: "),
            std::string::npos);
  problem.capacity = 4;
  EXPECT_NE(text(problem, {}).find("tile 0 needs 5 bytes, 1 more"),
            std::string::npos);
}

TEST(AllocSolve, SaysHowGoodAnAllocationIs) {
  Problem problem = sevenBuffers();
  problem.capacity = 6;
  Answer answer = answerOf(problem, {Goal::Minimum});
  EXPECT_EQ(describeCertificate(problem, answer),
            "local memory: peak of 6 bytes of 6, the minimum");
  problem.capacity = 100;
  answer = answerOf(problem);
  EXPECT_EQ(describeCertificate(problem, answer),
            "local memory: peak of 16 bytes of 100; no byte is used twice; no "
            "allocation needs less than 5");
}

TEST(AllocSolve, SaysHowFarASearchCame) {
  EXPECT_EQ(solveText(sevenBuffers(), {Goal::Fit, /*nodeBudget=*/0}),
            "local memory: the best allocation found in 0 steps needs 6 bytes, "
            "1 more than the 5 there are; stage 0 needs 5: the largest buffers "
            "are 'a' with 4 bytes and 'c' with 1 bytes");
}

TEST(AllocSolve, AcceptsNoBuffers) {
  llvm::Expected<Solution> solution = solve(problemOf(0, {}));
  ASSERT_TRUE(bool(solution));
  EXPECT_EQ(solution->peak, 0u);
}

TEST(AllocSolve, BuffersOfNoBytesNeedNone) {
  Problem problem = sevenBuffers();
  problem.capacity = 6;
  problem.buffers.push_back({"none", 0, 0, 9});
  for (Goal goal : {Goal::Fit, Goal::Minimum}) {
    Answer answer = answerOf(problem, {goal});
    EXPECT_EQ(answer.solution.peak, 6u);
    EXPECT_TRUE(answer.fits(problem));
  }
  EXPECT_EQ(solveText(problemOf(0, {{"none", 0, 0, 9}})), "");
}

TEST(AllocSolve, RefusesHostileNumbers) {
  uint64_t huge = uint64_t(1) << 63;
  EXPECT_NE(solveText(problemOf(UINT64_MAX, {{"a", huge, 0, 0}})), "");
  EXPECT_NE(solveText(problemOf(UINT64_MAX, {{"a", 1, 1, 0}})), "");
  EXPECT_NE(solveText(problemOf(UINT64_MAX, {{"a", 1, 0, 0}}, 0)), "");
  EXPECT_NE(solveText(problemOf(64, {{"a", 1, 0, 0}}, huge)), "");
}

TEST(AllocSolve, SizesUpToTheLimit) {
  // Together just below 2^63, with stages from end to end of their range.
  uint64_t half = (uint64_t(1) << 62) - 1;
  Problem problem = problemOf(half,
                              {{"a", half, INT64_MIN, -1},
                               {"b", half - 1, 0, INT64_MAX},
                               {"c", 1, INT64_MAX, INT64_MAX}},
                              1);
  for (Goal goal : {Goal::Fit, Goal::Minimum})
    EXPECT_EQ(answerOf(problem, {goal}).solution.peak, half);
  problem.capacity = half - 1;
  EXPECT_EQ(answerOf(problem).certificate.conflict, (std::vector<size_t>{0}));
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

/// No search where best fit suffices, however many buffers there are.
TEST(AllocSolve, ManyShortLivedBuffers) {
  for (unsigned seed = 0; seed < 3; ++seed) {
    Problem problem = shortLived(seed, 10'000);
    Answer answer = answerOf(problem);
    EXPECT_TRUE(answer.fits(problem)) << "seed " << seed;
    EXPECT_EQ(answer.nodes, 0u) << "seed " << seed;
  }
}

/// Where the capacity is the bound best fit does not suffice, and the search
/// has to cope with thousands of buffers.
TEST(AllocSolve, ManyBuffersAndNoByteToSpare) {
  Problem problem = shortLived(/*seed=*/4, 5'000);
  problem.capacity = problem.lowerBound();
  Answer answer = answerOf(problem);
  EXPECT_EQ(answer.certificate.verdict, Verdict::Optimal);
  EXPECT_GT(answer.nodes, 0u);
}

/// Resident buffers under short-lived ones: millions of pairs.
TEST(AllocSolve, ResidentBuffers) {
  Problem problem = shortLived(/*seed=*/5, 12'000);
  for (unsigned i = 0; i < 1'000; ++i)
    problem.buffers.push_back({"w" + std::to_string(i), 1 + i * 7, 0, 7'000});
  problem.capacity = problem.lowerBound() * 11 / 10;
  EXPECT_TRUE(answerOf(problem).fits(problem));
}

/// Sizes near the end of 63 bits without a common divisor: what is not searched
/// is not called impossible.
TEST(AllocSolve, HugeSizesAreNotCalledImpossible) {
  Problem problem = sevenBuffers();
  uint64_t unit = uint64_t(1) << 59; // all of them: 2^63 - 1 bytes
  for (Buffer &buffer : problem.buffers)
    buffer.bytes *= unit;
  problem.buffers.front().bytes -= 1; // so that all sizes count
  problem.capacity = 6 * unit;
  Answer answer = answerOf(problem);
  EXPECT_TRUE(answer.fits(problem));
  problem.capacity = 6 * unit - 1;
  answer = answerOf(problem);
  EXPECT_NE(answer.certificate.verdict, Verdict::Infeasible);
}
