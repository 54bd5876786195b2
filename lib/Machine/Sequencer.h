//===- Sequencer.h - Dispatch and instruction fetch of a quad ---*- C++ -*-===//
//
// Takes the words of a quad in order, one per cycle, and keeps the fetch buffer
// of the dram clock. Runs of words that are done at once are one step. Whether
// a queue has room is asked by the event loop.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_MACHINE_SEQUENCER_H
#define SIMA_LIB_MACHINE_SEQUENCER_H

#include "TimelineConstants.h"
#include "sima/Machine/Timeline.h"
#include <array>
#include <optional>

namespace sima::timeline {

class Sequencer {
public:
  /// `fetches`: words come through the fetch buffer, else they are simply
  /// there.
  Sequencer(const QuadProgram &program, bool fetches);

  /// The cycle of the next step: the dispatch of an entry, or of the last word
  /// of a fetched piece. kNever after `halt` and while that word is not
  /// fetched.
  uint64_t nextStep() const { return stepCycle; }
  /// The entry that the next step dispatches, if it dispatches one.
  std::optional<uint32_t> stepEntry() const;
  /// The next step happens in `cycle`, not before nextStep().
  void step(uint64_t cycle);
  bool isHalted() const { return halted; }

  /// The piece that may be requested next: from which cycle and how many lines.
  struct Piece {
    uint64_t cycle;
    unsigned lines;
  };
  std::optional<Piece> wantedPiece() const;
  /// That piece was granted; its words may be dispatched from `cycle` on.
  void fetched(uint64_t cycle);

private:
  static constexpr uint64_t kWordBytes = 8;
  static constexpr uint64_t kPieceWords =
      Machine::kFetchPieceBytes / kWordBytes;
  static constexpr uint64_t kPieces =
      Machine::kFetchBufferBytes / Machine::kFetchPieceBytes;

  /// Finds stepWord and stepCycle from nextWord and earliest.
  void plan();

  const QuadProgram &program;
  bool fetches;
  bool halted = false;
  uint32_t nextEntry = 0;
  uint64_t nextWord = 0; ///< the next word to take
  uint64_t earliest = 0; ///< the first cycle in which it may be taken
  uint64_t stepWord = 0;
  uint64_t stepCycle = kNever;
  /// Pieces go round the places of the buffer.
  uint64_t piecesGranted = 0;
  std::array<uint64_t, kPieces> available{}; ///< of the piece in the place
  std::array<uint64_t, kPieces> freeSince{}; ///< kNever while occupied
};

} // namespace sima::timeline

#endif // SIMA_LIB_MACHINE_SEQUENCER_H
