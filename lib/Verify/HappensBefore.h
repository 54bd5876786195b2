//===- HappensBefore.h - What is complete, whatever the timing --*- C++ -*-===//
//
// Lamport's relation (1978) over the departures of an Order, as vector clocks.
// docs/simulator.md, "Hazards", has the rules of queues and semaphores. They
// are worked out here a second time: the simulator checks the program that it
// is executing with its own.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_VERIFY_HAPPENSBEFORE_H
#define SIMA_LIB_VERIFY_HAPPENSBEFORE_H

#include "Order.h"
#include "Rules.h"
#include "lib/Simulator/QueuePlace.h"

namespace sima::verify {

class HappensBefore {
public:
  HappensBefore(const sim::Image &image, const sim::Trace &trace,
                const Order &order, Findings &findings);

  /// Calls visit(operation, done) for every instruction that departed, in
  /// order, with what is complete when it starts. Finds semaphores that could
  /// exceed their limit or have two waiters.
  using Visit = llvm::function_ref<void(uint32_t, sim::DoneCounts)>;
  void walk(Visit visit);

  /// The places of operations that walk() has visited or is visiting.
  const std::vector<sim::QueuePlace> &operationPlaces() const { return places; }

private:
  /// By queue: instructions complete, then entries that departed.
  using Clock = std::vector<uint32_t>;

  struct Poster {
    uint32_t queue;
    uint32_t total = 0;         ///< posts
    std::vector<Clock> fired;   ///< what is known when each fires
    std::vector<Clock> earlier; ///< the same, of the round before
  };
  struct Waiter {
    uint32_t queue;
    std::vector<uint32_t> places; ///< of its waits in the queue
  };
  struct Semaphore {
    std::vector<Poster> posters;
    std::vector<Waiter> waiters;
    uint32_t taken = 0; ///< waits that passed
    std::optional<Departure> lastWait;
    bool isReported = false;

    /// Which post a wait takes is not fixed.
    bool isShared() const { return posters.size() > 1 || waiters.size() > 1; }
  };

  void collectUsers();
  void round(bool isLast, Visit visit);
  void start(Departure departure, Visit visit);
  void fire(Departure departure, bool isLast);
  void pass(Departure departure, bool isLast);
  void learnShared(Semaphore &semaphore, Departure wait);
  /// Waits that have passed for certain where `clock` is known.
  uint64_t waitsPassed(const Semaphore &semaphore, const Clock &clock) const;
  /// Posts that may have fired by the time of an entry: those not known to be
  /// behind it.
  uint64_t mayHaveFired(const Poster &poster, Departure entry) const;
  void checkLimit(Semaphore &semaphore, const Poster &poster, Departure post);
  void checkWaiters(Semaphore &semaphore, Departure wait);

  uint32_t entryIndex(Departure d) const {
    return order.queues[d.queue][d.place];
  }
  const timeline::Entry &entry(Departure d) const {
    return trace.programs[d.queue / timeline::kNumQueues]
        .entries[entryIndex(d)];
  }
  std::string placeOf(Departure d) const;
  uint32_t queues() const { return static_cast<uint32_t>(clocks.size()); }
  Semaphore &semaphoreOf(Departure d);

  const sim::Image &image;
  const sim::Trace &trace;
  const Order &order;
  Findings &findings;
  std::vector<Clock> clocks;      ///< by queue
  std::vector<uint32_t> ordinals; ///< by queue: instructions started
  std::vector<Semaphore> semaphores;
  std::vector<sim::QueuePlace> places; ///< by operation
  bool anyShared = false;
  uint64_t learned = 0; ///< posts that shared waits know of, in this round
};

} // namespace sima::verify

#endif // SIMA_LIB_VERIFY_HAPPENSBEFORE_H
