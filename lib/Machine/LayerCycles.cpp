//===- LayerCycles.cpp - Which layer owns a cycle -------------------------===//
//
// layerCycles() of sima/Machine/Timeline.h: a sweep over the boundaries of the
// intervals in which entries run. It reads times and changes none.
//
// A cycle belongs to what runs on the MXU of the lowest quad, else VPU, else
// LNK, else STQ, else LDQ (stores before loads: a store is the tail of work
// done, a load the head of work to come). Where transfers of one queue overlap,
// the oldest owns the cycle. A cycle in which nothing runs belongs to the next
// entry to start, in this cycle or later: an entry that starts in it and takes
// no time (a constant load in the static clock) owns it. Of entries that start
// together the first in quad and queue order counts; after the last start, the
// last. `wait`, `post` and `halt` do not start and own nothing.
//
//===----------------------------------------------------------------------===//
#include "sima/Machine/Timeline.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <compare>

using namespace llvm;
using namespace sima;
using namespace sima::timeline;

namespace {
struct Interval {
  uint64_t start;
  uint64_t end;
  uint32_t layer;
};

/// The entries of one queue of one quad, in order, without overlap.
struct Lane {
  std::vector<Interval> intervals;
  size_t position = 0;

  void add(Interval interval) {
    if (!intervals.empty())
      interval.start = std::max(interval.start, intervals.back().end);
    if (interval.start < interval.end)
      intervals.push_back(interval);
  }
  /// The interval that holds `time`, or the first after it; null at the end.
  const Interval *at(uint64_t time) {
    while (position < intervals.size() && intervals[position].end <= time)
      ++position;
    return position < intervals.size() ? &intervals[position] : nullptr;
  }
};

class Sweep {
public:
  Sweep(ArrayRef<QuadProgram> programs, const Result &result,
        unsigned numLayers);
  std::vector<LayerStretch> take();

private:
  struct Start {
    uint64_t cycle;
    size_t order; ///< by quad, queue and place in the program
    uint32_t layer;
    auto operator<=>(const Start &) const = default;
  };

  void collect(const QuadProgram &program, ArrayRef<EntryTime> times,
               unsigned quad, unsigned numQuads);
  void credit(uint32_t layer, uint64_t from, uint64_t to);
  /// Cycles from..to, in which nothing runs.
  void creditIdle(uint64_t from, uint64_t to);

  uint64_t total;
  unsigned numLayers;
  std::vector<Lane> lanes; ///< in order of precedence
  std::vector<Start> starts;
  size_t nextStart = 0;
  std::vector<LayerStretch> stretches;
};
} // namespace

/// Queues in order of precedence.
static constexpr Queue kPrecedence[kNumQueues] = {
    Queue::MXU, Queue::VPU, Queue::LNK, Queue::STQ, Queue::LDQ};

Sweep::Sweep(ArrayRef<QuadProgram> programs, const Result &result,
             unsigned numLayers)
    : total(result.total), numLayers(numLayers),
      lanes(programs.size() * kNumQueues) {
  for (auto [quad, program] : enumerate(programs))
    collect(program, result.times[quad], quad, programs.size());
  llvm::sort(starts);
}

void Sweep::collect(const QuadProgram &program, ArrayRef<EntryTime> times,
                    unsigned quad, unsigned numQuads) {
  for (unsigned q = 0; q < kNumQueues; ++q) {
    unsigned rank = find(kPrecedence, Queue(q)) - kPrecedence;
    Lane &lane = lanes[rank * numQuads + quad];
    for (auto [entry, time] : zip_equal(program.entries, times)) {
      if (entry.kind == EntryKind::Halt)
        break;
      if (entry.kind != EntryKind::Engine || entry.queue != Queue(q))
        continue;
      lane.add({time.start, time.end, entry.layer});
      starts.push_back({time.start, starts.size(), entry.layer});
    }
  }
}

void Sweep::credit(uint32_t layer, uint64_t from, uint64_t to) {
  // A layer number out of range would be a broken layer map, refused where it
  // is read; here it must only not lose cycles.
  layer = std::min(layer, numLayers - 1);
  if (!stretches.empty() && stretches.back().layer == layer)
    stretches.back().end = to;
  else
    stretches.push_back({from, to, layer});
}

void Sweep::creditIdle(uint64_t from, uint64_t to) {
  while (from < to) {
    while (nextStart < starts.size() && starts[nextStart].cycle < from)
      ++nextStart;
    if (nextStart == starts.size())
      return credit(starts.empty() ? 0 : starts.back().layer, from, to);
    const Start &start = starts[nextStart];
    uint64_t until = std::min(to, start.cycle + 1);
    credit(start.layer, from, until);
    from = until;
  }
}

std::vector<LayerStretch> Sweep::take() {
  for (uint64_t time = 0; time < total;) {
    uint64_t until = total;
    const Interval *owner = nullptr;
    for (Lane &lane : lanes) {
      const Interval *interval = lane.at(time);
      if (interval && interval->start <= time) {
        owner = interval;
        until = std::min(until, interval->end);
        break;
      }
      if (interval)
        until = std::min(until, interval->start);
    }
    if (owner)
      credit(owner->layer, time, until);
    else
      creditIdle(time, until);
    time = until;
  }
  return std::move(stretches);
}

std::vector<LayerStretch>
timeline::layerStretches(ArrayRef<QuadProgram> programs, const Result &result,
                         unsigned numLayers) {
  if (numLayers == 0 || !result.faults.empty())
    return {};
  return Sweep(programs, result, numLayers).take();
}

std::vector<LayerCycles> timeline::layerCycles(ArrayRef<LayerStretch> stretches,
                                               unsigned numLayers) {
  std::vector<LayerCycles> layers(numLayers);
  for (const LayerStretch &stretch : stretches)
    layers[stretch.layer].cycles += stretch.end - stretch.start;
  uint64_t start = 0;
  for (LayerCycles &layer : layers) {
    layer.start = start;
    start += layer.cycles;
  }
  return layers;
}

std::vector<LayerCycles> timeline::layerCycles(const Machine &machine,
                                               ArrayRef<QuadProgram> programs,
                                               const Result &result,
                                               unsigned numLayers) {
  return layerCycles(layerStretches(programs, result, numLayers), numLayers);
}
