//===- Prefetch.cpp - When inputs and constants are brought ---------------===//
//
// A transfer begins when those before it are through and its buffer is free.
// Loads are placed one after the other in the order in which they are needed;
// each takes its bytes of local memory from its position to its last use.
//
//===----------------------------------------------------------------------===//

#include "Prefetch.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

namespace {
/// A buffer that is filled from DRAM once.
struct Load {
  int64_t *position;
  mla::Range use; ///< positions, from the first to behind the last
  int64_t dramBytes = 0, bufferBytes = 0;
};

class Placer {
public:
  Placer(SegmentPlan &plan, ArrayRef<uint64_t> starts, PrefetchLimits limits)
      : plan(plan), starts(starts), limits(limits),
        live(plan.order.size() + 1, 0) {}

  PrefetchResult run() {
    collect();
    addFixed();
    countStreams();
    int64_t bound = 0; // latest position of the next load
    for (Load &load : loads) {
      int64_t latest =
          limits.oneAhead ? std::min(bound, load.use.begin) : load.use.begin;
      passStreams(load.use.begin);
      if (std::optional<int64_t> full = place(load, latest))
        return {full, 0};
      bound = load.use.begin;
    }
    passStreams(plan.order.size());
    return {std::nullopt,
            std::max(channelFree, cycleOf(int64_t(starts.size()) - 1))};
  }

private:
  /// Inputs and constants in the order in which they are needed. Until they
  /// have a place they come there, so that a plan without room for all of them
  /// needs no more memory than it must.
  void collect() {
    for (FeatureMap &map : plan.maps)
      if (map.load && map.home == Home::lm) {
        mla::Range use = {INT64_MAX, 0};
        for (unsigned reader : map.readers) {
          use.begin = std::min(use.begin, plan.layers[reader].span.begin);
          use.end = std::max(use.end, plan.layers[reader].span.end);
        }
        if (map.readers.empty())
          use = {0, 1};
        map.loadPosition = use.begin;
        loads.push_back({&map.loadPosition, use,
                         map.shape.elements() * map.elementBytes(),
                         map.bufferBytes()});
      }
    for (LayerPlan &layer : plan.layers) {
      layer.loads.assign(layer.constantSpans.size(), 0);
      std::vector<int64_t> bytes(layer.loads.size(), 0);
      llvm::DenseSet<std::pair<int64_t, int64_t>> known;
      for (auto [tile, chunk] : llvm::zip_equal(layer.tiles, layer.chunkOfTile))
        if (known.insert({tile.piece.channels.begin, tile.piece.channels.end})
                .second)
          bytes[chunk] += plan::chunkBytes(layer.body, tile.piece.channels);
      for (auto [chunk, span] : llvm::enumerate(layer.constantSpans)) {
        layer.loads[chunk] = span.begin;
        loads.push_back({&layer.loads[chunk], span, bytes[chunk],
                         layer.constantBytes(chunk)});
      }
    }
    llvm::stable_sort(loads, [](const Load &a, const Load &b) {
      return a.use.begin < b.use.begin;
    });
  }

  static int64_t aligned(int64_t bytes) { return (bytes + 63) / 64 * 64; }

  void add(mla::Range span, int64_t bytes) {
    for (int64_t i = span.begin; i < span.end; ++i)
      live[i] += aligned(bytes);
  }

  /// What is there whenever loads come.
  void addFixed() {
    for (const FeatureMap &map : plan.maps)
      if (!map.load && map.home != Home::dram)
        add(plan.spanOf(map),
            std::max<int64_t>(1, map.stripeSlots) * aligned(map.bufferBytes()));
    for (const LayerPlan &layer : plan.layers) {
      for (unsigned k = 0; k < layer.operands.size(); ++k)
        if (plan.maps[layer.operands[k].map].home == Home::dram)
          add(layer.span,
              layer.streamSlots * aligned(plan.streamInputBytes(layer, k)));
      if (plan.maps[layer.output].home == Home::dram)
        add(layer.span,
            layer.streamSlots * aligned(plan.streamOutputBytes(layer)));
    }
  }

  /// Bytes of feature maps that items bring from and to DRAM.
  void countStreams() {
    streamed.assign(plan.order.size(), 0);
    for (const LayerPlan &layer : plan.layers) {
      auto count = [&](const FeatureMap &map, auto pieceOf) {
        for (auto [tile, position] :
             llvm::zip_equal(layer.tiles, layer.positionOfTile)) {
          Piece piece = pieceOf(tile);
          streamed[position] += piece.rows.size() * map.shape.width *
                                map.pixelBytes(piece.channels.size());
        }
      };
      for (unsigned k = 0; k < layer.operands.size(); ++k)
        if (const FeatureMap &map = plan.maps[layer.operands[k].map];
            map.home == Home::dram)
          count(map, [&](const Tile &tile) {
            return plan.operandPiece(layer, k, tile.piece);
          });
      if (const FeatureMap &map = plan.maps[layer.output];
          map.home == Home::dram)
        count(map, [](const Tile &tile) { return tile.piece; });
    }
  }

  /// DRAM serves the items before `position`.
  void passStreams(int64_t position) {
    const Rational &rate = plan.machine->dramBytesPerCycle;
    for (; streamsPassed < position; ++streamsPassed)
      if (int64_t bytes = streamed[streamsPassed])
        channelFree = std::max(channelFree, cycleOf(streamsPassed)) +
                      uint64_t(bytes) * rate.den / rate.num;
  }

  /// When an item starts, with the stalls so far.
  uint64_t cycleOf(int64_t position) const { return starts[position] + stall; }

  /// Cycles by which a load is issued before DRAM is through with those before
  /// it: the sequencer runs only a few instructions ahead of the engines.
  static constexpr uint64_t kLeadCycles = 2000;

  std::optional<int64_t> place(Load &load, int64_t latest) {
    // No earlier than DRAM has time for it, nor than the loads before it.
    while (earliest < latest &&
           cycleOf(earliest + 1) + kLeadCycles <= channelFree)
      ++earliest;
    if (limits.late)
      earliest = latest;
    int64_t position = load.use.end;
    int64_t bytes = aligned(load.bufferBytes);
    while (position > std::min(earliest, load.use.begin) &&
           live[position - 1] + bytes <= limits.roomBytes)
      --position;
    if (position > latest) {
      *load.position = std::min(position - 1, load.use.begin);
      return position - 1;
    }
    earliest = std::max(earliest, position);
    *load.position = position;
    add({position, load.use.end}, load.bufferBytes);
    const Rational &rate = plan.machine->dramBytesPerCycle;
    channelFree = std::max(channelFree, cycleOf(position)) +
                  uint64_t(load.dramBytes) * rate.den / rate.num;
    uint64_t there = channelFree + plan.machine->dramLatencyCycles;
    if (there > cycleOf(load.use.begin))
      stall += there - cycleOf(load.use.begin);
    return std::nullopt;
  }

  SegmentPlan &plan;
  ArrayRef<uint64_t> starts;
  PrefetchLimits limits;
  std::vector<int64_t> live; ///< bytes in use at each position
  std::vector<Load> loads;
  std::vector<int64_t> streamed; ///< bytes at each position
  int64_t streamsPassed = 0;
  int64_t earliest = 0;
  uint64_t channelFree = 0, stall = 0;
};
} // namespace

PrefetchResult schedule::choosePrefetch(SegmentPlan &plan,
                                        ArrayRef<uint64_t> starts,
                                        PrefetchLimits limits) {
  return Placer(plan, starts, limits).run();
}
