//===- CertificateTest.cpp - What is known about a minimum ----------------===//

#include "Problems.h"
#include <gtest/gtest.h>

using namespace sima::alloc;

/// What checkAnswer() finds wrong, "" if nothing.
static std::string checkText(const Problem &problem, const Answer &answer) {
  llvm::Expected<Checked> checked = checkAnswer(problem, answer);
  return checked ? "" : llvm::toString(checked.takeError());
}

TEST(AllocCertificate, OptimalByLiveSum) {
  Problem problem =
      problemOf(128, {{"a", 128, 0, 0}, {"b", 64, 1, 2}, {"c", 64, 2, 3}});
  Answer answer = answerOf(problem);
  EXPECT_EQ(answer.certificate.verdict, Verdict::Optimal);
  EXPECT_EQ(answer.certificate.lowerBound, 128u);
  EXPECT_EQ(answer.nodes, 0u);
  EXPECT_EQ(checkText(problem, answer), "");
}

TEST(AllocCertificate, GapWhereEverythingFitsSideBySide) {
  Problem problem = problemOf(256, {{"a", 128, 0, 0}, {"b", 64, 1, 1}});
  Answer answer = answerOf(problem);
  EXPECT_EQ(answer.certificate.verdict, Verdict::Gap);
  EXPECT_TRUE(answer.fits(problem));
  EXPECT_EQ(answer.solution.peak, 192u);
  EXPECT_EQ(answer.certificate.lowerBound, 128u);
  EXPECT_EQ(checkText(problem, answer), "");
}

TEST(AllocCertificate, GapWhereTheBudgetIsSpent) {
  Problem problem = sevenBuffers();
  Answer answer = answerOf(problem, {Goal::Fit, /*nodeBudget=*/1});
  EXPECT_EQ(answer.certificate.verdict, Verdict::Gap);
  EXPECT_FALSE(answer.fits(problem));
  EXPECT_EQ(answer.solution.peak, 6u);
  EXPECT_EQ(answer.certificate.lowerBound, 5u);
  EXPECT_EQ(answer.nodes, 1u);
  EXPECT_EQ(checkText(problem, answer), "");
}

TEST(AllocCertificate, ConflictOfAStageIsTheFewestBuffers) {
  Problem problem = problemOf(256, {{"small", 64, 0, 9},
                                    {"large", 192, 3, 5},
                                    {"elsewhere", 192, 6, 9},
                                    {"medium", 128, 4, 4}});
  Answer answer = answerOf(problem);
  const Certificate &certificate = answer.certificate;
  EXPECT_EQ(certificate.verdict, Verdict::Infeasible);
  EXPECT_EQ(certificate.lowerBound, 384u);
  EXPECT_EQ(certificate.conflict, (std::vector<size_t>{1, 3}));
  EXPECT_TRUE(certificate.conflictIsLiveSum);
  EXPECT_TRUE(certificate.conflictIsMinimal);
  EXPECT_TRUE(answer.solution.addresses.empty());
  EXPECT_EQ(checkText(problem, answer), "");
}

TEST(AllocCertificate, ConflictOfASearchLeavesOutWhatIsNotNeeded) {
  Problem problem = sevenBuffers();
  problem.buffers.insert(problem.buffers.begin(), {"beside", 1, 4, 4});
  problem.buffers.push_back({"after", 5, 6, 6});
  problem.buffers.push_back({"none", 0, 0, 6});
  Answer answer = answerOf(problem);
  const Certificate &certificate = answer.certificate;
  EXPECT_EQ(certificate.verdict, Verdict::Infeasible);
  EXPECT_EQ(certificate.lowerBound, 6u);
  EXPECT_EQ(certificate.conflict, (std::vector<size_t>{1, 2, 3, 4, 5, 6, 7}));
  EXPECT_FALSE(certificate.conflictIsLiveSum);
  EXPECT_TRUE(certificate.conflictIsMinimal);
  EXPECT_EQ(checkText(problem, answer), "");
}

/// The budget may suffice for the proof, but not for making it small.
TEST(AllocCertificate, SaysWhereMinimalityIsNotProven) {
  Problem problem = fullStages(/*seed=*/81, 26, 30, 12);
  Answer full = answerOf(problem);
  ASSERT_EQ(full.certificate.verdict, Verdict::Infeasible);
  EXPECT_TRUE(full.certificate.conflictIsMinimal);
  EXPECT_EQ(checkText(problem, full), "");
  Answer hasty = answerOf(problem, {Goal::Fit, /*nodeBudget=*/256});
  ASSERT_EQ(hasty.certificate.verdict, Verdict::Infeasible);
  EXPECT_FALSE(hasty.certificate.conflictIsMinimal);
  EXPECT_GT(hasty.certificate.conflict.size(),
            full.certificate.conflict.size());
  EXPECT_EQ(checkText(problem, hasty), "");
}

TEST(AllocCertificate, CheckSaysHowFarItCame) {
  Problem problem = sevenBuffers();
  Answer answer = answerOf(problem);
  EXPECT_EQ(llvm::cantFail(checkAnswer(problem, answer)), Checked::All);
  EXPECT_EQ(llvm::cantFail(checkAnswer(problem, answer, /*nodeBudget=*/2)),
            Checked::Counted);
}

TEST(AllocCertificate, CheckFindsFalseSolutions) {
  Problem problem =
      problemOf(192, {{"a", 128, 0, 0}, {"b", 64, 1, 2}, {"c", 64, 2, 3}});
  Answer good = answerOf(problem), bad = good;
  ASSERT_EQ(checkText(problem, good), "");
  bad.solution.addresses[2] = bad.solution.addresses[1];
  EXPECT_EQ(checkText(problem, bad), "local memory: b and c overlap at 0");
  bad = good;
  bad.solution.peak += 64;
  EXPECT_EQ(checkText(problem, bad), "local memory: the peak is 128, not 192");
  bad = good;
  bad.solution.disjoint = true;
  EXPECT_EQ(checkText(problem, bad), "local memory: a and b overlap at 0");
  bad = good;
  bad.solution.addresses.pop_back();
  EXPECT_EQ(checkText(problem, bad), "local memory: 2 addresses for 3 buffers");
}

TEST(AllocCertificate, CheckFindsFalseBounds) {
  Problem problem = sevenBuffers();
  problem.capacity = 9;
  Answer good = answerOf(problem, {Goal::Minimum}), bad = good;
  ASSERT_EQ(checkText(problem, good), "");
  bad.certificate.lowerBound = 5;
  EXPECT_EQ(checkText(problem, bad),
            "local memory: peak 6 with the bound 5 is not optimal");
  bad.certificate.verdict = Verdict::Gap;
  EXPECT_EQ(checkText(problem, bad), "");
  bad.certificate.lowerBound = 6;
  EXPECT_EQ(checkText(problem, bad),
            "local memory: peak 6 with the bound 6 is no gap");
  // One byte more than needed, with a bound to match.
  bad = good;
  for (uint64_t &address : bad.solution.addresses)
    ++address;
  bad.solution.peak = bad.certificate.lowerBound = 7;
  EXPECT_EQ(checkText(problem, bad),
            "local memory: there is an allocation of 7 buffers within 6 bytes");
}

TEST(AllocCertificate, CheckFindsFalseConflicts) {
  Problem problem = sevenBuffers();
  problem.buffers.push_back({"after", 5, 6, 6});
  Answer good = answerOf(problem), bad = good;
  ASSERT_EQ(checkText(problem, good), "");
  bad.certificate.conflict.pop_back();
  EXPECT_EQ(checkText(problem, bad),
            "local memory: there is an allocation of 6 buffers within 5 bytes");
  bad = good;
  bad.certificate.conflict.push_back(7);
  EXPECT_EQ(checkText(problem, bad),
            "local memory: the conflict needs no after");
  bad.certificate.conflictIsMinimal = false;
  EXPECT_EQ(checkText(problem, bad), "");
  bad.certificate.conflict = {0, 0};
  EXPECT_EQ(checkText(problem, bad),
            "local memory: the conflict is not an ascending list of buffers");
  bad = good;
  bad.certificate.lowerBound = 7;
  EXPECT_EQ(checkText(problem, bad),
            "local memory: the conflict does not prove the bound 7");
  bad = good;
  bad.certificate.conflictIsLiveSum = true;
  EXPECT_EQ(checkText(problem, bad),
            "local memory: the conflict has 5 live bytes");
}
