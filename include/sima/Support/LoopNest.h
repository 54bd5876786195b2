//===- LoopNest.h - Pairs of numbers that loops run through -----*- C++ -*-===//
//
// A correspondence between two spaces of numbers, element i of one to element
// i of the other, as a nest of loops: symbolic, so its size does not depend on
// the number of pairs. For index maps and strided copies.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SUPPORT_LOOPNEST_H
#define SIMA_SUPPORT_LOOPNEST_H

#include "llvm/ADT/SmallVector.h"
#include <array>
#include <cstdint>
#include <vector>

namespace sima {

/// The two sides of a correspondence.
enum Side : unsigned { To = 0, From = 1 };

/// `extent` steps of a distance on each side, which may be 0 or negative.
struct Loop {
  int64_t extent = 1;
  std::array<int64_t, 2> stride{};

  bool operator==(const Loop &) const = default;
  auto operator<=>(const Loop &) const = default;
};

/// The pairs start + Σ i_k · stride_k, for all 0 <= i_k < extent_k.
struct LoopNest {
  std::array<int64_t, 2> start{};
  llvm::SmallVector<Loop, 6> loops;

  int64_t elements() const;
  /// The least and the greatest number on `side`, both inclusive.
  std::array<int64_t, 2> bounds(Side side) const;
  /// The part in which loop `index` runs from `first` for `count` steps.
  LoopNest part(size_t index, int64_t first, int64_t count) const;
  /// The same pairs by fewer loops: no extents of 1, loops merged that continue
  /// one another on both sides, strides on `To` not negative. The order of the
  /// loops is by stride, the largest first, so that equal nests compare equal.
  void simplify();

  bool operator==(const LoopNest &) const = default;
};

/// Appends to `parts` nests with the same pairs, in each of which the numbers
/// on `side` do not carry at multiples of `modulus`: those loops whose stride
/// is no multiple of it stay within one block of `modulus` numbers, so that
/// quotient and remainder are sums over different loops.
void splitAtMultiples(LoopNest nest, Side side, int64_t modulus,
                      std::vector<LoopNest> &parts);

/// Appends to `parts` the pairs whose number on `side` is in [begin, end). With
/// a modulus other than 0, the remainder counts in place of the number, and the
/// nest does not carry (splitAtMultiples()).
void clip(LoopNest nest, Side side, int64_t modulus, int64_t begin, int64_t end,
          std::vector<LoopNest> &parts);

/// Merges nests that differ by equal distances into one nest with one more
/// loop, again and again. The nests are simplified; their order is lost, but
/// depends on nothing else.
void mergeProgressions(std::vector<LoopNest> &nests);

} // namespace sima

#endif // SIMA_SUPPORT_LOOPNEST_H
