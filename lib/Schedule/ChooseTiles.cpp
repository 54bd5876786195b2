//===- ChooseTiles.cpp - How one layer is split over quads ----------------===//

#include "ChooseTiles.h"
#include "sima/Plan/TilePlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

/// The share of `quad` of `count` things in pieces of `grain`, as even as can
/// be.
static mla::Range shareOf(unsigned quad, unsigned quads, int64_t count,
                          int64_t grain) {
  int64_t units = (count + grain - 1) / grain;
  return {std::min(count, units * quad / quads * grain),
          std::min(count, units * (quad + 1) / quads * grain)};
}

namespace {
/// Rows and channels of the tiles of a layer, within the accumulators.
struct TileSize {
  int64_t rows = 0, channels = 0;
};
} // namespace

static TileSize tileSize(const SegmentPlan &plan, const LayerPlan &layer,
                         mla::Range rows, mla::Range channels,
                         TileLimits limits) {
  // 16-bit channels lie in blocks of 16.
  if (plan.maps[layer.output].elementBytes() == 2)
    limits.channels = std::max<int64_t>(limits.channels, 16) / 16 * 16;
  TileSize size = {std::min(rows.size(), limits.rows),
                   std::min(channels.size(), limits.channels)};
  if (!layer.body.usesAccumulators())
    return size;
  int64_t columns = layer.body.outputShape().width;
  int64_t blockBytes = 64 * layer.body.accumulatorPlanes();
  auto rowBytes = [&](int64_t c) {
    return columns * ((c + 15) / 16 * blockBytes);
  };
  // Two tiles in the accumulators let MXU and VPU overlap; one must do where a
  // single row is that wide. A wider row takes several passes.
  int64_t room = plan.machine->accBytes / 2 / 64 * 64;
  if (rowBytes(1) > room)
    room = plan.machine->accBytes;
  while (size.channels > 16 && rowBytes(size.channels) > room)
    size.channels = (size.channels / 2 + 15) / 16 * 16;
  size.rows = std::clamp<int64_t>(room / rowBytes(size.channels), 1, size.rows);
  return size;
}

std::vector<Tile> schedule::makeTiles(const SegmentPlan &plan,
                                      const LayerPlan &layer, Split split,
                                      TileLimits limits) {
  const MapShape &shape = plan.maps[layer.output].shape;
  std::vector<Tile> tiles;
  unsigned quads = plan.machine->quads;
  for (unsigned quad = 0; quad < quads; ++quad) {
    mla::Range samples = {0, shape.samples}, rows = {0, shape.height},
               channels = {0, shape.channels};
    if (split == Split::Samples)
      samples = shareOf(quad, quads, shape.samples, 1);
    else if (split == Split::Rows)
      rows = shareOf(quad, quads, shape.height, 1);
    else
      channels = shareOf(quad, quads, shape.channels,
                         plan.maps[layer.output].elementBytes() == 2
                             ? 16
                             : std::min<int64_t>(16, limits.channels));
    if (samples.empty() || rows.empty() || channels.empty())
      continue;
    TileSize size = tileSize(plan, layer, rows, channels, limits);
    for (int64_t c = channels.begin; c < channels.end; c += size.channels)
      for (int64_t n = samples.begin; n < samples.end; ++n)
        for (int64_t r = rows.begin; r < rows.end; r += size.rows) {
          if (tiles.size() > kMaxTiles)
            return tiles;
          tiles.push_back({quad,
                           {n,
                            {r, std::min(r + size.rows, rows.end)},
                            {c, std::min(c + size.channels, channels.end)}}});
        }
  }
  return tiles;
}

/// Estimated cycles of the busiest quad for computing, and for receiving what
/// other quads computed.
static uint64_t estimateCycles(SegmentPlan &plan, unsigned number) {
  const LayerPlan &layer = plan.layers[number];
  const Machine &machine = *plan.machine;
  std::vector<uint64_t> compute(machine.quads), received(machine.quads);
  for (const Tile &tile : layer.tiles) {
    compute[tile.quad] += plan::matrixCycles(machine, layer.body, tile.piece) +
                          plan::vectorCycles(machine, layer.body, tile.piece);
    for (unsigned k = 0; k < layer.operands.size(); ++k) {
      const FeatureMap &map = plan.maps[layer.operands[k].map];
      if (map.producer < 0 || map.home == Home::dram)
        continue;
      Piece need = plan.operandPiece(layer, k, tile.piece);
      for (const Tile &source : plan.layers[map.producer].tiles)
        if (source.quad != tile.quad &&
            source.piece.sample == tile.piece.sample) {
          Piece part = source.piece.intersect(need);
          if (!part.empty())
            received[tile.quad] += part.rows.size() * map.shape.width *
                                   map.pixelBytes(part.channels.size());
        }
    }
  }
  uint64_t most = 0;
  for (unsigned quad = 0; quad < machine.quads; ++quad) {
    uint64_t bytes = received[quad];
    uint64_t exchange = bytes ? bytes / machine.linkBytesPerCycle +
                                    2 * Machine::kRemotePostCycles
                              : 0;
    most = std::max(most, compute[quad] + exchange);
  }
  return most;
}

Split schedule::chooseSplit(SegmentPlan &plan, unsigned number,
                            TileLimits limits) {
  LayerPlan &layer = plan.layers[number];
  const plan::LayerBody &body = layer.body;
  Split best = Split::Rows;
  uint64_t bestCycles = UINT64_MAX;
  for (Split split : {Split::Samples, Split::Rows, Split::Channels}) {
    if (split == Split::Channels && !body.main.canSplitChannels())
      continue;
    if (split == Split::Rows && !body.main.canSplitRows())
      continue;
    layer.tiles = makeTiles(plan, layer, split, limits);
    if (layer.tiles.size() > kMaxTiles)
      continue;
    uint64_t cycles = estimateCycles(plan, number);
    if (cycles < bestCycles) {
      bestCycles = cycles;
      best = split;
    }
  }
  return best;
}
