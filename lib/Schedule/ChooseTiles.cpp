//===- ChooseTiles.cpp - Ways to split layers over quads ------------------===//

#include "ChooseTiles.h"
#include "sima/Plan/TilePlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

//===----------------------------------------------------------------------===//
// Units
//===----------------------------------------------------------------------===//

/// Layers that one unit may have.
static constexpr unsigned kMaxUnitLayers = 8;

std::vector<Unit> schedule::unitsOf(const SegmentPlan &plan,
                                    ArrayRef<Unit> fixed) {
  std::vector<Unit> units;
  bool open = false; // whether the last unit may grow
  for (unsigned number = 0; number < plan.layers.size(); ++number) {
    if (!fixed.empty() && fixed.front().first == number) {
      units.push_back(fixed.front());
      number = fixed.front().last - 1;
      fixed = fixed.drop_front();
      open = false;
      continue;
    }
    const LayerPlan &layer = plan.layers[number];
    bool follows =
        open && !layer.body.usesAccumulators() &&
        number - units.back().first < kMaxUnitLayers &&
        llvm::any_of(
            layer.operands,
            [&](const Operand &operand) {
              return plan.maps[operand.map].producer >= int(units.back().first);
            });
    if (follows)
      units.back().last = number + 1;
    else
      units.push_back({number, number + 1});
    open = true;
  }
  return units;
}

//===----------------------------------------------------------------------===//
// Splits
//===----------------------------------------------------------------------===//

/// Numbers of tiles for each quad that are tried.
static constexpr unsigned kTileCounts[] = {1, 2, 3, 4, 6};
/// With so many samples of a quad rows need not be cut to have several tiles.
static constexpr int64_t kMinSamples = 3;
/// Output elements up to which fewer quads than there are may be faster.
static constexpr int64_t kLittleElements = 8192;

/// Channels that stay together: those of 16-bit maps lie in blocks of 16, of
/// others fewer where not even such a block has room.
static int64_t channelGrain(const FeatureMap &map, TileLimits limits) {
  return map.elementBytes() == 2 ? 16 : std::min<int64_t>(16, limits.channels);
}

SmallVector<Split> schedule::splitsOf(const SegmentPlan &plan, const Unit &unit,
                                      TileLimits limits) {
  const LayerPlan &layer = plan.layers[unit.first];
  const plan::LayerBody &body = layer.body;
  const MapShape &shape = plan.maps[layer.output].shape;
  unsigned quads = plan.machine->quads;
  int64_t grain = channelGrain(plan.maps[layer.output], limits);
  int64_t most[3] = {
      shape.samples, body.main.canSplitRows() ? shape.height : 1,
      body.main.canSplitChannels() ? (shape.channels + grain - 1) / grain : 1};
  SmallVector<Split> splits;
  auto add = [&](unsigned used, ArrayRef<unsigned> tileCounts) {
    for (unsigned s = 1; s <= used; ++s)
      for (unsigned r = 1; s * r <= used; ++r) {
        unsigned c = used / (s * r);
        if (s * r * c != used || s > most[0] || r > most[1] || c > most[2])
          continue;
        // Samples follow one another as tiles do.
        int64_t samples = shape.samples / s;
        for (unsigned tiles : tileCounts)
          if (tiles == 1 ||
              (samples < kMinSamples && (most[1] + r - 1) / r >= tiles))
            splits.push_back({s, r, c, tiles});
      }
  };
  add(quads, kTileCounts);
  // Fewer quads have less to exchange; it pays where there is little to do, and
  // where not all find work there is no other way.
  bool little = shape.elements() <= kLittleElements;
  for (unsigned used = quads - 1; used > 0; --used)
    if (splits.empty() || (little && (used & (used - 1)) == 0))
      add(used, splits.empty() ? ArrayRef(kTileCounts) : ArrayRef<unsigned>(1));
  return splits;
}

/// Share `number` of `parts` of `count` things in pieces of `grain`, as even as
/// can be.
static mla::Range shareOf(unsigned number, unsigned parts, int64_t count,
                          int64_t grain) {
  int64_t units = (count + grain - 1) / grain;
  return {std::min(count, units * number / parts * grain),
          std::min(count, units * (number + 1) / parts * grain)};
}

namespace {
/// What one quad computes of a layer.
struct Share {
  mla::Range samples, rows, channels;
  bool upwards = false; ///< last rows first
  bool empty() const {
    return samples.empty() || rows.empty() || channels.empty();
  }
};
} // namespace

/// Quads whose rows meet compute them at the same time: both first, or both
/// last, so that what they exchange has a layer's time to arrive.
static Share shareOf(const SegmentPlan &plan, const LayerPlan &layer,
                     Split split, unsigned quad, TileLimits limits) {
  const FeatureMap &map = plan.maps[layer.output];
  int64_t grain = channelGrain(map, limits);
  if (quad >= split.samples * split.rows * split.channels)
    return {};
  unsigned c = quad % split.channels, r = quad / split.channels % split.rows,
           s = quad / split.channels / split.rows;
  return {shareOf(s, split.samples, map.shape.samples, 1),
          shareOf(r, split.rows, map.shape.height, 1),
          shareOf(c, split.channels, map.shape.channels, grain),
          r % 2 == 0 && split.rows > 1};
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

namespace {
/// Rows and channels of the tiles of a layer, within the accumulators.
struct TileSize {
  int64_t rows = 0, channels = 0;
};
} // namespace

static TileSize tileSize(const SegmentPlan &plan, const LayerPlan &layer,
                         const Piece &share, TileLimits limits) {
  // 16-bit channels lie in blocks of 16.
  if (plan.maps[layer.output].elementBytes() == 2)
    limits.channels = std::max<int64_t>(limits.channels, 16) / 16 * 16;
  TileSize size = {std::min(share.rows.size(), limits.rows),
                   std::min(share.channels.size(), limits.channels)};
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

int64_t schedule::channelsFor(const Machine &machine, const LayerPlan &layer,
                              int64_t bytes) {
  const plan::LayerBody &body = layer.body;
  int64_t channels = body.outputShape().channels;
  if (!body.main.canSplitChannels() || bytes == INT64_MAX)
    return INT64_MAX;
  int64_t all = plan::chunkBytes(body, {0, channels});
  int64_t chunks = (all + bytes - 1) / bytes;
  int64_t blocks = (channels + 15) / 16;
  if (chunks <= 1 || blocks <= 1)
    return INT64_MAX;
  int64_t most = std::max<int64_t>(1, blocks / chunks), best = most;
  uint64_t least = UINT64_MAX;
  Piece piece = body.outputShape().whole();
  auto cycles = [&](int64_t count) {
    piece.channels = {0, std::min(count * 16, channels)};
    return count ? plan::matrixCycles(machine, body, piece) : 0;
  };
  for (int64_t size = most; 2 * size >= most && size > 0; --size)
    if (uint64_t sum = blocks / size * cycles(size) + cycles(blocks % size);
        sum < least) {
      least = sum;
      best = size;
    }
  return best * 16;
}

void schedule::appendTiles(std::vector<Tile> &tiles, const SegmentPlan &plan,
                           const LayerPlan &layer, unsigned quad,
                           const Piece &piece, TileLimits limits,
                           unsigned turn) {
  TileSize size = tileSize(plan, layer, piece, limits);
  const mla::Range &rows = piece.rows, &channels = piece.channels;
  for (int64_t c = channels.begin; c < channels.end; c += size.channels)
    for (int64_t r = rows.begin; r < rows.end; r += size.rows)
      tiles.push_back({quad,
                       {piece.sample,
                        {r, std::min(r + size.rows, rows.end)},
                        {c, std::min(c + size.channels, channels.end)}},
                       turn});
}

/// `rows` in `parts` or more of at most `most`, in the order of the share.
static SmallVector<mla::Range> rowParts(const Share &share, int64_t parts,
                                        int64_t most) {
  int64_t rows = share.rows.size();
  parts = std::max(std::min(parts, rows), (rows + most - 1) / most);
  SmallVector<mla::Range> ranges;
  for (int64_t part = 0; part < parts; ++part) {
    mla::Range range = shareOf(part, parts, rows, 1);
    ranges.push_back(
        {share.rows.begin + range.begin, share.rows.begin + range.end});
  }
  if (share.upwards)
    std::reverse(ranges.begin(), ranges.end());
  return ranges;
}

std::vector<Tile> schedule::makeTiles(const SegmentPlan &plan,
                                      const LayerPlan &layer, Split split,
                                      TileLimits limits) {
  std::vector<Tile> tiles;
  for (unsigned quad = 0; quad < plan.machine->quads; ++quad) {
    Share share = shareOf(plan, layer, split, quad, limits);
    if (share.empty())
      continue;
    TileSize size =
        tileSize(plan, layer, {0, share.rows, share.channels}, limits);
    SmallVector<mla::Range> rows = rowParts(share, split.tiles, size.rows);
    unsigned turn = 0;
    mla::Range channels = share.channels;
    for (int64_t c = channels.begin; c < channels.end; c += size.channels)
      for (int64_t n = share.samples.begin; n < share.samples.end; ++n)
        for (mla::Range part : rows) {
          if (tiles.size() > kMaxTiles)
            return tiles;
          tiles.push_back(
              {quad,
               {n, part, {c, std::min(c + size.channels, channels.end)}},
               turn++});
        }
  }
  return tiles;
}

static void sortByTurn(std::vector<Tile> &tiles) {
  llvm::stable_sort(
      tiles, [](const Tile &a, const Tile &b) { return a.turn < b.turn; });
}

std::vector<Tile> schedule::followTiles(const SegmentPlan &plan,
                                        const Unit &unit, unsigned follower,
                                        Split split, TileLimits limits) {
  const LayerPlan &layer = plan.layers[follower];
  const plan::LayerBody &body = layer.body;
  // What it cannot share in that way it shares in another.
  if (!body.main.canSplitChannels() && split.channels > 1) {
    if (body.main.canSplitRows())
      split.rows *= split.channels;
    split.channels = 1;
  }
  if (!body.main.canSplitRows()) {
    split.tiles = split.rows = 1;
    std::vector<Tile> tiles = makeTiles(plan, layer, split, limits);
    for (Tile &tile : tiles)
      tile.turn = std::max(
          tile.turn, plan.turnOf(layer, tile.quad, tile.piece, unit.first));
    sortByTurn(tiles);
    return tiles;
  }
  std::vector<Tile> tiles;
  for (unsigned quad = 0; quad < plan.machine->quads; ++quad) {
    Share share = shareOf(plan, layer, split, quad, limits);
    if (share.empty())
      continue;
    int64_t step = std::min(share.channels.size(), limits.channels);
    std::vector<Tile> own;
    for (int64_t c = share.channels.begin; c < share.channels.end; c += step)
      for (int64_t n = share.samples.begin; n < share.samples.end; ++n)
        for (int64_t row = share.rows.begin; row < share.rows.end; ++row) {
          Piece piece = {
              n, {row, row + 1}, {c, std::min(c + step, share.channels.end)}};
          unsigned turn = plan.turnOf(layer, quad, piece, unit.first);
          if (!own.empty() && own.back().turn == turn &&
              own.back().piece.sample == n &&
              own.back().piece.channels == piece.channels &&
              own.back().piece.rows.size() < limits.rows)
            own.back().piece.rows.end = row + 1;
          else
            own.push_back({quad, piece, turn});
          if (tiles.size() + own.size() > kMaxTiles) {
            tiles.insert(tiles.end(), own.begin(), own.end());
            return tiles;
          }
        }
    sortByTurn(own);
    tiles.insert(tiles.end(), own.begin(), own.end());
  }
  return tiles;
}
