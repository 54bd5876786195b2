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
            "local memory: a ends at 320, the limit is 256");
  // The sum of address and size does not wrap around.
  EXPECT_NE(verifyText(threeBuffers(), {UINT64_MAX - 63, 0, 64}), "");
}

TEST(AllocProblem, CountsAddresses) {
  EXPECT_EQ(verifyText(threeBuffers(), {0, 64}),
            "local memory: 2 addresses for 3 buffers");
}

TEST(AllocProblem, CutLinesAreNoRoom) {
  Problem problem = threeBuffers();
  problem.capacity = 127;
  problem.buffers = {{"a", 100, 0, 1}};
  EXPECT_EQ(verifyText(problem, {0}),
            "local memory: a ends at 128, the limit is 127");
}

TEST(AllocProblem, BuffersOfNoBytesOverlapNothing) {
  Problem problem = threeBuffers();
  problem.buffers.insert(problem.buffers.begin(), {"empty", 0, 0, 9});
  EXPECT_EQ(problem.lowerBound(), 192u);
  EXPECT_EQ(verifyText(problem, {64, 0, 128, 0}), "");
  EXPECT_EQ(verifyText(problem, {256, 0, 128, 0}), "");
}

TEST(AllocProblem, FindsOverlapOfEqualAddresses) {
  Problem problem = threeBuffers();
  problem.buffers = {{"x", 64, 5, 5}, {"y", 64, 0, 5}};
  EXPECT_EQ(verifyText(problem, {64, 64}),
            "local memory: x and y overlap at 64");
}

TEST(AllocProblem, FindsOverlapWithAnEarlierBuffer) {
  Problem problem = threeBuffers();
  problem.buffers = {{"early", 64, 0, 9}, {"late", 128, 3, 3}};
  EXPECT_EQ(verifyText(problem, {64, 0}),
            "local memory: late and early overlap at 64");
}

TEST(AllocProblem, StagesAtTheEndsOfTheRange) {
  Problem problem = threeBuffers();
  problem.buffers = {{"a", 64, INT64_MIN, INT64_MAX},
                     {"b", 64, INT64_MAX, INT64_MAX},
                     {"c", 64, INT64_MIN, INT64_MIN}};
  EXPECT_EQ(problem.lowerBound(), 128u);
  EXPECT_EQ(problem.fullestStage(), INT64_MIN);
  EXPECT_EQ(verifyText(problem, {0, 64, 64}), "");
  EXPECT_NE(verifyText(problem, {0, 0, 64}), "");
}

TEST(AllocProblem, BoundDoesNotWrapAround) {
  Problem problem = threeBuffers();
  problem.buffers = {{"a", UINT64_MAX, 0, 0}, {"b", UINT64_MAX, 0, 0}};
  EXPECT_EQ(problem.lowerBound(), UINT64_MAX);
}

TEST(AllocProblem, RefusesSizesThatOverflow) {
  Problem problem = threeBuffers();
  problem.buffers = {{"a", uint64_t(1) << 62, 0, 0},
                     {"b", uint64_t(1) << 62, 1, 1}};
  EXPECT_EQ(llvm::toString(problem.validate()),
            "local memory: sizes of all buffers up to b (4611686018427387904 "
            "bytes) exceed 9223372036854775807 bytes together");
  problem.buffers = {{"a", UINT64_MAX, 0, 0}};
  EXPECT_NE(llvm::toString(problem.validate()), "");
  problem.buffers = {{"a", INT64_MAX - 63, 0, 0}};
  EXPECT_EQ(llvm::toString(problem.validate()), "");
}

TEST(AllocProblem, RefusesWhatMeansNothing) {
  Problem problem = threeBuffers();
  problem.buffers[1].last = 0;
  EXPECT_EQ(verifyText(problem, {0, 128, 0}),
            "local memory: b is live from stage 1 to 0; the last stage must "
            "not be before the first");
  problem.alignment = 0;
  EXPECT_EQ(verifyText(problem, {0, 128, 0}),
            "local memory: alignment 0; use 1 for none");
}
