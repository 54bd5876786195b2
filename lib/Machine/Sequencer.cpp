//===- Sequencer.cpp - Dispatch and instruction fetch of a quad -----------===//
//
// Implements Sequencer.h.
//
//===----------------------------------------------------------------------===//
#include "Sequencer.h"
#include "sima/Support/CheckedMath.h"
#include <algorithm>

using namespace sima;
using namespace sima::timeline;

Sequencer::Sequencer(const QuadProgram &program, bool fetches)
    : program(program), fetches(fetches) {
  plan();
}

void Sequencer::plan() {
  stepCycle = kNever;
  if (halted)
    return;
  stepWord = program.entries[nextEntry].wordIndex;
  uint64_t from = earliest;
  if (fetches) {
    uint64_t piece = nextWord / kPieceWords;
    if (piece >= piecesGranted)
      return;
    stepWord = std::min(stepWord, (piece + 1) * kPieceWords - 1);
    from = std::max(from, available[piece % kPieces]);
  }
  stepCycle = from + (stepWord - nextWord);
}

std::optional<uint32_t> Sequencer::stepEntry() const {
  if (stepWord != program.entries[nextEntry].wordIndex)
    return std::nullopt;
  return nextEntry;
}

void Sequencer::step(uint64_t cycle) {
  if (std::optional<uint32_t> entry = stepEntry()) {
    halted = program.entries[*entry].kind == EntryKind::Halt;
    ++nextEntry;
  }
  nextWord = stepWord + 1;
  earliest = cycle + 1;
  if (fetches && nextWord % kPieceWords == 0)
    freeSince[stepWord / kPieceWords % kPieces] = cycle;
  plan();
}

std::optional<Sequencer::Piece> Sequencer::wantedPiece() const {
  uint64_t firstWord = piecesGranted * kPieceWords;
  uint64_t since = freeSince[piecesGranted % kPieces];
  if (firstWord >= program.words || since == kNever)
    return std::nullopt;
  uint64_t words = std::min(program.words - firstWord, kPieceWords);
  uint64_t lines = ceilDiv<uint64_t>(words * kWordBytes, Machine::kLineBytes);
  return Piece{since, unsigned(lines)};
}

void Sequencer::fetched(uint64_t cycle) {
  available[piecesGranted % kPieces] = cycle;
  freeSince[piecesGranted % kPieces] = kNever;
  ++piecesGranted;
  // A step that is known stays: it can wait for a full queue, and its words
  // were fetched before.
  if (stepCycle == kNever)
    plan();
}
