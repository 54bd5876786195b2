//===- AccessStates.cpp - Who accessed a byte last ------------------------===//
//
// Implements AccessStates.h.
//
//===----------------------------------------------------------------------===//
#include "AccessStates.h"
#include "ShadowMemory.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

void AccessStates::begin(uint32_t operation, DoneCounts counts) {
  current = operation;
  done = counts.vec();
  written = 0;
  ++serial;
}

uint32_t AccessStates::recall(uint32_t state, bool write) {
  Memo &memo = memos[write][state % kMemos];
  if (memo.serial != serial || memo.state != state)
    memo = {state, make(state, write), serial};
  return memo.next;
}

std::optional<AccessStates::Conflict> AccessStates::conflict(uint32_t number,
                                                             bool write) const {
  // A transfer may read before an earlier one has written, but it writes behind
  // what the earlier ones of its queue read and write.
  auto isOrdered = [&](uint32_t other) {
    return other == current || isComplete(other) ||
           (write && isSameQueue(other));
  };
  const State &state = states[number];
  if (state.writer != kNoOperation && state.writer != kBefore &&
      !isOrdered(state.writer))
    return Conflict{state.writer, true};
  if (write)
    for (uint32_t reader : readersOf(state))
      if (!isOrdered(reader))
        return Conflict{reader, false};
  return std::nullopt;
}

uint32_t AccessStates::overwrite() {
  if (written == 0) {
    written = static_cast<uint32_t>(states.size());
    states.push_back({current, 0, 0});
  }
  return written;
}

uint32_t AccessStates::make(uint32_t number, bool write) {
  if (conflict(number, write))
    return ShadowMemory::kStop;
  // Whoever is ordered behind this write is so behind all that it replaces.
  if (write)
    return overwrite();
  auto next = static_cast<uint32_t>(states.size());
  State state = states[number];
  auto first = static_cast<uint32_t>(readers.size());
  for (uint32_t i = 0; i != state.readers; ++i) {
    uint32_t reader = readers[state.firstReader + i];
    if (reader == current) { // nothing new
      readers.resize(first);
      return number;
    }
    // Whoever is ordered behind this read is so behind that one.
    if (!isComplete(reader) && !isSameQueue(reader))
      readers.push_back(reader);
  }
  readers.push_back(current);
  states.push_back(
      {state.writer, first, static_cast<uint32_t>(readers.size()) - first});
  return next;
}
