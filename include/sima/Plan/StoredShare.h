//===- StoredShare.h - What compression leaves of constants -----*- C++ -*-===//
#ifndef SIMA_PLAN_STOREDSHARE_H
#define SIMA_PLAN_STOREDSHARE_H

#include "sima/Plan/Constants.h"

namespace sima::plan {

/// What is stored of a layer's constants: their own bytes, or fewer,
/// compressed.
struct StoredShare {
  int64_t bytes = 1;
  int64_t storedBytes = 1;

  /// The same share of `part` of the bytes, rounded up. A chunk of them may
  /// compress a little better or worse.
  int64_t of(int64_t part) const;
};

/// The share when all constants of the layer are compressed as one chunk.
/// Emits an error where they are missing.
mlir::FailureOr<StoredShare> storedShare(const LayerBody &body);

/// The bytes that are stored of a chunk: empty where compression does not save
/// a DRAM line, so that it stays as it is.
std::vector<uint8_t> compressChunk(llvm::ArrayRef<uint8_t> bytes);

} // namespace sima::plan

#endif // SIMA_PLAN_STOREDSHARE_H
