//===- QueueState.cpp - One queue of a quad -------------------------------===//
//
// Implements QueueState.h.
//
//===----------------------------------------------------------------------===//
#include "QueueState.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace sima;
using namespace sima::timeline;

void QueueState::push(uint32_t entry) {
  places[(first + count++) % places.size()] = entry;
}

uint32_t QueueState::pop() {
  uint32_t entry = places[first];
  first = (first + 1) % places.size();
  --count;
  return entry;
}

bool QueueState::nextFiringPost(uint32_t &entry) {
  if (bound.empty() || bound.front().after > completed)
    return false;
  entry = bound.front().entry;
  bound.pop_front();
  return true;
}

void QueueState::start(uint32_t entry, uint64_t cycle, uint64_t end,
                       uint64_t lines) {
  ++started;
  running.push_back({entry, cycle, lines ? kNever : end, lines, false});
}

std::optional<QueueState::Pending> QueueState::oldestWithLines() const {
  for (const Running &r : running)
    if (r.linesLeft)
      return Pending{r.entry, r.start, r.linesLeft};
  return std::nullopt;
}

void QueueState::granted(unsigned lines, uint64_t end) {
  for (Running &r : running)
    if (r.linesLeft) {
      r.linesLeft -= lines;
      if (!r.linesLeft)
        r.end = end;
      return;
    }
}

void QueueState::settle(std::vector<EntryTime> &times) {
  for (Running &r : running) {
    if (r.isSettled)
      continue;
    if (r.end == kNever)
      return;
    r.end = lastEnd = std::max(r.end, lastEnd);
    r.isSettled = true;
    times[r.entry].end = r.end;
  }
}

void QueueState::complete(uint64_t cycle) {
  while (!running.empty() && running.front().seen() <= cycle) {
    running.erase(running.begin());
    ++completed;
  }
}

uint64_t QueueState::nextCompletion() const {
  return running.empty() ? kNever : running.front().seen();
}
