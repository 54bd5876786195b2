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
    if (plan.machine->quads > 1 && number + 1 < last &&
        !isInside(plan.maps[layer.output], {first, last}))
      return false;
    for (const Operand &operand : layer.operands)
      if (plan.maps[operand.map].producer >= int(first) &&
          operand.shape != plan.maps[operand.map].shape)
        return false;
  }
  return true;
}

namespace {
/// Rows that the layers of a group have computed after each stripe, in a quad
/// whose share of the last layer's rows is `share`.
class StripeRows {
public:
  StripeRows(const SegmentPlan &plan, const StripeGroup &group,
             mla::Range share)
      : plan(plan), group(group), share(share), begins(group.size()),
        ends(group.size()), offsets(group.size(), 0) {
    for (unsigned number = group.last; number-- > group.first;) {
      findEnds(number);
      findBegin(number);
    }
    for (unsigned number = group.first; number < group.last; ++number)
      findOffset(number);
  }

  mla::Range rows(unsigned layer, int64_t stripe) const {
    const std::vector<int64_t> &end = ends[layer - group.first];
    return {stripe ? end[stripe - 1] : begins[layer - group.first],
            end[stripe]};
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

  /// What others than the group read is computed evenly.
  void findEnds(unsigned number) {
    const FeatureMap &map = plan.maps[plan.layers[number].output];
    std::vector<int64_t> &end = ends[number - group.first];
    mla::Range all = {0, map.shape.height};
    if (number + 1 == group.last)
      all = share;
    int64_t before = 0;
    for (int64_t stripe = 0; stripe < group.stripes; ++stripe) {
      int64_t rows =
          isInside(map, group)
              ? 0
              : all.begin + (all.size() * (stripe + 1) + group.stripes - 1) /
                                group.stripes;
      forReaders(number, [&](unsigned reader, unsigned k) {
        const LayerPlan &layer = plan.layers[reader];
        Piece piece = plan.maps[layer.output].shape.whole();
        piece.rows.end = ends[reader - group.first][stripe];
        if (!piece.rows.empty())
          rows = std::max(rows, plan.operandPiece(layer, k, piece).rows.end);
      });
      // What nobody reads is computed at the end, where no other quad does.
      if (stripe == group.stripes - 1 && plan.machine->quads == 1)
        rows = all.end;
      end.push_back(before = std::clamp(rows, before, map.shape.height));
    }
  }

  void findBegin(unsigned number) {
    int64_t &begin = begins[number - group.first];
    begin = number + 1 == group.last ? share.begin : INT64_MAX;
    forReaders(number, [&](unsigned reader, unsigned k) {
      const LayerPlan &layer = plan.layers[reader];
      Piece piece = plan.maps[layer.output].shape.whole();
      piece.rows = {begins[reader - group.first],
                    ends[reader - group.first].back()};
      if (!piece.rows.empty())
        begin = std::min(begin, plan.operandPiece(layer, k, piece).rows.begin);
    });
    if (plan.machine->quads == 1 || begin == INT64_MAX)
      begin = 0;
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
  mla::Range share;
  std::vector<int64_t> begins;            ///< per layer
  std::vector<std::vector<int64_t>> ends; ///< [layer][stripe]
  std::vector<unsigned> offsets;          ///< in turns, per layer
};
} // namespace

/// The chunks of a single layer one behind the other, so that the constants of
/// each come and go.
static void numberChunks(LayerPlan &layer) {
  llvm::stable_sort(layer.tiles, [](const Tile &a, const Tile &b) {
    return std::pair(a.quad, a.piece.channels.begin) <
           std::pair(b.quad, b.piece.channels.begin);
  });
  unsigned turn = 0;
  for (size_t i = 0; i < layer.tiles.size(); ++i) {
    bool isFirst = i == 0 || layer.tiles[i - 1].quad != layer.tiles[i].quad;
    layer.tiles[i].turn = turn = isFirst ? 0 : turn + 1;
  }
}

/// The tiles of one quad.
static bool appendStripes(SegmentPlan &plan, const StripeGroup &group,
                          unsigned quad, mla::Range share) {
  StripeRows rows(plan, group, share);
  TileLimits limits;
  limits.channels = group.maxChannels;
  for (unsigned number = group.first; number < group.last; ++number) {
    LayerPlan &layer = plan.layers[number];
    const MapShape &shape = plan.maps[layer.output].shape;
    for (int64_t sample = 0; sample < shape.samples; ++sample)
      for (int64_t stripe = 0; stripe < group.stripes; ++stripe) {
        mla::Range part = rows.rows(number, stripe);
        if (part.empty())
          continue;
        unsigned turn = sample * (group.stripes + rows.lastOffset()) + stripe +
                        rows.offset(number);
        Piece piece = {sample, part, {0, shape.channels}};
        appendTiles(layer.tiles, plan, layer, quad, piece, limits, turn);
        if (layer.tiles.size() > kMaxTiles)
          return false;
      }
  }
  return true;
}

bool schedule::makeStripes(SegmentPlan &plan, const StripeGroup &group) {
  for (unsigned number = group.first; number < group.last; ++number)
    plan.layers[number].tiles.clear();
  const LayerPlan &last = plan.layers[group.last - 1];
  const plan::LayerBody &body = last.body;
  int64_t height = plan.maps[last.output].shape.height;
  unsigned quads = body.main.canSplitRows() ? plan.machine->quads : 1;
  for (unsigned quad = 0; quad < quads; ++quad) {
    mla::Range share = {height * quad / quads, height * (quad + 1) / quads};
    if (!share.empty() && !appendStripes(plan, group, quad, share))
      return false;
  }
  if (group.size() == 1)
    numberChunks(plan.layers[group.first]);
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
  std::map<std::pair<unsigned, unsigned>, mla::Range> byTurn; // quad, turn
  int64_t lag = 0;
  const std::vector<Tile> &made = plan.layers[map.producer].tiles;
  for (unsigned reader : map.readers) {
    const LayerPlan &layer = plan.layers[reader];
    lag = std::max<int64_t>(lag, int64_t(layer.tiles.back().turn) -
                                     int64_t(made.back().turn));
    for (const Tile &tile : layer.tiles)
      for (unsigned k = 0; k < layer.operands.size(); ++k)
        if (layer.operands[k].map == index)
          byTurn[{tile.quad, tile.turn}] = byTurn[{tile.quad, tile.turn}].hull(
              plan.operandPiece(layer, k, tile.piece).rows);
  }
  int64_t most = 0, common = 0;
  std::optional<mla::Range> later;
  unsigned quad = 0;
  for (auto &[turn, rows] : llvm::reverse(byTurn)) {
    if (later && turn.first == quad) {
      // As derive() hands them on.
      rows.begin = std::min(rows.begin, later->begin);
      common += later->intersect(rows).size();
    }
    most = std::max(most, rows.size());
    later = rows;
    quad = turn.first;
  }
  for (const Tile &tile : made)
    most = std::max(most, tile.piece.rows.size());
  int64_t slots = std::min<int64_t>(lag + 1, byTurn.size());
  return {slots * ((most * map.rowBytes() + 63) / 64 * 64),
          common * map.rowBytes() / plan.machine->quads};
}

StripeCost schedule::costOf(const SegmentPlan &plan, TileCosts &costs,
                            const StripeGroup &group,
                            llvm::function_ref<Home(unsigned)> home) {
  StripeCost cost;
  std::vector<uint64_t> matrix(plan.machine->quads, 0), vector = matrix;
  uint64_t link = 0, start = 0;
  for (unsigned number = group.first; number < group.last; ++number) {
    const LayerPlan &layer = plan.layers[number];
    llvm::DenseSet<int64_t> chunks;
    int64_t chunkBytes = 0;
    for (const Tile &tile : layer.tiles) {
      TileCosts::Cost work = costs.of(plan, number, tile.piece);
      matrix[tile.quad] += work.matrix;
      vector[tile.quad] += work.vector;
      if (tile.turn == layer.tiles.front().turn && tile.quad == 0)
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
  cost.cycles =
      std::max({*llvm::max_element(matrix), *llvm::max_element(vector), link}) +
      start;
  return cost;
}
