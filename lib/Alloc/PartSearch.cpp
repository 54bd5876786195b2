//===- PartSearch.cpp - Allocation of a connected part --------------------===//

#include "PartSearch.h"
#include "BestFit.h"
#include "Neighbours.h"
#include "Restarts.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::alloc;

PartSearch::PartSearch(Problem thePart, bool lowest)
    : part(std::move(thePart)), solution(bestFit(part, lowest)) {}

/// False where the component is too large to be searched, or where the budget
/// would end before its neighbours are listed.
bool PartSearch::prepare(uint64_t budget) {
  if (!component) {
    if (countPairs(part.buffers) / Search::kLooksPerNode > budget)
      return false;
    component = Component::build(part);
    if (component)
      bound = component->lowerBound();
  }
  return component.has_value();
}

uint64_t PartSearch::boundBytes() const {
  return component ? uint64_t(bound) * component->unitBytes() : 0;
}

Outcome PartSearch::search(int64_t limit, uint64_t budget) {
  Search search(*component, limit);
  Outcome outcome = searchWithRestarts(search, *component, budget);
  spent += search.nodes();
  switch (outcome) {
  case Outcome::Found:
    solution.peak = 0;
    for (auto [item, offset] : llvm::enumerate(search.offsets())) {
      uint64_t begin = uint64_t(offset) * component->unitBytes();
      uint64_t end = begin + part.aligned(part.buffers[item].bytes);
      solution.addresses[item] = begin;
      solution.peak = std::max(solution.peak, end);
    }
    break;
  case Outcome::Infeasible:
    bound = std::max(bound, limit + 1);
    core = search.core();
    break;
  case Outcome::BudgetSpent:
    break;
  }
  return outcome;
}

Outcome PartSearch::fit(uint64_t budget) {
  if (solution.peak <= part.capacity)
    return Outcome::Found;
  if (!budget || !prepare(budget))
    return Outcome::BudgetSpent;
  return search(component->units(part.capacity), budget);
}

void PartSearch::minimize(uint64_t enough, uint64_t budget) {
  if (solution.peak <= enough || !prepare(budget))
    return;
  uint64_t end = spent + budget;
  auto lowest = [&] { return std::max(bound, component->units(enough)); };
  // The live sum is most often the minimum. What lies above is halved; a limit
  // that takes too long to decide counts as too low.
  int64_t low = lowest();
  for (int64_t limit = low; low < peak() && spent < end;
       limit = low + (peak() - low) / 2) {
    uint64_t share = std::max<uint64_t>(1, (end - spent) / 3);
    if (search(limit, share) != Outcome::Found)
      low = limit + 1;
  }
  // What is left of the budget goes to the last step.
  while (lowest() < peak() && spent < end)
    if (search(peak() - 1, end - spent) != Outcome::Found)
      break;
}
