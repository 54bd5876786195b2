//===- SyncBuilder.cpp - An oracle for orders -----------------------------===//
//
// Happens-before as plain reachability over what the machine guarantees, slow
// and without the vector clocks of the solver.
//
//===----------------------------------------------------------------------===//

#include "SyncBuilder.h"
#include "llvm/ADT/BitVector.h"
#include <map>

using namespace sima::schedule;

/// For each entry, the entries that are surely complete when it starts. An
/// entry starts after every earlier one of its queue has started; entries of a
/// queue complete in order, so that a post tells of the earlier ones as well.
static std::vector<llvm::BitVector>
completedBefore(const SyncProblem &problem, const SyncSolution &solution) {
  unsigned count = problem.entries.size();
  unsigned all = count + solution.relays.size();
  std::vector<unsigned> order;
  unsigned relay = 0;
  for (unsigned id = 0; id < count; ++id) {
    for (;
         relay < solution.relays.size() && solution.relays[relay].before == id;
         ++relay)
      order.push_back(count + relay);
    order.push_back(id);
  }
  std::vector<llvm::BitVector> done(all, llvm::BitVector(all));
  // Entries of the same queue up to and with this one.
  std::vector<llvm::BitVector> upTo(all, llvm::BitVector(all));
  std::map<QueueId, unsigned> lastOf;
  for (unsigned id : order) {
    QueueId queue = id < count ? problem.entries[id].queue
                               : solution.relays[id - count].queue;
    if (auto last = lastOf.find(queue); last != lastOf.end()) {
      done[id] |= done[last->second];
      upTo[id] |= upTo[last->second];
      if (SyncProblem::isSerial(queue))
        done[id] |= upTo[last->second];
    }
    upTo[id].set(id);
    for (const SyncEdge &edge : solution.edges)
      if (edge.to == id) {
        done[id] |= done[edge.from];
        done[id] |= upTo[edge.from];
      }
    lastOf[queue] = id;
  }
  return done;
}

bool sima::schedule::isOrdered(const SyncProblem &problem,
                               const SyncSolution &solution) {
  std::vector<llvm::BitVector> done = completedBefore(problem, solution);
  for (unsigned b = 0; b < problem.entries.size(); ++b)
    for (unsigned a = 0; a < b; ++a)
      for (const PlacedAccess &x : problem.entries[a].accesses)
        for (const PlacedAccess &y : problem.entries[b].accesses)
          if (x.conflicts(y) && !done[b].test(a))
            return false;
  return true;
}
