//===- SyncProblem.h - Order between queues by semaphores -------*- C++ -*-===//
//
// Instructions with memory accesses, in one order over all quads, go in; posts
// and waits come out. The problem checks any solution: every pair of accesses
// that conflict must be ordered by what the machine guarantees (queue order of
// MXU and VPU, posts and waits).
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SCHEDULE_SYNCPROBLEM_H
#define SIMA_SCHEDULE_SYNCPROBLEM_H

#include "dialects/Quad/IR/Quad.h"
#include "llvm/Support/Error.h"

namespace sima::schedule {

/// A queue of the whole machine: quad · 5 + kind.
using QueueId = unsigned;
inline constexpr unsigned kQueueKinds = 5;

/// One access with its place in memory resolved: `space` of `quad` (0 for DRAM
/// objects, which have a `space` each), footprint offset by `address`.
struct PlacedAccess {
  unsigned space = 0;
  int64_t address = 0;
  quad::Footprint footprint;
  bool write = false;

  bool conflicts(const PlacedAccess &other) const {
    return space == other.space && (write || other.write) &&
           footprint.mayOverlap(other.footprint, other.address - address);
  }
};

/// An instruction of a queue. A post or wait inserted by a solution refers to
/// it by index.
struct SyncEntry {
  QueueId queue = 0;
  llvm::SmallVector<PlacedAccess, 5> accesses;
};

/// An entry without work that carries an edge on: it stands directly before
/// entry `before`. On LNK queues where a quad would run out of semaphores, on
/// any queue where its posts would run too far ahead of the waits.
struct SyncRelay {
  QueueId queue = 0;
  unsigned before = 0;
  bool operator==(const SyncRelay &) const = default;
};

/// `from` must be complete before `to` starts: a post directly behind `from` in
/// its queue and a wait directly before `to`. Ids below the number of entries
/// are entries, the others relays.
struct SyncEdge {
  unsigned from = 0;
  unsigned to = 0;
  unsigned semaphore = 0; ///< of the quad of `to`
  bool operator==(const SyncEdge &) const = default;
};

struct SyncSolution {
  std::vector<SyncRelay> relays; ///< sorted by `before`
  std::vector<SyncEdge> edges;   ///< in order of `to`
};

struct SyncProblem {
  unsigned quads = 0;
  std::vector<SyncEntry> entries; ///< in an order that gives the right result

  /// MXU and VPU finish an entry before they start the next.
  static bool isSerial(QueueId queue) { return queue % kQueueKinds >= 3; }

  /// Checks that all conflicts are ordered, that semaphores pair up, and that
  /// none can be raised above Machine::kSemaphoreMax, whatever the timing.
  llvm::Error verify(const SyncSolution &solution) const;
};

/// Finds the edges that are needed: for each entry those earlier conflicting
/// entries that are not known to be complete (vector clocks, as Fidge and
/// Mattern, 1988). The error says which quad would need how many semaphores.
llvm::Expected<SyncSolution> solve(const SyncProblem &problem);

} // namespace sima::schedule

#endif // SIMA_SCHEDULE_SYNCPROBLEM_H
