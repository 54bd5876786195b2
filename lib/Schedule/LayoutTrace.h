//===- LayoutTrace.h - What the search for splits saw -----------*- C++ -*-===//
#ifndef SIMA_LIB_SCHEDULE_LAYOUTTRACE_H
#define SIMA_LIB_SCHEDULE_LAYOUTTRACE_H

#include "ChooseTiles.h"

namespace sima::schedule {

/// Notes of every unit which ways to compute it were looked at. A way goes on
/// from a kept way of the unit before, which is named by its place there.
class LayoutTrace {
public:
  /// A split of a unit, with the cycle in which each kept way of the unit
  /// before ends with it.
  struct Candidate {
    Split split;
    unsigned tiles = 0; ///< of the unit's first layer
    std::vector<uint64_t> ends;
    unsigned parent = 0; ///< the fastest
    uint64_t end() const { return ends[parent]; }
  };
  void begin(const Unit &unit) { steps.push_back({unit, {}, {}}); }
  void add(Candidate candidate) {
    steps.back().candidates.push_back(std::move(candidate));
  }
  /// Candidates of this unit that are kept, fastest first.
  void keep(std::vector<unsigned> kept) { steps.back().kept = std::move(kept); }

  /// Why the units are as on the way that was the fastest in the end.
  std::vector<SplitReason> reasons() const;

private:
  struct Step {
    Unit unit;
    std::vector<Candidate> candidates;
    std::vector<unsigned> kept;
  };
  SplitReason reasonOf(size_t step, unsigned chosen) const;
  void findDecision(size_t step, unsigned chosen, unsigned other,
                    SplitReason &reason) const;

  std::vector<Step> steps;
};

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_LAYOUTTRACE_H
