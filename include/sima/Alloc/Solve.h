//===- Solve.h - Allocations and their certificates -------------*- C++ -*-===//
//
// Finds addresses for a Problem and says how good they are: best fit first,
// exact search where that is not enough. docs/memory.md describes both.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_ALLOC_SOLVE_H
#define SIMA_ALLOC_SOLVE_H

#include "sima/Alloc/Problem.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sima::alloc {

/// What is looked for.
enum class Goal {
  Fit,    ///< the first allocation within the capacity
  Minimum ///< one of the lowest peak, and the proof that none is lower
};

struct Options {
  Goal goal = Goal::Fit;
  /// Nodes of the exact search, those that reduce a conflict included: a node
  /// is a branch, or 4096 items that branches looked at. The answer depends on
  /// this number and on nothing of the host.
  uint64_t nodeBudget = 100'000;
};

/// An allocation and how it was found.
struct Solution {
  std::vector<uint64_t> addresses; ///< one per buffer
  uint64_t peak = 0;               ///< end of the highest line in use
  /// No byte is used by two buffers, so that no reuse ever has to wait.
  bool disjoint = false;
};

enum class Verdict {
  Optimal,   ///< the peak is the proven minimum
  Gap,       ///< the minimum is between bound and peak
  Infeasible ///< no allocation fits the capacity
};

/// What is known about the minimum, and why.
struct Certificate {
  Verdict verdict = Verdict::Gap;
  /// No allocation has a lower peak, in bytes.
  uint64_t lowerBound = 0;
  /// Infeasible: buffers (indices, ascending) that do not fit together.
  std::vector<size_t> conflict;
  /// Infeasible: without any one of them the others are known to fit.
  bool conflictIsMinimal = false;
  /// Infeasible: their sizes alone exceed the capacity, at livePeak().stage;
  /// else only the exact search knows.
  bool conflictIsLiveSum = false;
};

struct Answer {
  /// The allocation of the lowest peak found; beyond the capacity only where
  /// the verdict is Gap. Infeasible problems have none.
  Solution solution;
  Certificate certificate;
  uint64_t nodes = 0; ///< spent of the budget

  bool fits(const Problem &problem) const {
    return certificate.verdict != Verdict::Infeasible &&
           solution.peak <= problem.capacity;
  }
};

/// Allocates. Where everything fits side by side nothing is reused. Else best
/// fit in the order of decreasing size and others (Sekiyama et al.,
/// "Profile-guided memory optimization for deep neural networks", 2018), then
/// branch and bound over canonical placements (Moffitt, "MiniMalloc: A
/// Lightweight Memory Allocator for Hardware-Accelerated Machine Learning",
/// 2023). Addresses within the capacity are verified. An error says what is
/// wrong with the problem, see Problem::validate.
llvm::Expected<Answer> allocate(const Problem &problem,
                                const Options &options = {});

/// What messages call a stage; by default "stage 3".
using StageName = llvm::function_ref<std::string(int64_t)>;

/// allocate(), with an error where nothing fits that names the stage or the
/// search, the bytes beyond the limit and the largest buffers in conflict.
llvm::Expected<Solution> solve(const Problem &problem,
                               const Options &options = {},
                               StageName nameOf = {});

/// The error of solve() for an answer that does not fit.
std::string describeFailure(const Problem &problem, const Answer &answer,
                            StageName nameOf = {});

/// The peak of an answer that fits and what is known about the minimum.
std::string describeCertificate(const Problem &problem, const Answer &answer);

/// How far a certificate was checked.
enum class Checked {
  All,
  Counted ///< all but a proof by search that was longer than the budget
};

/// Checks solution and certificate by other means than found them: counting,
/// and for what only search can prove a plain enumeration of at most
/// `nodeBudget` branches. An error says what is not true.
llvm::Expected<Checked> checkAnswer(const Problem &problem,
                                    const Answer &answer,
                                    uint64_t nodeBudget = 1'000'000);

} // namespace sima::alloc

#endif // SIMA_ALLOC_SOLVE_H
