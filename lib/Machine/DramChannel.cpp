//===- DramChannel.cpp - The DRAM channel that all quads share ------------===//
//
// Implements DramChannel.h. One tick is 1 / bandwidth.num of a cycle, in which
// a line takes 64 · bandwidth.den ticks: whole numbers, no rounding.
//
//===----------------------------------------------------------------------===//
#include "DramChannel.h"
#include <algorithm>
#include <cassert>
#include <utility>

using namespace sima;
using namespace sima::timeline;

DramChannel::DramChannel(const Machine &machine, unsigned requesters)
    : slots(requesters), ticksPerCycle(machine.dramBytesPerCycle.num),
      ticksPerLine(Machine::kLineBytes * machine.dramBytesPerCycle.den),
      queueCyclesPerLine(Machine::kLineBytes / machine.dmaBytesPerCycle) {}

void DramChannel::request(unsigned requester, uint64_t cycle, unsigned lines,
                          bool paced) {
  assert(lines > 0 && lines <= Machine::kGrantLines && "not one grant");
  Slot &slot = slots[requester];
  slot.lines = lines;
  slot.since = {cycle, 0};
  if (paced)
    slot.since = std::max(slot.since, slot.paced);
}

std::optional<ChannelTime> DramChannel::nextGrant() const {
  std::optional<ChannelTime> earliest;
  for (const Slot &slot : slots)
    if (slot.lines && (!earliest || slot.since < *earliest))
      earliest = slot.since;
  if (earliest)
    earliest = std::max(*earliest, freeAt);
  return earliest;
}

DramChannel::Grant DramChannel::grant() {
  ChannelTime now = *nextGrant();
  unsigned winner = next;
  while (!slots[winner].lines || slots[winner].since > now)
    winner = (winner + 1) % slots.size();
  next = (winner + 1) % slots.size();

  Slot &slot = slots[winner];
  unsigned lines = std::exchange(slot.lines, 0);
  slot.paced = {now.cycle + uint64_t(lines) * queueCyclesPerLine, now.tick};
  uint64_t ticks = now.tick + lines * ticksPerLine;
  freeAt = {now.cycle + ticks / ticksPerCycle, ticks % ticksPerCycle};
  return {winner, lines, freeAt.cycle + (freeAt.tick != 0)};
}
