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
      ticksPerLine(Machine::kLineBytes * machine.dramBytesPerCycle.den) {}

void DramChannel::request(unsigned requester, const Request &request) {
  assert(request.lines > 0 && request.lines <= Machine::kGrantLines &&
         "not one grant");
  Slot &slot = slots[requester];
  slot.request = request;
  slot.since = {request.cycle, 0};
  if (request.paceCycles)
    slot.since = std::max(slot.since, slot.paced);
}

std::optional<ChannelTime> DramChannel::nextGrant() const {
  std::optional<ChannelTime> earliest;
  for (const Slot &slot : slots)
    if (slot.request.lines && (!earliest || slot.since < *earliest))
      earliest = slot.since;
  if (earliest)
    earliest = std::max(*earliest, freeAt);
  return earliest;
}

DramChannel::Grant DramChannel::grant() {
  ChannelTime now = *nextGrant();
  unsigned winner = next;
  while (!slots[winner].request.lines || slots[winner].since > now)
    winner = (winner + 1) % slots.size();
  next = (winner + 1) % slots.size();

  Slot &slot = slots[winner];
  Request request = std::exchange(slot.request, {0, 0});
  slot.paced = {now.cycle + request.paceCycles, now.tick};
  uint64_t ticks = now.tick + request.lines * ticksPerLine;
  freeAt = {now.cycle + ticks / ticksPerCycle, ticks % ticksPerCycle};
  ChannelTime end = freeAt;
  if (request.expandCycles)
    end = std::max(end, {now.cycle + request.expandCycles, now.tick});
  return {winner, request.lines, end.cycle + (end.tick != 0)};
}
