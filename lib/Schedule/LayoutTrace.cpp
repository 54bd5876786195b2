//===- LayoutTrace.cpp - What the search for splits saw -------------------===//

#include "LayoutTrace.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::schedule;

std::vector<SplitReason> LayoutTrace::reasons() const {
  std::vector<SplitReason> reasons;
  unsigned place = 0; // of the way among those kept
  for (size_t step = steps.size(); step-- > 0;) {
    unsigned chosen = steps[step].kept[place];
    const Candidate &candidate = steps[step].candidates[chosen];
    reasons.push_back(reasonOf(step, chosen));
    place = candidate.parent;
  }
  std::reverse(reasons.begin(), reasons.end());
  return reasons;
}

SplitReason LayoutTrace::reasonOf(size_t step, unsigned chosen) const {
  const std::vector<Candidate> &candidates = steps[step].candidates;
  SplitReason reason;
  reason.first = steps[step].unit.first;
  reason.last = steps[step].unit.last;
  reason.chosen = candidates[chosen].split;
  reason.end = candidates[chosen].end();
  reason.tried = candidates.size();
  std::optional<unsigned> other;
  for (unsigned c = 0; c < candidates.size(); ++c)
    if (c != chosen &&
        (!other || candidates[c].end() < candidates[*other].end()))
      other = c;
  if (!other)
    return reason;
  reason.other = candidates[*other].split;
  reason.otherEnd = candidates[*other].end();
  reason.otherTiles = candidates[*other].tiles;
  if (reason.otherEnd < reason.end)
    findDecision(step, chosen, *other, reason);
  return reason;
}

/// Follows the ways through both splits until those through `other` are slower,
/// or gone.
void LayoutTrace::findDecision(size_t step, unsigned chosen, unsigned other,
                               SplitReason &reason) const {
  enum Origin { None, Chosen, Other };
  SmallVector<Origin> origins;
  for (unsigned candidate : steps[step].kept)
    origins.push_back(candidate == chosen  ? Chosen
                      : candidate == other ? Other
                                           : None);
  while (++step < steps.size()) {
    uint64_t best[3] = {UINT64_MAX, UINT64_MAX, UINT64_MAX};
    const std::vector<Candidate> &candidates = steps[step].candidates;
    for (const Candidate &candidate : candidates)
      for (auto [origin, end] : llvm::zip_equal(origins, candidate.ends))
        best[origin] = std::min(best[origin], end);
    if (best[Other] == UINT64_MAX)
      return;
    if (best[Chosen] < best[Other]) {
      reason.decidedBy = steps[step].unit.last - 1;
      reason.decidedCycles = best[Other] - best[Chosen];
      return;
    }
    SmallVector<Origin> next;
    for (unsigned candidate : steps[step].kept)
      next.push_back(origins[candidates[candidate].parent]);
    origins = std::move(next);
  }
}
