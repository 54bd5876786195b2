//===- Decomposition.h - Independent parts of a problem ---------*- C++ -*-===//
#ifndef SIMA_LIB_ALLOC_DECOMPOSITION_H
#define SIMA_LIB_ALLOC_DECOMPOSITION_H

#include "sima/Alloc/Problem.h"
#include <optional>

namespace sima::alloc {

/// Buffers `numbers` of `problem`, without names, in what is left of its
/// capacity above `base` bytes.
Problem partOf(const Problem &problem, llvm::ArrayRef<size_t> numbers,
               uint64_t base = 0);

/// A problem cut in time and in space without loss. Buffers that are not
/// connected in time have nothing to do with each other. And a buffer that is
/// live together with all others may lie below them: in any allocation the
/// bytes below it and its own can change places. What remains above it may
/// fall apart in time again.
class Decomposition {
public:
  /// Buffers that lie side by side from `base` on.
  struct Floor {
    std::vector<size_t> numbers;
    uint64_t base = 0;
    std::optional<size_t> below; ///< the floor under this one
  };
  /// Connected buffers above a floor, none of which lies below all others.
  struct Part {
    std::vector<size_t> numbers;
    uint64_t base = 0;
    std::optional<size_t> below;
  };

  /// O(n log n) for each of at most kMaxFloors floors above each other.
  explicit Decomposition(const Problem &problem);

  llvm::ArrayRef<Floor> floors() const { return allFloors; }
  /// In no particular order, which depends on the problem alone.
  llvm::ArrayRef<Part> parts() const { return allParts; }
  /// Adds the buffers of a floor and of those under it.
  void collect(std::optional<size_t> floor, std::vector<size_t> &numbers) const;
  /// End of the highest floor.
  uint64_t floorPeak() const { return highest; }

private:
  /// Nested buffers could make as many floors as there are buffers.
  static constexpr unsigned kMaxFloors = 64;

  void cut(std::vector<size_t> connected, uint64_t base,
           std::optional<size_t> below, unsigned depth);
  void split(std::vector<size_t> numbers, uint64_t base,
             std::optional<size_t> below, unsigned depth);

  const Problem &problem;
  std::vector<Floor> allFloors;
  std::vector<Part> allParts;
  uint64_t highest = 0;
};

} // namespace sima::alloc

#endif // SIMA_LIB_ALLOC_DECOMPOSITION_H
