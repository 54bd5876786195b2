//===- SyncHistory.h - What is known of earlier entries ---------*- C++ -*-===//
//
// Used by the solver and by the verification of SyncProblem.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SCHEDULE_SYNCHISTORY_H
#define SIMA_LIB_SCHEDULE_SYNCHISTORY_H

#include "sima/Schedule/SyncProblem.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <map>

namespace sima::schedule {

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

/// The queue of an entry or relay.
inline QueueId queueOf(const SyncProblem &problem, const SyncSolution &solution,
                       unsigned id) {
  return id < problem.entries.size()
             ? problem.entries[id].queue
             : solution.relays[id - problem.entries.size()].queue;
}

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_SYNCHISTORY_H
