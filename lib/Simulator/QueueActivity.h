//===- QueueActivity.h - What a queue did, stretch by stretch ---*- C++ -*-===//
//
// From the times of one run to stretches of cycles of one class, for each queue
// of each quad. Where a queue waits for a post, the stretch names the queue
// that posts: Attribution.cpp asks what that one did then.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_QUEUEACTIVITY_H
#define SIMA_LIB_SIMULATOR_QUEUEACTIVITY_H

#include "Trace.h"
#include "sima/Simulator/Attribution.h"

namespace sima::sim {

/// Queues are quad * 5 + kind.
inline constexpr uint32_t kNoQueue = ~uint32_t(0);

/// The cycles [start, end) of a queue.
struct Stretch {
  uint64_t start, end;
  CycleClass cls;
  /// What a queue that waits for this one then waits for.
  CycleClass seenAs;
  /// The queue that this one waits for; then `cls` is what it finds there.
  uint32_t waitsFor = kNoQueue;
};

/// By queue: stretches that are all cycles of the run, in order.
using Activities = std::vector<std::vector<Stretch>>;

Activities activitiesOf(const Image &image, const Trace &trace,
                        const timeline::Result &result, timeline::Clock clock);

/// Products of real channels, positions and taps of a `conv` or `dwconv`.
uint64_t productsOf(const Operation &op);

/// The cycles of a running MXU, VPU or LNK instruction that are work at the
/// full rate, and those of fill and drain; the rest are an array that is not
/// full. docs/attribution.md has the formulas.
struct EngineShare {
  uint64_t compute = 0, fillDrain = 0;
};
EngineShare engineShare(const Machine &machine, const Operation &op,
                        const timeline::Entry &entry);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_QUEUEACTIVITY_H
