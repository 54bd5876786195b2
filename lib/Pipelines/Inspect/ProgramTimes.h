//===- ProgramTimes.h - When the words of a program run ---------*- C++ -*-===//
//
// The simulator's timeline, by entry point, quad and word. Words that dispatch
// nothing to a queue (`set`, `nop`) have no entry of their own.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_INSPECT_PROGRAMTIMES_H
#define SIMA_LIB_PIPELINES_INSPECT_PROGRAMTIMES_H

#include "sima/Target/MLA/Program.h"
#include <array>
#include <optional>

namespace sima {

enum class ClockKind { Static, Dram };

/// When one entry is dispatched, starts and has ended. An entry that takes no
/// time ends in the cycle in which it starts.
struct WordTime {
  uint64_t dispatch = 0, start = 0, end = 0;
  /// Whether it is executed in a cycle.
  bool isIn(uint64_t cycle) const {
    return start <= cycle && cycle < std::max(end, start + 1);
  }
};

/// A dispatched queue entry.
struct TimedWord {
  isa::EntryPoint entry = isa::EntryPoint::First;
  uint32_t quad = 0;
  uint32_t word = 0;
  std::string queue; ///< "ldq", ...; "sequencer" of `halt`
  std::string opcode;
  std::array<WordTime, 2> times; ///< by ClockKind
  /// Of `wait` and `post`: quad and number of the semaphore.
  std::optional<std::pair<uint32_t, uint32_t>> semaphore;

  const WordTime &time(ClockKind clock) const { return times[unsigned(clock)]; }
};

class ProgramTimes {
public:
  /// Times a program; no data is computed.
  static llvm::Expected<ProgramTimes> of(llvm::StringRef elf);

  /// Entries of a quad, ascending by word.
  llvm::ArrayRef<TimedWord> entriesOf(isa::EntryPoint entry,
                                      uint32_t quad) const;
  /// The entry of a word or, if it has none, of the next word that has one;
  /// null behind the last.
  const TimedWord *entryAt(isa::EntryPoint entry, uint32_t quad,
                           uint32_t word) const;
  uint64_t total(isa::EntryPoint entry, ClockKind clock) const;
  /// The post that a wait waited for: of as many posts to its semaphore, in the
  /// order in which they fire, as waits have passed.
  const TimedWord *postOf(const TimedWord &wait, ClockKind clock) const;

private:
  llvm::Error addLine(llvm::StringRef line);

  std::vector<TimedWord> words; ///< sorted by entry point, quad, word
};

} // namespace sima

#endif // SIMA_LIB_PIPELINES_INSPECT_PROGRAMTIMES_H
