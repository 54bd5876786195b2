//===- SolveSync.cpp - Edges between queues that are needed ---------------===//

#include "SyncHistory.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;
using namespace sima::schedule;

namespace {
class Solver {
public:
  Solver(const SyncProblem &problem, bool relay)
      : problem(problem), relay(relay), clocks(problem.quads * kQueueKinds) {}

  SyncSolution run() {
    for (unsigned id = 0; id < problem.entries.size(); ++id) {
      const SyncEntry &entry = problem.entries[id];
      clocks.begin(entry.queue);
      orderBehindConflicts(id, entry);
      clocks.finish(id, entry.queue);
      for (const PlacedAccess &access : entry.accesses)
        history.add(id, entry.queue, access);
    }
    return std::move(solution);
  }

private:
  void orderBehindConflicts(unsigned id, const SyncEntry &entry) {
    // Latest first: what it has waited for need not be waited for again.
    std::map<unsigned, bool, std::greater<>> conflicts;
    for (const PlacedAccess &access : entry.accesses)
      history.forConflicts(access, [&](unsigned from) {
        if (!clocks.isComplete(from, entry.queue))
          conflicts[from] = true;
      });
    for (auto [from, unused] : conflicts)
      if (!clocks.isComplete(from, entry.queue))
        addEdge(from, id, entry.queue);
  }

  void addEdge(unsigned from, unsigned to, QueueId toQueue) {
    QueueId fromQueue = clocks.queue(from);
    unsigned fromQuad = fromQueue / kQueueKinds, toQuad = toQueue / kQueueKinds;
    if (relay && fromQuad != toQuad) {
      from = relayThrough(from, fromQuad * kQueueKinds + kLinkQueue, to);
      from = relayThrough(from, toQuad * kQueueKinds + kLinkQueue, to);
      // The relay's wait holds back everything behind it in its queue.
      if (clocks.queue(from) == toQueue || clocks.isComplete(from, toQueue))
        return;
    }
    connect(throttled(from, toQueue, to), to, toQueue);
  }

  void connect(unsigned from, unsigned to, QueueId toQueue) {
    solution.edges.push_back({from, to, 0});
    waiters[{clocks.queue(from), toQueue}].push_back(to);
    clocks.wait(toQueue, from);
  }

  /// An entry on `queue` that starts once `from` is complete.
  unsigned relayThrough(unsigned from, QueueId queue, unsigned before) {
    if (clocks.queue(from) == queue)
      return from;
    // What the queue has waited for before must not be waited for again: posts
    // and waits would pair crosswise.
    bool isKnown = clocks.isComplete(from, queue);
    return addRelay(isKnown ? std::nullopt
                            : std::optional(throttled(from, queue, before)),
                    queue, before);
  }

  unsigned addRelay(std::optional<unsigned> from, QueueId queue,
                    unsigned before) {
    unsigned id = problem.entries.size() + solution.relays.size();
    solution.relays.push_back({queue, before});
    clocks.begin(queue);
    if (from)
      connect(*from, id, queue);
    clocks.finish(id, queue);
    return id;
  }

  /// `from`, or an entry behind it in its queue that posts no earlier than the
  /// semaphore of the channel to `queue` has room: all waits but the last
  /// kSemaphoreMax - 1 have then passed.
  unsigned throttled(unsigned from, QueueId queue, unsigned before) {
    const std::vector<unsigned> &past = waiters[{clocks.queue(from), queue}];
    if (past.size() < Machine::kSemaphoreMax)
      return from;
    unsigned passed = past[past.size() - Machine::kSemaphoreMax];
    if (clocks.hasPassed(passed, from))
      return from;
    QueueId source = clocks.queue(from);
    if (clocks.queue(passed) == source || clocks.isComplete(passed, source))
      return addRelay(std::nullopt, source, before);
    return addRelay(throttled(passed, source, before), source, before);
  }

  static constexpr unsigned kLinkQueue = 2;
  const SyncProblem &problem;
  bool relay;
  Clocks clocks;
  AccessHistory history;
  SyncSolution solution;
  /// The waiting entries of each pair of queues, in order.
  std::map<std::pair<QueueId, QueueId>, std::vector<unsigned>> waiters;
};
} // namespace

/// One semaphore for each pair of queues: posts and waits of a pair come in one
/// order, so that the k-th wait meets the k-th post. Returns the most that a
/// quad uses.
static unsigned assignSemaphores(const SyncProblem &problem,
                                 SyncSolution &solution) {
  std::vector<std::map<std::pair<QueueId, QueueId>, unsigned>> channels(
      problem.quads);
  unsigned most = 0;
  for (SyncEdge &edge : solution.edges) {
    QueueId from = queueOf(problem, solution, edge.from);
    QueueId to = queueOf(problem, solution, edge.to);
    auto &ofQuad = channels[to / kQueueKinds];
    edge.semaphore =
        ofQuad.try_emplace({from, to}, unsigned(ofQuad.size())).first->second;
    most = std::max<unsigned>(most, ofQuad.size());
  }
  return most;
}

llvm::Expected<SyncSolution> schedule::solve(const SyncProblem &problem) {
  for (bool relay : {false, true}) {
    SyncSolution solution = Solver(problem, relay).run();
    if (assignSemaphores(problem, solution) > Machine::kSemaphores)
      continue;
    if (llvm::Error error = problem.verify(solution))
      return std::move(error);
    return solution;
  }
  return llvm::createStringError(
      llvm::formatv("synchronisation needs more than the {0} semaphores of a "
                    "quad",
                    Machine::kSemaphores));
}
