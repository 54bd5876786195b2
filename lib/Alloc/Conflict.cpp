//===- Conflict.cpp - Why nothing fits ------------------------------------===//

#include "Conflict.h"
#include "Decomposition.h"
#include "PartSearch.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::alloc;

Certificate sima::alloc::overfullStage(const Problem &problem,
                                       const LivePeak &peak) {
  Certificate certificate;
  certificate.verdict = Verdict::Infeasible;
  certificate.lowerBound = peak.bytes;
  certificate.conflictIsMinimal = certificate.conflictIsLiveSum = true;
  std::vector<size_t> live;
  for (auto [index, buffer] : llvm::enumerate(problem.buffers))
    if (buffer.first <= peak.stage && peak.stage <= buffer.last)
      live.push_back(index);
  llvm::sort(live, [&](size_t a, size_t b) {
    return std::pair(problem.buffers[b].bytes, a) <
           std::pair(problem.buffers[a].bytes, b);
  });
  uint64_t sum = 0;
  for (size_t index : live) {
    if (sum > problem.capacity)
      break;
    certificate.conflict.push_back(index);
    sum += problem.aligned(problem.buffers[index].bytes);
  }
  llvm::sort(certificate.conflict);
  return certificate;
}

namespace {
/// A conflict that shrinks.
class Reduction {
public:
  Reduction(const Problem &problem, std::vector<size_t> conflict,
            uint64_t budget)
      : problem(problem), conflict(std::move(conflict)), budget(budget) {}

  void run();

  std::vector<size_t> take() { return std::move(conflict); }
  bool isMinimal() const { return minimal; }
  uint64_t spent() const { return nodes; }

private:
  Outcome search(llvm::ArrayRef<size_t> numbers, std::vector<size_t> &core);
  Outcome tryWithout(size_t begin, size_t count);

  const Problem &problem;
  std::vector<size_t> conflict;
  uint64_t budget;
  uint64_t nodes = 0;
  bool minimal = true;
};
} // namespace

/// Searches buffers alone; `core` are those the proof of impossibility needs.
Outcome Reduction::search(llvm::ArrayRef<size_t> numbers,
                          std::vector<size_t> &core) {
  Problem rest = partOf(problem, numbers);
  Decomposition decomposition(rest);
  Outcome all = Outcome::Found;
  for (const Decomposition::Part &part : decomposition.parts()) {
    PartSearch search(partOf(rest, part.numbers, part.base), /*lowest=*/false);
    Outcome outcome = search.fit(budget - std::min(nodes, budget));
    nodes += search.nodes();
    if (outcome == Outcome::Infeasible) {
      core.clear();
      for (uint32_t item : search.conflict())
        core.push_back(part.numbers[item]);
      decomposition.collect(part.below, core);
      for (size_t &number : core)
        number = numbers[number];
      llvm::sort(core);
      return outcome;
    }
    if (outcome == Outcome::BudgetSpent)
      all = outcome;
  }
  return all;
}

/// Without `count` buffers from `begin` on; the conflict shrinks if the others
/// do not fit either.
Outcome Reduction::tryWithout(size_t begin, size_t count) {
  std::vector<size_t> rest = conflict, core;
  rest.erase(rest.begin() + begin, rest.begin() + begin + count);
  Outcome outcome = search(rest, core);
  if (outcome == Outcome::Infeasible)
    conflict = std::move(core);
  return outcome;
}

/// Leaves out halves, quarters and so on, at last single buffers. One without
/// which the others fit stays needed however few they become.
void Reduction::run() {
  tryWithout(0, 0); // alone they may be found to be even fewer
  for (size_t count = conflict.size() / 2; count > 1; count /= 2)
    for (size_t begin = 0; begin + count <= conflict.size();)
      if (tryWithout(begin, count) != Outcome::Infeasible)
        begin += count;
  std::vector<size_t> candidates = conflict;
  for (size_t number : candidates) {
    auto place = llvm::find(conflict, number);
    if (place == conflict.end())
      continue;
    if (tryWithout(place - conflict.begin(), 1) == Outcome::BudgetSpent)
      minimal = false;
  }
}

Certificate sima::alloc::reduceConflict(const Problem &problem,
                                        std::vector<size_t> conflict,
                                        uint64_t budget, uint64_t &nodes) {
  Reduction reduction(problem, std::move(conflict), budget);
  reduction.run();
  nodes += reduction.spent();
  Certificate certificate;
  certificate.verdict = Verdict::Infeasible;
  // No line more than fits the capacity.
  certificate.lowerBound =
      (problem.capacity / problem.alignment + 1) * problem.alignment;
  certificate.conflict = reduction.take();
  certificate.conflictIsMinimal = reduction.isMinimal();
  return certificate;
}
