//===- Order.h - One order of a program, without any times ------*- C++ -*-===//
//
// Runs sequencers, queues and semaphores of all quads as a network of processes
// that take no time. Which entries leave their queue, and how often, does not
// depend on the order in which the processes take their turns (Kahn, 1974; with
// queues of bounded depth, Parks, 1995), as long as one queue at a time waits
// for a semaphore: then a process that can go on stays able to. So one order
// tells whether any timing of the machine comes to an end.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_VERIFY_ORDER_H
#define SIMA_LIB_VERIFY_ORDER_H

#include "lib/Simulator/Trace.h"

namespace sima::verify {

/// An entry that leaves the head of its queue: a wait that passes, a post that
/// fires, an instruction that starts. Queues are quad * 5 + kind.
struct Departure {
  uint32_t queue;
  uint32_t place; ///< in the queue
};

struct Order {
  /// By queue: its entries, indices into those of its quad.
  std::vector<std::vector<uint32_t>> queues;
  std::vector<Departure> departures;
  /// By queue: how many of its entries departed.
  std::vector<uint32_t> departed;
  /// By quad: the first entry that was not dispatched; all were where it is
  /// the number of entries.
  std::vector<uint32_t> dispatched;

  /// Whether every entry departed.
  bool isComplete() const;
};

/// Every quad of the trace has a halt.
Order orderOf(const sim::Trace &trace);

} // namespace sima::verify

#endif // SIMA_LIB_VERIFY_ORDER_H
