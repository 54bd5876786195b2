//===- Problem.h - Static memory allocation ---------------------*- C++ -*-===//
//
// Buffers with sizes and live ranges, the memory they have to fit into, and
// what any allocation of them must satisfy. Not for finding one: see Solve.h.
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

/// The largest sum of sizes that are live at one stage.
struct LivePeak {
  uint64_t bytes = 0; ///< UINT64_MAX where the sum does not fit 64 bits
  int64_t stage = 0;  ///< the first one that reaches it
};

/// One memory and what has to fit into it. A buffer occupies whole lines of
/// `alignment` bytes.
struct Problem {
  std::string memory; ///< for messages: "local memory", "accumulators"
  uint64_t capacity = 0;
  uint64_t alignment = 64;
  std::vector<Buffer> buffers;

  /// `bytes` rounded up to whole lines; the largest multiple there is where
  /// that exceeds 64 bits.
  uint64_t aligned(uint64_t bytes) const;
  /// Whole lines, in time and space: O(n log n) for n buffers.
  LivePeak livePeak() const;
  /// No allocation needs less than livePeak().
  uint64_t lowerBound() const { return livePeak().bytes; }
  int64_t fullestStage() const { return livePeak().stage; }
  /// Says what is wrong with the numbers: alignment 0, a buffer that ends
  /// before it begins, sizes of more than 2^63 - 1 bytes together. What passes
  /// can be added up without overflow.
  llvm::Error validate() const;
  /// validate(), and checks alignment, capacity and that buffers live together
  /// do not overlap: O(n log n). Buffers of no bytes overlap nothing.
  llvm::Error verify(llvm::ArrayRef<uint64_t> addresses) const;
};

} // namespace sima::alloc

#endif // SIMA_ALLOC_PROBLEM_H
