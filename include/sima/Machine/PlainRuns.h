//===- PlainRuns.h - Contiguous runs of a strided operand -------*- C++ -*-===//
//
// The merging rule of docs/isa.md for plain operands, used for cycles, lines
// and accesses alike.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MACHINE_PLAINRUNS_H
#define SIMA_MACHINE_PLAINRUNS_H

#include <array>
#include <cstdint>

namespace sima {

/// Extents (0 reads as 1) and byte strides of a plain operand, dimension 3
/// innermost. Extents and strides are descriptor fields: at most 32 bits.
/// Counts that do not fit saturate at the maximum of int64_t.
struct PlainShape {
  std::array<int64_t, 4> sizes{};
  std::array<int64_t, 4> strides{};
  int64_t elementBytes = 1;

  int64_t extent(unsigned d) const { return sizes[d] ? sizes[d] : 1; }
  int64_t elements() const;
  /// Bytes of one contiguous run, merged from the innermost dimension outward.
  int64_t runBytes() const;
  /// The number of dimensions (from the inside) that the run merges, 0..4.
  unsigned mergedDims() const;
  /// Number of runs of runBytes() each.
  int64_t runs() const;
  /// 64-byte lines touched by all runs when the operand starts at `base`.
  int64_t lines(uint64_t base) const;
};

/// The run that merges on both sides (mv, copy): sizes must be equal.
int64_t commonRunBytes(const PlainShape &a, const PlainShape &b);

} // namespace sima

#endif // SIMA_MACHINE_PLAINRUNS_H
