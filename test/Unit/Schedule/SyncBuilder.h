//===- SyncBuilder.h - Small problems of synchronisation --------*- C++ -*-===//
#ifndef SIMA_TEST_UNIT_SCHEDULE_SYNCBUILDER_H
#define SIMA_TEST_UNIT_SCHEDULE_SYNCBUILDER_H

#include "sima/Schedule/SyncProblem.h"

namespace sima::schedule {

/// The queue of `kind` of `quad`.
inline QueueId queueOf(unsigned quad, quad::QueueKind kind) {
  return quad * kQueueKinds + unsigned(kind);
}

/// `bytes` bytes from `address` on in memory `space`.
inline PlacedAccess accessTo(unsigned space, int64_t address, int64_t bytes,
                             bool write) {
  PlacedAccess access;
  access.space = space;
  access.address = address;
  access.footprint.runBytes = bytes;
  access.write = write;
  return access;
}

/// An instruction with these accesses.
inline SyncEntry entryOn(QueueId queue,
                         std::initializer_list<PlacedAccess> accesses) {
  SyncEntry entry;
  entry.queue = queue;
  entry.accesses.assign(accesses);
  return entry;
}

/// Whether every conflict of `problem` is ordered, found without verify().
bool isOrdered(const SyncProblem &problem, const SyncSolution &solution);

/// The message of verify(), "" on success.
inline std::string verifyText(const SyncProblem &problem,
                              const SyncSolution &solution) {
  return llvm::toString(problem.verify(solution));
}

} // namespace sima::schedule

#endif // SIMA_TEST_UNIT_SCHEDULE_SYNCBUILDER_H
