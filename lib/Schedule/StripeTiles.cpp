//===- StripeTiles.cpp - Tiles of layers that are computed by turns -------===//

#include "StripeTiles.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

bool schedule::isInside(const FeatureMap &map, const StripeGroup &group) {
  auto inside = [&](unsigned layer) {
    return group.first <= layer && layer < group.last;
  };
  return map.producer >= 0 && inside(map.producer) && map.stores.empty() &&
         !map.readers.empty() && llvm::all_of(map.readers, inside);
}

bool schedule::canStripe(const SegmentPlan &plan, unsigned first,
                         unsigned last) {
  for (unsigned number = first; number < last; ++number) {
    const LayerPlan &layer = plan.layers[number];
    const plan::LayerBody &body = layer.body;
    if (!body.main.canSplitRows())
      return false;
    for (const Operand &operand : layer.operands)
      if (plan.maps[operand.map].producer >= int(first) &&
          operand.shape != plan.maps[operand.map].shape)
        return false;
  }
  return true;
}

namespace {
/// Rows that the layers of a group have computed after each stripe.
class StripeRows {
public:
  StripeRows(const SegmentPlan &plan, const StripeGroup &group)
      : plan(plan), group(group), ends(group.size()), offsets(group.size(), 0) {
    for (unsigned number = group.last; number-- > group.first;)
      findEnds(number);
    for (unsigned number = group.first; number < group.last; ++number)
      findOffset(number);
  }

  mla::Range rows(unsigned layer, int64_t stripe) const {
    const std::vector<int64_t> &end = ends[layer - group.first];
    return {stripe ? end[stripe - 1] : 0, end[stripe]};
  }
  unsigned offset(unsigned layer) const { return offsets[layer - group.first]; }
  unsigned lastOffset() const {
    return *std::max_element(offsets.begin(), offsets.end());
  }

private:
  /// Calls visit(layer, operand) for the group's readers of what `number`
  /// makes.
  template <typename Fn> void forReaders(unsigned number, Fn visit) const {
    unsigned output = plan.layers[number].output;
    for (unsigned reader = number + 1; reader < group.last; ++reader)
      for (unsigned k = 0; k < plan.layers[reader].operands.size(); ++k)
        if (plan.layers[reader].operands[k].map == output)
          visit(reader, k);
  }

  void findEnds(unsigned number) {
    const FeatureMap &map = plan.maps[plan.layers[number].output];
    std::vector<int64_t> &end = ends[number - group.first];
    int64_t height = map.shape.height, before = 0;
    for (int64_t stripe = 0; stripe < group.stripes; ++stripe) {
      int64_t rows =
          isInside(map, group)
              ? 0
              : (height * (stripe + 1) + group.stripes - 1) / group.stripes;
      forReaders(number, [&](unsigned reader, unsigned k) {
        const LayerPlan &layer = plan.layers[reader];
        Piece piece = plan.maps[layer.output].shape.whole();
        piece.rows.end = ends[reader - group.first][stripe];
        if (!piece.rows.empty())
          rows = std::max(rows, plan.operandPiece(layer, k, piece).rows.end);
      });
      // What nobody reads is computed at the end.
      if (stripe == group.stripes - 1)
        rows = height;
      end.push_back(before = std::clamp(rows, before, height));
    }
  }

  void findOffset(unsigned number) {
    const LayerPlan &layer = plan.layers[number];
    unsigned &offset = offsets[number - group.first];
    for (const Operand &operand : layer.operands) {
      int producer = plan.maps[operand.map].producer;
      if (producer >= int(group.first))
        offset = std::max<unsigned>(offset, offsets[producer - group.first] +
                                                layer.body.usesAccumulators());
    }
  }

  const SegmentPlan &plan;
  const StripeGroup &group;
  std::vector<std::vector<int64_t>> ends; ///< [layer][stripe]
  std::vector<unsigned> offsets;          ///< in turns, per layer
};
} // namespace

/// The chunks of a single layer one behind the other, so that the constants of
/// each come and go.
static void numberChunks(LayerPlan &layer) {
  llvm::stable_sort(layer.tiles, [](const Tile &a, const Tile &b) {
    return a.piece.channels.begin < b.piece.channels.begin;
  });
  for (auto [turn, tile] : llvm::enumerate(layer.tiles))
    tile.turn = turn;
}

bool schedule::makeStripes(SegmentPlan &plan, const StripeGroup &group) {
  StripeRows rows(plan, group);
  for (unsigned number = group.first; number < group.last; ++number) {
    LayerPlan &layer = plan.layers[number];
    const MapShape &shape = plan.maps[layer.output].shape;
    layer.tiles.clear();
    TileLimits limits;
    limits.channels = group.maxChannels;
    for (int64_t sample = 0; sample < shape.samples; ++sample)
      for (int64_t stripe = 0; stripe < group.stripes; ++stripe) {
        mla::Range part = rows.rows(number, stripe);
        if (part.empty())
          continue;
        unsigned turn = sample * (group.stripes + rows.lastOffset()) + stripe +
                        rows.offset(number);
        Piece piece = {sample, part, {0, shape.channels}};
        appendTiles(layer.tiles, plan, layer, 0, piece, limits, turn);
        if (layer.tiles.size() > kMaxTiles)
          return false;
      }
    if (group.size() == 1)
      numberChunks(layer);
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Cost
//===----------------------------------------------------------------------===//

/// Bytes of a number of stripes that hold what the group reads of a map it
/// makes, and of the rows that these have in common.
static std::pair<int64_t, int64_t>
stripeBytes(const SegmentPlan &plan, const StripeGroup &group, unsigned index) {
  const FeatureMap &map = plan.maps[index];
  std::map<unsigned, mla::Range> byTurn;
  int64_t lag = 0;
  const std::vector<Tile> &made = plan.layers[map.producer].tiles;
  for (unsigned reader : map.readers) {
    const LayerPlan &layer = plan.layers[reader];
    lag = std::max<int64_t>(lag, int64_t(layer.tiles.back().turn) -
                                     int64_t(made.back().turn));
    for (const Tile &tile : layer.tiles)
      for (unsigned k = 0; k < layer.operands.size(); ++k)
        if (layer.operands[k].map == index)
          byTurn[tile.turn] = byTurn[tile.turn].hull(
              plan.operandPiece(layer, k, tile.piece).rows);
  }
  int64_t most = 0, common = 0;
  std::optional<mla::Range> later;
  for (auto &[turn, rows] : llvm::reverse(byTurn)) {
    if (later) {
      // As derive() hands them on.
      rows.begin = std::min(rows.begin, later->begin);
      common += later->intersect(rows).size();
    }
    most = std::max(most, rows.size());
    later = rows;
  }
  for (const Tile &tile : made)
    most = std::max(most, tile.piece.rows.size());
  int64_t slots = std::min<int64_t>(lag + 1, byTurn.size());
  return {slots * ((most * map.rowBytes() + 63) / 64 * 64),
          common * map.rowBytes()};
}

StripeCost schedule::costOf(const SegmentPlan &plan, TileCosts &costs,
                            const StripeGroup &group,
                            llvm::function_ref<Home(unsigned)> home) {
  StripeCost cost;
  uint64_t matrix = 0, vector = 0, link = 0, start = 0;
  for (unsigned number = group.first; number < group.last; ++number) {
    const LayerPlan &layer = plan.layers[number];
    llvm::DenseSet<int64_t> chunks;
    int64_t chunkBytes = 0;
    for (const Tile &tile : layer.tiles) {
      TileCosts::Cost work = costs.of(plan, number, tile.piece);
      matrix += work.matrix;
      vector += work.vector;
      if (tile.turn == layer.tiles.front().turn)
        start += work.matrix ? work.vector : 0;
      if (chunks.insert(tile.piece.channels.begin).second) {
        int64_t bytes = plan::chunkBytes(layer.body, tile.piece.channels);
        chunkBytes = group.size() == 1 ? std::max(chunkBytes, bytes)
                                       : chunkBytes + (bytes + 63) / 64 * 64;
      }
    }
    bool isCut = group.size() == 1 && chunks.size() > 1;
    cost.constantBytes += chunkBytes * (isCut ? 2 : 1);
    unsigned output = layer.output;
    if (isInside(plan.maps[output], group)) {
      auto [bytes, copied] = stripeBytes(plan, group, output);
      cost.stripeBytes += bytes;
      link += copied / plan.machine->linkBytesPerCycle;
    } else if (home(output) == Home::dram) {
      cost.stripeBytes += 2 * plan.streamOutputBytes(layer);
      cost.dramBytes += plan.maps[output].spillSampleBytes() *
                        plan.maps[output].shape.samples;
    }
    for (unsigned k = 0; k < layer.operands.size(); ++k) {
      unsigned index = layer.operands[k].map;
      const FeatureMap &map = plan.maps[index];
      if (isInside(map, group) || home(index) != Home::dram)
        continue;
      cost.stripeBytes += 2 * plan.streamInputBytes(layer, k);
      for (const Tile &tile : layer.tiles) {
        Piece piece = plan.operandPiece(layer, k, tile.piece);
        cost.dramBytes += piece.rows.size() * map.shape.width *
                          map.pixelBytes(piece.channels.size());
      }
    }
  }
  cost.cycles = std::max({matrix, vector, link}) + start;
  return cost;
}
