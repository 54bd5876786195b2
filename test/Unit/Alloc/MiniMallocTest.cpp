//===- MiniMallocTest.cpp - Hard problems from practice -------------------===//
//
// The eleven problems that Moffitt, "MiniMalloc", 2023, publishes.
//
//===----------------------------------------------------------------------===//

#include "MiniMallocFile.h"
#include "Problems.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <gtest/gtest.h>

using namespace sima::alloc;

/// $SIMA_MODELS/minimalloc/*.csv, sorted.
static std::vector<std::string> files() {
  std::vector<std::string> found;
  if (const char *models = std::getenv("SIMA_MODELS")) {
    std::error_code error;
    llvm::sys::fs::directory_iterator entry(std::string(models) + "/minimalloc",
                                            error);
    for (; !error && entry != llvm::sys::fs::directory_iterator();
         entry.increment(error))
      if (llvm::StringRef(entry->path()).ends_with(".csv"))
        found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(AllocMiniMalloc, AllFit) {
  if (files().empty())
    GTEST_SKIP() << "no $SIMA_MODELS/minimalloc/*.csv";
  for (const std::string &file : files()) {
    SCOPED_TRACE(file);
    Problem problem = llvm::cantFail(readMiniMalloc(file));
    problem.capacity = 1'048'576;
    auto start = std::chrono::steady_clock::now();
    Answer answer = answerOf(problem);
    std::chrono::duration<double> time =
        std::chrono::steady_clock::now() - start;
    llvm::outs() << llvm::formatv(
        "{0}: {1} buffers, peak {2}, bound {3}, {4} nodes, {5:f3} s\n",
        problem.memory, problem.buffers.size(), answer.solution.peak,
        answer.certificate.lowerBound, answer.nodes, time.count());
    EXPECT_TRUE(answer.fits(problem));
    EXPECT_EQ(llvm::toString(problem.verify(answer.solution.addresses)), "");
    EXPECT_TRUE(bool(checkAnswer(problem, answer)));
  }
  llvm::outs().flush();
}

TEST(AllocMiniMalloc, RefusesOtherFiles) {
  llvm::SmallString<128> path;
  int descriptor = 0;
  ASSERT_FALSE(
      llvm::sys::fs::createTemporaryFile("alloc", "csv", descriptor, path));
  llvm::raw_fd_ostream(descriptor, /*shouldClose=*/true)
      << "id,lower,upper,size\n0,5,7,64\n1,7,7,64\n";
  llvm::Expected<Problem> problem = readMiniMalloc(path.str().str());
  ASSERT_FALSE(bool(problem));
  EXPECT_EQ(llvm::toString(problem.takeError()),
            path.str().str() + ":3: expected four numbers with lower < upper, "
                               "found 1,7,7,64");
  EXPECT_FALSE(llvm::sys::fs::remove(path));
}
