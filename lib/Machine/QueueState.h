//===- QueueState.h - One queue of a quad -----------------------*- C++ -*-===//
//
// The places of a queue, what it has started and not completed, and the posts
// that wait for a completion. Phases and times are given by the event loop.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_MACHINE_QUEUESTATE_H
#define SIMA_LIB_MACHINE_QUEUESTATE_H

#include "TimelineConstants.h"
#include "sima/Machine/Timeline.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <array>
#include <deque>
#include <optional>

namespace sima::timeline {

/// Entries are named by their index in QuadProgram::entries.
class QueueState {
public:
  bool isEmpty() const { return count == 0; }
  bool isFull() const { return count == Machine::kQueueDepth; }
  uint32_t head() const { return places[first]; }
  void push(uint32_t entry);
  uint32_t pop();

  /// Takes the head, a post, off and binds it to what started last.
  void bindPost() { bound.push_back({pop(), started}); }
  /// The next bound post whose entry is complete; false if there is none.
  bool nextFiringPost(uint32_t &entry);

  /// Started entries that are not complete.
  unsigned runningCount() const { return running.size(); }
  /// An entry that ends in cycle `end` of its own accord, or that has `lines`
  /// to fetch before its end is known.
  void start(uint32_t entry, uint64_t cycle, uint64_t end, uint64_t lines);
  /// A started transfer that has lines left.
  struct Pending {
    uint32_t entry;
    uint64_t start, lines;
  };
  std::optional<Pending> oldestWithLines() const;
  /// `lines` more of that transfer are granted; it ends in cycle `end` if they
  /// are its last.
  void granted(unsigned lines, uint64_t end);
  /// Gives every running entry whose end is now known its end in `times`. A
  /// queue completes in order: nobody ends before the one started before it.
  void settle(std::vector<EntryTime> &times);
  /// Removes what is complete in `cycle`.
  void complete(uint64_t cycle);
  /// The cycle in which the next completion is seen.
  uint64_t nextCompletion() const;

  /// End of the data of the latest transfer (LDQ and STQ in the static clock,
  /// LNK in both).
  uint64_t dataEnd = 0;

private:
  struct Running {
    uint32_t entry;
    uint64_t start;
    uint64_t end; ///< own end, kNever while lines are left
    uint64_t linesLeft;
    bool isSettled; ///< `end` is final
    /// What ends in the cycle it starts is seen complete in the next one.
    uint64_t seen() const {
      return isSettled ? std::max(end, start + 1) : kNever;
    }
  };
  struct BoundPost {
    uint32_t entry;
    uint64_t after; ///< completions of this queue needed to fire
  };

  std::array<uint32_t, Machine::kQueueDepth> places{};
  unsigned first = 0;
  unsigned count = 0;
  uint64_t started = 0;
  uint64_t completed = 0;
  uint64_t lastEnd = 0; ///< end of the latest settled entry
  llvm::SmallVector<Running, Machine::kOutstandingTransfers> running;
  std::deque<BoundPost> bound;
};

} // namespace sima::timeline

#endif // SIMA_LIB_MACHINE_QUEUESTATE_H
