//===- ExactTest.cpp - Minima, compared with brute force ------------------===//

#include "Problems.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

using namespace sima::alloc;

/// The minimum by another definition: of all orders, buffers placed one after
/// the other as low as possible. The order of an optimal allocation's addresses
/// is among them.
static uint64_t bruteForce(const Problem &problem) {
  llvm::ArrayRef<Buffer> buffers = problem.buffers;
  std::vector<size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<uint64_t> begins(buffers.size());
  auto end = [&](size_t i) {
    return begins[i] + problem.aligned(buffers[i].bytes);
  };
  uint64_t best = UINT64_MAX;
  do {
    uint64_t peak = 0;
    for (size_t k = 0; k < order.size() && peak < best; ++k) {
      size_t i = order[k];
      begins[i] = 0;
      for (size_t j = 0; j < k;) {
        size_t other = order[j++];
        if (buffers[other].overlapsInTime(buffers[i]) &&
            begins[other] < end(i) && begins[i] < end(other)) {
          begins[i] = end(other);
          j = 0; // it may have met another one
        }
      }
      peak = std::max(peak, end(i));
    }
    best = std::min(best, peak);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

/// Minimum and infeasibility right below it, with their certificates.
static void expectMinimum(Problem problem, uint64_t minimum) {
  problem.capacity = 2 * minimum;
  Answer answer = answerOf(problem, {Goal::Minimum});
  EXPECT_EQ(answer.certificate.verdict, Verdict::Optimal);
  EXPECT_EQ(answer.solution.peak, minimum);
  EXPECT_EQ(llvm::cantFail(checkAnswer(problem, answer)), Checked::All);

  problem.capacity = minimum;
  EXPECT_TRUE(answerOf(problem).fits(problem));

  problem.capacity = minimum - 1;
  answer = answerOf(problem);
  EXPECT_EQ(answer.certificate.verdict, Verdict::Infeasible);
  EXPECT_TRUE(answer.certificate.conflictIsMinimal);
  EXPECT_EQ(llvm::cantFail(checkAnswer(problem, answer)), Checked::All);
}

TEST(AllocExact, MinimumAboveTheLiveSum) {
  Problem problem = sevenBuffers();
  EXPECT_EQ(problem.lowerBound(), 5u);
  EXPECT_EQ(bruteForce(problem), 6u);
  expectMinimum(problem, 6);
}

TEST(AllocExact, MinimumOfWholeLines) {
  Problem problem = sevenBuffers();
  problem.alignment = 64;
  for (Buffer &buffer : problem.buffers)
    buffer.bytes = 64 * buffer.bytes - 7;
  expectMinimum(problem, 6 * 64);
}

/// A buffer that lives with all others lies below them, and what is above falls
/// apart in time.
TEST(AllocExact, MinimumAboveFloors) {
  Problem problem = sevenBuffers();
  for (Buffer &buffer : sevenBuffers().buffers)
    problem.buffers.push_back({"late " + buffer.name, buffer.bytes,
                               buffer.first + 20, buffer.last + 20});
  problem.buffers.push_back({"floor", 3, 0, 30});
  problem.buffers.push_back({"second floor", 2, 19, 26});
  Problem wide = problem;
  wide.capacity = 100;
  Answer answer = answerOf(wide, {Goal::Minimum});
  EXPECT_EQ(answer.certificate.verdict, Verdict::Optimal);
  EXPECT_EQ(answer.solution.peak, 11u);

  // The early half fits; the late one does not, because of both floors.
  problem.capacity = 10;
  answer = answerOf(problem);
  EXPECT_EQ(answer.certificate.verdict, Verdict::Infeasible);
  EXPECT_EQ(answer.certificate.conflict,
            (std::vector<size_t>{7, 8, 9, 10, 11, 12, 13, 14, 15}));
  EXPECT_EQ(llvm::cantFail(checkAnswer(problem, answer)), Checked::All);
}

TEST(AllocExact, EqualsBruteForce) {
  unsigned full = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Problem problem = fullStages(seed, 4 + seed % 4, 3 + seed % 5, 1 + seed % 7,
                                 1 + seed % 3);
    if (problem.buffers.size() > 7)
      continue;
    ++full;
    expectMinimum(problem, bruteForce(problem));
  }
  EXPECT_GT(full, 100u);
}

/// Neighbours of a problem whose minimum is above its live sum: some are so
/// too, which random problems hardly ever are.
TEST(AllocExact, EqualsBruteForceNearTheBound) {
  unsigned above = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    Problem problem = sevenBuffers();
    for (unsigned change = 0; change < 2; ++change) {
      Buffer &buffer = problem.buffers[random() % 7];
      switch (random() % 4) {
      case 0:
        buffer.bytes += 1;
        break;
      case 1:
        buffer.last += 1;
        break;
      case 2:
        buffer.first -= buffer.first > 0;
        break;
      case 3:
        std::swap(buffer, problem.buffers[random() % 7]);
        break;
      }
    }
    uint64_t minimum = bruteForce(problem);
    above += minimum > problem.lowerBound();
    expectMinimum(problem, minimum);
  }
  EXPECT_GT(above, 50u);
}

/// Larger ones, where each answer is checked by the plain enumeration.
TEST(AllocExact, CertificatesOfFullStages) {
  unsigned optimal = 0, infeasible = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    Problem problem = fullStages(seed, 22, 30, 12);
    Answer answer = answerOf(problem, {Goal::Fit, 1'000'000});
    optimal += answer.certificate.verdict == Verdict::Optimal;
    infeasible += answer.certificate.verdict == Verdict::Infeasible;
    llvm::Expected<Checked> checked = checkAnswer(problem, answer);
    ASSERT_TRUE(bool(checked))
        << "seed " << seed << ": " << llvm::toString(checked.takeError());
    EXPECT_EQ(*checked, Checked::All) << "seed " << seed;
  }
  EXPECT_EQ(optimal + infeasible, 150u);
  EXPECT_GT(optimal, 50u);
  EXPECT_GT(infeasible, 2u);
}

TEST(AllocExact, SameProblemSameAnswer) {
  for (uint64_t budget : {100, 20'000}) {
    Problem problem = fullStages(/*seed=*/3, 60, 100, 20);
    Answer once = answerOf(problem, {Goal::Minimum, budget});
    Answer again = answerOf(problem, {Goal::Minimum, budget});
    EXPECT_EQ(once.solution.addresses, again.solution.addresses);
    EXPECT_EQ(once.nodes, again.nodes);
    EXPECT_EQ(once.certificate.lowerBound, again.certificate.lowerBound);
  }
}

/// Names mean nothing, nor does the stage at which all begins.
TEST(AllocExact, NamesAndTheFirstStageMeanNothing) {
  Problem problem = fullStages(/*seed=*/3, 40, 60, 20), other = problem;
  for (Buffer &buffer : other.buffers) {
    buffer.name = "x";
    buffer.first -= 1'000'000'007;
    buffer.last -= 1'000'000'007;
  }
  Answer a = answerOf(problem), b = answerOf(other);
  EXPECT_EQ(a.solution.addresses, b.solution.addresses);
  EXPECT_EQ(a.nodes, b.nodes);
}
