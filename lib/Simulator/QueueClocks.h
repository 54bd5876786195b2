//===- QueueClocks.h - What is surely complete at a start -------*- C++ -*-===//
//
// Vector clocks (Fidge 1988, Mattern 1989) over the queues of all quads, with
// one component for each queue: how many of its instructions are complete
// whatever the timing (Lamport's happened before, 1978). docs/simulator.md,
// "Hazards", has the rules. It knows nothing of memories.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_QUEUECLOCKS_H
#define SIMA_LIB_SIMULATOR_QUEUECLOCKS_H

#include "QueuePlace.h"
#include "Trace.h"
#include <deque>

namespace sima::sim {

/// Replays a program that ran to its end.
class QueueClocks {
public:
  /// `times` gives one order that is possible; nothing else follows from it.
  QueueClocks(const Machine &machine, const Trace &trace,
              const timeline::Result &times);

  /// Calls visit(operation, done) for every instruction, in the order of
  /// starts, with what is surely complete at its start. Stops at an error.
  using Visit =
      llvm::function_ref<llvm::Error(uint32_t operation, DoneCounts done)>;
  llvm::Error replay(Visit visit);

  /// The places of operations that replay has visited or is visiting.
  const std::vector<QueuePlace> &operationPlaces() const { return places; }

private:
  /// By queue: instructions complete, then entries that have left its head.
  using Clock = std::vector<uint32_t>;

  struct Queue {
    std::vector<uint32_t> entries; ///< of the quad, in order
    uint32_t next = 0;             ///< place in `entries`
    uint32_t ordinal = 0;          ///< of the next instruction
    Clock clock;                   ///< at the head
  };

  /// One semaphore and who uses it.
  struct Semaphore {
    struct Poster {
      uint32_t queue;
      uint32_t total = 0;
      std::deque<Clock> posts; ///< not taken yet; if shared, all
      std::deque<Clock> known; ///< if shared: all, of the replay before
    };
    struct Waiter {
      uint32_t queue;
      std::vector<uint32_t> waits; ///< places in the queue
    };
    std::vector<Poster> posters;
    std::vector<Waiter> waiters;

    bool isShared() const { return posters.size() > 1 || waiters.size() > 1; }
    Poster &poster(uint32_t queue);
    Waiter &waiter(uint32_t queue);
  };

  uint32_t queues() const { return static_cast<uint32_t>(all.size()); }
  const timeline::Entry &entryAt(uint32_t queue, uint32_t place) const;
  Semaphore &semaphore(uint32_t quad, const timeline::Entry &entry);
  void reset();
  llvm::Error step(uint32_t queue, Visit visit);
  llvm::Error start(uint32_t queue, Visit visit);
  void takePosts(uint32_t queue);
  void passWait(uint32_t queue, Semaphore &semaphore);
  void passSharedWait(uint32_t queue, Semaphore &semaphore);
  void join(Clock &clock, const Clock &other) const;

  const Trace &trace;
  const timeline::Result &times;
  std::vector<Queue> all;
  std::vector<Semaphore> semaphores; ///< quad * kSemaphores + number
  std::vector<QueuePlace> places;    ///< by operation
  bool anyShared = false;
  bool isFirstReplay = true;
  uint64_t guaranteed = 0; ///< posts that shared waits could count on
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_QUEUECLOCKS_H
