//===- ProblemTest.cpp - Bounds and verification of allocations -----------===//

#include "sima/Alloc/Problem.h"
#include "llvm/Support/Error.h"
#include <gtest/gtest.h>

using namespace sima::alloc;

static Problem threeBuffers() {
  Problem problem;
  problem.memory = "local memory";
  problem.capacity = 256;
  problem.buffers = {{"a", 100, 0, 1}, {"b", 64, 1, 2}, {"c", 1, 2, 4}};
  return problem;
}

/// The message of verify(), "" on success.
static std::string verifyText(const Problem &problem,
                              llvm::ArrayRef<uint64_t> addresses) {
  return llvm::toString(problem.verify(addresses));
}

TEST(AllocProblem, BoundCountsWholeLines) {
  Problem problem = threeBuffers();
  // a and b at stage 1: 128 + 64.
  EXPECT_EQ(problem.lowerBound(), 192u);
  EXPECT_EQ(problem.fullestStage(), 1);
}

TEST(AllocProblem, LastStageIsInclusive) {
  Problem problem = threeBuffers();
  problem.buffers[0].last = 2;
  EXPECT_EQ(problem.lowerBound(), 256u);
  EXPECT_EQ(problem.fullestStage(), 2);
}

TEST(AllocProblem, NothingNeedsNothing) {
  Problem problem;
  EXPECT_EQ(problem.lowerBound(), 0u);
  EXPECT_EQ(problem.fullestStage(), 0);
  EXPECT_EQ(verifyText(problem, {}), "");
}

TEST(AllocProblem, AcceptsReuseOfDeadBytes) {
  // c takes the place of a, which is dead by then.
  EXPECT_EQ(verifyText(threeBuffers(), {0, 128, 0}), "");
}

TEST(AllocProblem, FindsOverlap) {
  EXPECT_EQ(verifyText(threeBuffers(), {0, 64, 192}),
            "local memory: a and b overlap at 64");
}

TEST(AllocProblem, FindsOverlapBehindASmallerNeighbour) {
  Problem problem = threeBuffers();
  problem.buffers = {
      {"long", 192, 0, 9}, {"dead", 64, 20, 21}, {"c", 64, 3, 3}};
  EXPECT_EQ(verifyText(problem, {0, 64, 128}),
            "local memory: long and c overlap at 128");
}

TEST(AllocProblem, FindsMisalignment) {
  EXPECT_EQ(verifyText(threeBuffers(), {0, 130, 0}),
            "local memory: b at 130 is not aligned to 64");
}

TEST(AllocProblem, FindsWhatLiesBeyondTheEnd) {
  EXPECT_EQ(verifyText(threeBuffers(), {192, 0, 64}),
            "local memory: a ends at 292, the limit is 256");
  // The sum of address and size does not wrap around.
  EXPECT_NE(verifyText(threeBuffers(), {UINT64_MAX - 63, 0, 64}), "");
}

TEST(AllocProblem, CountsAddresses) {
  EXPECT_EQ(verifyText(threeBuffers(), {0, 64}),
            "local memory: 2 addresses for 3 buffers");
}
