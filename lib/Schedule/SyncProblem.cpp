//===- SyncProblem.cpp - Checks any order between queues ------------------===//

#include "sima/Schedule/SyncProblem.h"
#include "SyncHistory.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;
using namespace sima::schedule;

/// Entries and relays in the order of issue.
static std::vector<unsigned> issueOrder(const SyncProblem &problem,
                                        const SyncSolution &solution) {
  std::vector<unsigned> order;
  unsigned next = 0, entries = problem.entries.size();
  for (unsigned id = 0; id < entries; ++id) {
    for (; next < solution.relays.size() && solution.relays[next].before == id;
         ++next)
      order.push_back(entries + next);
    order.push_back(id);
  }
  return order;
}

/// The edges of each (quad, semaphore) in the order of their posts.
static std::map<std::pair<unsigned, unsigned>, std::vector<SyncEdge>>
edgesBySemaphore(const SyncProblem &problem, const SyncSolution &solution,
                 llvm::ArrayRef<unsigned> position) {
  std::map<std::pair<unsigned, unsigned>, std::vector<SyncEdge>> bySemaphore;
  for (const SyncEdge &edge : solution.edges) {
    unsigned quad = queueOf(problem, solution, edge.to) / kQueueKinds;
    bySemaphore[{quad, edge.semaphore}].push_back(edge);
  }
  for (auto &[key, edges] : bySemaphore)
    llvm::sort(edges, [&](const SyncEdge &a, const SyncEdge &b) {
      return position[a.from] < position[b.from];
    });
  return bySemaphore;
}

/// The k-th post of a semaphore must be the one the k-th wait is meant for.
static llvm::Error verifyPairing(const SyncProblem &problem,
                                 const SyncSolution &solution,
                                 llvm::ArrayRef<unsigned> position) {
  for (const auto &[key, edges] :
       edgesBySemaphore(problem, solution, position)) {
    for (size_t i = 1; i < edges.size(); ++i)
      if (queueOf(problem, solution, edges[i].from) !=
              queueOf(problem, solution, edges[0].from) ||
          queueOf(problem, solution, edges[i].to) !=
              queueOf(problem, solution, edges[0].to) ||
          position[edges[i].to] < position[edges[i - 1].to])
        return llvm::createStringError(llvm::formatv(
            "semaphore {0} of quad {1} pairs posts and waits in different "
            "orders",
            key.second, key.first));
  }
  return llvm::Error::success();
}

/// When an entry posts, all waits of its semaphore but the last kSemaphoreMax -
/// 1 must have passed.
static llvm::Error verifyCounts(const SyncProblem &problem,
                                const SyncSolution &solution,
                                const Clocks &clocks,
                                llvm::ArrayRef<unsigned> position) {
  for (const auto &[key, edges] :
       edgesBySemaphore(problem, solution, position)) {
    for (size_t i = Machine::kSemaphoreMax; i < edges.size(); ++i)
      if (!clocks.hasPassed(edges[i - Machine::kSemaphoreMax].to,
                            edges[i].from))
        return llvm::createStringError(
            llvm::formatv("semaphore {0} of quad {1} may be raised above {2}",
                          key.second, key.first, Machine::kSemaphoreMax));
  }
  return llvm::Error::success();
}

llvm::Error SyncProblem::verify(const SyncSolution &solution) const {
  std::vector<unsigned> order = issueOrder(*this, solution);
  std::vector<unsigned> position(order.size());
  for (unsigned i = 0; i < order.size(); ++i)
    position[order[i]] = i;
  std::vector<llvm::SmallVector<unsigned, 2>> waits(order.size());
  for (const SyncEdge &edge : solution.edges) {
    if (position[edge.from] >= position[edge.to])
      return llvm::createStringError(llvm::formatv(
          "entry {0} waits for the later entry {1}", edge.to, edge.from));
    waits[edge.to].push_back(edge.from);
  }
  if (llvm::Error error = verifyPairing(*this, solution, position))
    return error;
  Clocks clocks(quads * kQueueKinds);
  AccessHistory history;
  for (unsigned id : order) {
    QueueId queue = queueOf(*this, solution, id);
    clocks.begin(queue);
    for (unsigned from : waits[id])
      clocks.wait(queue, from);
    if (id < entries.size()) {
      std::optional<unsigned> unordered;
      for (const PlacedAccess &access : entries[id].accesses) {
        history.forConflicts(access, [&](unsigned from) {
          if (!clocks.isComplete(from, queue))
            unordered = from;
        });
      }
      if (unordered)
        return llvm::createStringError(
            llvm::formatv("entries {0} and {1} access the same bytes without "
                          "order",
                          *unordered, id));
    }
    clocks.finish(id, queue);
    if (id < entries.size())
      for (const PlacedAccess &access : entries[id].accesses)
        history.add(id, queue, access);
  }
  return verifyCounts(*this, solution, clocks, position);
}
