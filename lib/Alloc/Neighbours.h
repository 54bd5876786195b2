//===- Neighbours.h - Buffers that live together ----------------*- C++ -*-===//
#ifndef SIMA_LIB_ALLOC_NEIGHBOURS_H
#define SIMA_LIB_ALLOC_NEIGHBOURS_H

#include "sima/Alloc/Problem.h"

namespace sima::alloc {

/// For each buffer those that share a stage with it; buffers of no bytes have
/// no neighbours and are nobody's.
class Neighbours {
public:
  /// O(n log n + pairs).
  explicit Neighbours(llvm::ArrayRef<Buffer> buffers);

  llvm::ArrayRef<uint32_t> of(size_t buffer) const {
    return llvm::ArrayRef(entries).slice(begins[buffer],
                                         begins[buffer + 1] - begins[buffer]);
  }

private:
  std::vector<size_t> begins; // one more than buffers
  std::vector<uint32_t> entries;
};

/// Pairs of neighbours, counted once, without listing them: O(n log n).
uint64_t countPairs(llvm::ArrayRef<Buffer> buffers);

} // namespace sima::alloc

#endif // SIMA_LIB_ALLOC_NEIGHBOURS_H
