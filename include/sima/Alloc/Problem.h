//===- Problem.h - Static memory allocation ---------------------*- C++ -*-===//
//
// Buffers with sizes and live ranges go in, addresses come out. The problem
// checks any solution; algorithms live beneath it (solve()).
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_ALLOC_PROBLEM_H
#define SIMA_ALLOC_PROBLEM_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace sima::alloc {

/// Bytes that are in use from stage `first` to stage `last`, both inclusive.
struct Buffer {
  std::string name;
  uint64_t bytes = 0;
  int64_t first = 0;
  int64_t last = 0;

  bool overlapsInTime(const Buffer &other) const {
    return first <= other.last && other.first <= last;
  }
};

/// One memory and what has to fit into it.
struct Problem {
  std::string memory; ///< for messages: "local memory", "accumulators"
  uint64_t capacity = 0;
  uint64_t alignment = 64;
  std::vector<Buffer> buffers;

  uint64_t aligned(uint64_t bytes) const {
    return (bytes + alignment - 1) / alignment * alignment;
  }
  /// The largest sum of sizes that are live at one stage: no allocation needs
  /// less.
  uint64_t lowerBound() const;
  /// The stage where that sum is reached first.
  int64_t fullestStage() const;
  /// Checks alignment, capacity and that buffers live together do not overlap.
  llvm::Error verify(llvm::ArrayRef<uint64_t> addresses) const;
};

/// An allocation and how it was found.
struct Solution {
  std::vector<uint64_t> addresses; ///< one per buffer
  uint64_t peak = 0;               ///< highest address in use plus one
  /// No byte is used by two buffers, so that no reuse ever has to wait.
  bool disjoint = false;
};

/// Finds a verified solution or says which stage does not fit and by how much.
/// Where everything fits side by side nothing is reused; else best fit in the
/// order of decreasing size and others (Sekiyama et al., "Profile-guided memory
/// optimization for deep neural networks", 2018), then hill climbing over
/// orders with a fixed budget.
llvm::Expected<Solution> solve(const Problem &problem);

} // namespace sima::alloc

#endif // SIMA_ALLOC_PROBLEM_H
