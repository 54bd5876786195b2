//===- PartSearch.h - Allocation of a connected part ------------*- C++ -*-===//
#ifndef SIMA_LIB_ALLOC_PARTSEARCH_H
#define SIMA_LIB_ALLOC_PARTSEARCH_H

#include "Search.h"
#include "sima/Alloc/Solve.h"

namespace sima::alloc {

/// A problem that is connected in time, the best placement known of it and
/// what is proven.
class PartSearch {
public:
  /// Begins with best fit; see bestFit for `lowest`. Buffers have more than 0
  /// bytes.
  PartSearch(Problem part, bool lowest);

  /// Looks for a placement within the capacity; where best fit has not found
  /// one, with at most `budget` nodes.
  Outcome fit(uint64_t budget);
  /// Lowers the peak as far as possible, but not below `enough` bytes.
  void minimize(uint64_t enough, uint64_t budget);

  const Solution &best() const { return solution; }
  /// No placement has a lower peak, in bytes. 0 where nothing is proven.
  uint64_t boundBytes() const;
  /// Spent.
  uint64_t nodes() const { return spent; }
  /// After Outcome::Infeasible: numbers of buffers that do not fit together.
  const std::vector<uint32_t> &conflict() const { return core; }

private:
  Outcome search(int64_t limit, uint64_t budget);
  bool prepare(uint64_t budget);
  int64_t peak() const { return component->units(solution.peak); }

  Problem part;
  Solution solution;
  std::optional<Component> component; // made when it is needed
  uint64_t spent = 0;
  int64_t bound = 0; // units, proven
  std::vector<uint32_t> core;
};

} // namespace sima::alloc

#endif // SIMA_LIB_ALLOC_PARTSEARCH_H
