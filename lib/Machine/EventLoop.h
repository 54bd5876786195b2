//===- EventLoop.h - The cycles in which something happens ------*- C++ -*-===//
//
// Runs the phases of docs/isa.md, "Time", over the quads that have something to
// do in a cycle, and DRAM grants between cycles. Programs are checked before
// (Timeline.cpp): it relies on their last entry, semaphores and quads.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_MACHINE_EVENTLOOP_H
#define SIMA_LIB_MACHINE_EVENTLOOP_H

#include "DramChannel.h"
#include "QueueState.h"
#include "SemaphoreBank.h"
#include "Sequencer.h"
#include "sima/Machine/Timeline.h"

namespace sima::timeline {

class EventLoop {
public:
  EventLoop(const Machine &machine, llvm::ArrayRef<QuadProgram> programs,
            Clock clock, Result &result);

  /// Runs until nothing can happen any more, or until the first fault.
  void run();

private:
  struct Quad {
    unsigned index;
    const QuadProgram &program;
    std::vector<EntryTime> &times;
    Sequencer sequencer;
    std::array<QueueState, kNumQueues> queues;
    SemaphoreBank semaphores;
    /// Who took each semaphore last, to find two waiters in one cycle.
    struct Taken {
      uint64_t cycle = kNever;
      unsigned queue = 0;
    };
    std::array<Taken, Machine::kSemaphores> taken;
    /// The next cycle in which something can happen here.
    uint64_t wake = 0;
    /// A queue has a new head that the next cycle must look at.
    bool lookAgain = false;

    const Entry &entry(uint32_t index) const { return program.entries[index]; }
  };

  void runCycle();
  void firePosts(Quad &quad);
  bool firePost(Quad &quad, uint32_t entry);
  void passWaits(Quad &quad);
  /// Faults when another queue of the quad waits for the same semaphore now.
  bool checkOnlyWaiter(Quad &quad, unsigned queue, uint32_t entry);
  void startEntries(Quad &quad);
  void startEntry(Quad &quad, unsigned queue);
  /// The end of an entry that starts now and has no DRAM lines to fetch.
  uint64_t ownEnd(const Entry &entry, QueueState &queue) const;
  void dispatch(Quad &quad);
  uint64_t nextWake(const Quad &quad) const;

  uint64_t expandCycles(const Entry &entry, uint64_t done,
                        uint64_t count) const;
  void requestLines(Quad &quad, unsigned queue);
  void requestPiece(Quad &quad);
  void grant();

  void reportDeadlock();
  void fault(Fault::Kind kind, const Quad &quad, uint32_t entry,
             std::string message);

  const Machine &machine;
  Clock clock;
  Result &result;
  std::vector<Quad> quads;
  DramChannel channel;
  uint64_t now = 0;
};

} // namespace sima::timeline

#endif // SIMA_LIB_MACHINE_EVENTLOOP_H
