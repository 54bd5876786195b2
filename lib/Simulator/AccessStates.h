//===- AccessStates.h - Who accessed a byte last ----------------*- C++ -*-===//
//
// The states of bytes in the hazard check, after FastTrack (Flanagan and
// Freund, 2009): the last write, and the reads since that are not ordered among
// themselves. A state is a number, so that bytes of one history share it.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_ACCESSSTATES_H
#define SIMA_LIB_SIMULATOR_ACCESSSTATES_H

#include "QueuePlace.h"
#include "Trace.h"
#include <optional>

namespace sima::sim {

/// Of one queue, the last read stands for those before it. Operations are named
/// by their index in Trace::operations. State 0 is that of a byte without
/// accesses.
class AccessStates {
public:
  /// `places` of operations are known before their accesses are.
  explicit AccessStates(const std::vector<QueuePlace> &places)
      : places(places) {
    states.push_back({kNoOperation, 0, 0});
  }

  /// Accesses of `operation` follow, at whose start `done` is complete. They
  /// know those of every earlier operation.
  void begin(uint32_t operation, DoneCounts done);

  /// The state after the operation reads or writes a byte in `state`, or
  /// ShadowMemory::kStop when that is a hazard.
  uint32_t afterRead(uint32_t state) { return recall(state, false); }
  uint32_t afterWrite(uint32_t state) { return recall(state, true); }

  struct Conflict {
    uint32_t operation;
    bool isWrite; ///< of `operation`
  };
  /// An access that is not ordered with a read or write of a byte in `state`.
  std::optional<Conflict> conflict(uint32_t state, bool write) const;

  /// A new state, of a byte that something wrote before all operations.
  uint32_t addInitial() {
    states.push_back({kBefore, 0, 0});
    return static_cast<uint32_t>(states.size() - 1);
  }
  /// What writer() is of a byte written before all operations.
  static constexpr uint32_t kBefore = kNoOperation - 1;

  /// The operation that wrote a byte in `state` last, or kNoOperation.
  uint32_t writer(uint32_t state) const { return states[state].writer; }
  /// Whether a byte in `state` was read since.
  bool isRead(uint32_t state) const { return states[state].readers != 0; }
  /// The state after a write, whatever it conflicts with.
  uint32_t overwrite();

private:
  struct State {
    uint32_t writer; ///< kNoOperation: none
    uint32_t firstReader, readers;
  };
  /// What became of a state last; valid for the operation `serial` only.
  struct Memo {
    uint32_t state = 0, next = 0;
    uint64_t serial = 0;
  };
  static constexpr unsigned kMemos = 64;

  uint32_t recall(uint32_t state, bool write);
  uint32_t make(uint32_t state, bool write);
  llvm::ArrayRef<uint32_t> readersOf(const State &state) const {
    return llvm::ArrayRef(readers).slice(state.firstReader, state.readers);
  }
  /// Whether `other` is complete before the current operation starts.
  bool isComplete(uint32_t other) const {
    QueuePlace place = places[other];
    return done[place.queue] > place.ordinal;
  }
  /// Data of a queue's transfers follow one another even where they overlap.
  bool isSameQueue(uint32_t other) const {
    return places[other].queue == places[current].queue;
  }

  const std::vector<QueuePlace> &places;
  std::vector<State> states;
  std::vector<uint32_t> readers; ///< of all states
  uint32_t current = kNoOperation;
  std::vector<uint32_t> done;
  uint32_t written = 0; ///< the state after a write of `current`; 0: not yet
  uint64_t serial = 0;  ///< of the operation
  std::array<Memo, kMemos> memos[2];
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_ACCESSSTATES_H
