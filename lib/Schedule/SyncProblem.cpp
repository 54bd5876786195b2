//===- SyncProblem.cpp - Order between queues by semaphores ---------------===//

#include "sima/Schedule/SyncProblem.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include <map>

using namespace sima;
using namespace sima::schedule;

namespace {

/// Per queue, how many of its entries are complete.
using Clock = std::vector<unsigned>;

/// Entries and relays in order, with what each queue knows to be complete.
class Clocks {
public:
  explicit Clocks(unsigned queues)
      : known(queues, Clock(queues, 0)), count(queues, 0) {}

  /// Begins `id` on `queue`; edges into it follow, then finish().
  void begin(QueueId queue) {
    if (SyncProblem::isSerial(queue))
      known[queue][queue] = count[queue];
  }
  void wait(QueueId queue, unsigned from) {
    const Clock &other = atStart[from];
    for (unsigned q = 0; q < other.size(); ++q)
      known[queue][q] = std::max(known[queue][q], other[q]);
    QueueId source = queueOf[from];
    known[queue][source] = std::max(known[queue][source], ordinal[from] + 1);
  }
  void finish(unsigned id, QueueId queue) {
    if (id >= atStart.size()) {
      atStart.resize(id + 1);
      ordinal.resize(id + 1);
      queueOf.resize(id + 1);
    }
    atStart[id] = known[queue];
    ordinal[id] = count[queue]++;
    queueOf[id] = queue;
  }
  bool isComplete(unsigned id, QueueId seenFrom) const {
    return known[seenFrom][queueOf[id]] > ordinal[id];
  }
  /// Whether the waits of `waiter` have surely passed when `id` starts: it is
  /// complete, or at least not behind `id` in the same queue.
  bool hasPassed(unsigned waiter, unsigned id) const {
    return queueOf[waiter] == queueOf[id]
               ? ordinal[waiter] <= ordinal[id]
               : atStart[id][queueOf[waiter]] > ordinal[waiter];
  }
  QueueId queue(unsigned id) const { return queueOf[id]; }

private:
  std::vector<Clock> known;
  std::vector<unsigned> count;
  std::vector<Clock> atStart;
  std::vector<unsigned> ordinal;
  std::vector<QueueId> queueOf;
};

/// Accesses that later ones may have to wait for. Those of one memory stand in
/// order of their first byte, on a shelf for each power of two of their span,
/// so that a look at some bytes passes few others by.
class AccessHistory {
public:
  /// Calls `visit(entry)` for every earlier entry that conflicts with `access`.
  template <typename Fn>
  void forConflicts(const PlacedAccess &access, Fn visit) {
    for (auto &[log, shelf] : spaces[access.space]) {
      auto [it, end] = near(shelf, log, access);
      for (; it != end; ++it)
        if (access.conflicts(it->second.access))
          visit(it->second.entry);
    }
  }
  /// Adds an access and forgets those that whoever waits for this one has
  /// waited for as well.
  void add(unsigned entry, QueueId queue, const PlacedAccess &access) {
    Shelves &shelves = spaces[access.space];
    for (auto &[log, shelf] : shelves) {
      auto [it, end] = near(shelf, log, access);
      while (it != end) {
        const Item &old = it->second;
        bool implied =
            access.write || (!old.access.write && old.queue == queue);
        bool covered = implied && access.footprint.covers(old.access.footprint,
                                                          old.access.address -
                                                              access.address);
        it = covered ? shelf.erase(it) : std::next(it);
      }
    }
    unsigned log =
        llvm::Log2_64(std::max<int64_t>(1, last(access) - first(access)));
    shelves[log].insert({first(access), {entry, queue, access}});
  }

private:
  struct Item {
    unsigned entry;
    QueueId queue;
    PlacedAccess access;
  };
  using Shelf = std::multimap<int64_t, Item>;
  using Shelves = std::map<unsigned, Shelf>;

  static int64_t first(const PlacedAccess &access) {
    return access.address + access.footprint.begin;
  }
  static int64_t last(const PlacedAccess &access) {
    return access.address + access.footprint.end();
  }
  /// What on `shelf`, where spans are below 2^(log+1), may reach into `access`.
  static std::pair<Shelf::iterator, Shelf::iterator>
  near(Shelf &shelf, unsigned log, const PlacedAccess &access) {
    return {shelf.lower_bound(first(access) - (int64_t(2) << log)),
            shelf.lower_bound(last(access))};
  }

  std::map<unsigned, Shelves> spaces;
};

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

/// The queue of an entry or relay.
QueueId queueOf(const SyncProblem &problem, const SyncSolution &solution,
                unsigned id) {
  return id < problem.entries.size()
             ? problem.entries[id].queue
             : solution.relays[id - problem.entries.size()].queue;
}

/// One semaphore for each pair of queues: posts and waits of a pair come in one
/// order, so that the k-th wait meets the k-th post. Returns the most that a
/// quad uses.
unsigned assignSemaphores(const SyncProblem &problem, SyncSolution &solution) {
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

} // namespace

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

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

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
