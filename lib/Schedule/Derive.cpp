//===- Derive.cpp - What follows from the tiles of a segment --------------===//
//
// Order of execution, what quads hold and need of feature maps, accumulators,
// and the places of spilled maps. Nothing is chosen here.
//
//===----------------------------------------------------------------------===//

#include "sima/Schedule/SegmentPlan.h"
#include <map>

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

static std::vector<Item> orderOf(const SegmentPlan &plan) {
  std::vector<Item> order;
  for (unsigned layer = 0; layer < plan.layers.size(); ++layer)
    for (unsigned tile = 0; tile < plan.layers[layer].tiles.size(); ++tile)
      order.push_back({layer, tile});
  // Layers and tiles stay as they are where nothing else decides.
  llvm::stable_sort(order, [&](const Item &a, const Item &b) {
    return std::pair(plan.layers[a.layer].group, plan.tileOf(a).turn) <
           std::pair(plan.layers[b.layer].group, plan.tileOf(b).turn);
  });
  return order;
}

static void extend(mla::Range &span, int64_t position) {
  span = span.hull({position, position + 1});
}

/// Numbers tiles and buffers of constants of a layer, per quad.
static void numberTiles(LayerPlan &layer, unsigned quads) {
  std::vector<unsigned> tiles(quads, 0);
  std::vector<llvm::DenseMap<std::pair<int64_t, int64_t>, unsigned>> chunks(
      quads);
  layer.numberOfTile.clear();
  layer.chunkOfTile.clear();
  layer.constantSpans.clear();
  for (const Tile &tile : layer.tiles) {
    auto &known = chunks[tile.quad];
    mla::Range channels = tile.piece.channels;
    unsigned chunk =
        known.try_emplace({channels.begin, channels.end}, known.size())
            .first->second;
    layer.numberOfTile.push_back(tiles[tile.quad]++);
    layer.chunkOfTile.push_back(chunk);
    if (chunk >= layer.constantSpans.size())
      layer.constantSpans.resize(chunk + 1);
  }
}

static void findSpans(SegmentPlan &plan) {
  for (LayerPlan &layer : plan.layers) {
    layer.span = {0, 0};
    layer.positionOfTile.assign(layer.tiles.size(), 0);
    numberTiles(layer, plan.machine->quads);
  }
  for (auto [position, item] : llvm::enumerate(plan.order)) {
    LayerPlan &layer = plan.layers[item.layer];
    layer.positionOfTile[item.tile] = position;
    extend(layer.span, position);
    extend(layer.constantSpans[layer.chunkOfTile[item.tile]], position);
  }
}

/// Windows and needs of all maps, as if they were all in local memory.
static void findWindows(SegmentPlan &plan) {
  unsigned quads = plan.machine->quads;
  for (FeatureMap &map : plan.maps) {
    map.windows.assign(quads, Window());
    map.needs.assign(quads * map.shape.samples, Piece());
    for (size_t i = 0; i < map.needs.size(); ++i)
      map.needs[i].sample = int64_t(i) % map.shape.samples;
  }
  auto hold = [](FeatureMap &map, unsigned quad, const Piece &piece) {
    if (piece.empty())
      return;
    Window &window = map.windows[quad];
    window.samples = window.samples.hull({piece.sample, piece.sample + 1});
    window.rows = window.rows.hull(piece.rows);
  };
  for (const LayerPlan &layer : plan.layers)
    for (const Tile &tile : layer.tiles) {
      hold(plan.maps[layer.output], tile.quad, tile.piece);
      for (unsigned k = 0; k < layer.operands.size(); ++k) {
        FeatureMap &map = plan.maps[layer.operands[k].map];
        Piece piece = plan.operandPiece(layer, k, tile.piece);
        hold(map, tile.quad, piece);
        Piece &need = map.needs[tile.quad * map.shape.samples + piece.sample];
        need.rows = need.rows.hull(piece.rows);
        need.channels = need.channels.hull(piece.channels);
      }
    }
}

/// Rows that are there already stay while a later stripe reads them.
static void keepRows(FeatureMap &map, unsigned quad) {
  SmallVector<int64_t> computed; // rows up to each stripe
  for (size_t i = 0; i < map.stripes.size(); ++i) {
    const Window &window = map.stripes[i].windows[quad];
    bool goesOn =
        i > 0 && map.stripes[i - 1].windows[quad].samples == window.samples;
    computed.push_back(std::max(window.rows.end, goesOn ? computed.back() : 0));
  }
  for (size_t i = map.stripes.size(); i-- > 1;) {
    const Window &later = map.stripes[i].windows[quad];
    Window &window = map.stripes[i - 1].windows[quad];
    if (!window.empty() && !later.empty() && window.samples == later.samples)
      window.rows.end =
          std::max(window.rows.end, std::min(later.rows.end, computed[i - 1]));
  }
}

/// The stripes of a map, by the turns of its readers.
static void findStripes(SegmentPlan &plan, unsigned index) {
  FeatureMap &map = plan.maps[index];
  std::map<unsigned, Stripe> byTurn;
  auto hold = [&](Stripe &stripe, unsigned quad, const Piece &piece) {
    Window &window = stripe.windows[quad];
    window.samples = window.samples.hull({piece.sample, piece.sample + 1});
    window.rows = window.rows.hull(piece.rows);
  };
  auto forTiles = [&](unsigned number, auto visit) {
    const LayerPlan &layer = plan.layers[number];
    for (auto [tile, position] :
         llvm::zip_equal(layer.tiles, layer.positionOfTile))
      visit(layer, tile, position);
  };
  for (unsigned reader : map.readers)
    forTiles(reader, [&](const LayerPlan &layer, const Tile &tile,
                         int64_t position) {
      Stripe &stripe = byTurn[tile.turn];
      stripe.turn = tile.turn;
      stripe.windows.resize(plan.machine->quads);
      extend(stripe.span, position);
      for (unsigned k = 0; k < layer.operands.size(); ++k)
        if (layer.operands[k].map == index)
          hold(stripe, tile.quad, plan.operandPiece(layer, k, tile.piece));
    });
  for (auto &[turn, stripe] : byTurn)
    map.stripes.push_back(std::move(stripe));
  // Rows that a later stripe needs again are handed on from stripe to stripe.
  for (size_t i = map.stripes.size(); i-- > 1;)
    for (unsigned quad = 0; quad < plan.machine->quads; ++quad) {
      const Window &later = map.stripes[i].windows[quad];
      Window &window = map.stripes[i - 1].windows[quad];
      if (!window.empty() && !later.empty() && window.samples == later.samples)
        window.rows.begin = std::min(window.rows.begin, later.rows.begin);
    }
  forTiles(
      map.producer, [&](const LayerPlan &, const Tile &tile, int64_t position) {
        if (auto *stripe = const_cast<Stripe *>(map.stripeWrittenBy(tile))) {
          hold(*stripe, tile.quad, tile.piece);
          extend(stripe->span, position);
        }
      });
  for (unsigned quad = 0; quad < plan.machine->quads; ++quad)
    keepRows(map, quad);
  // Rows of the stripe before are copied when the first are written.
  for (size_t i = 1; i < map.stripes.size(); ++i)
    extend(map.stripes[i - 1].span, map.stripes[i].span.begin);
  // As many buffers as there are stripes at a time.
  map.stripeSlots = 1;
  for (size_t i = 0, first = 0; i < map.stripes.size(); ++i) {
    while (map.stripes[first].span.end <= map.stripes[i].span.begin)
      ++first;
    map.stripeSlots = std::max<unsigned>(map.stripeSlots, i - first + 1);
  }
  for (auto [number, stripe] : llvm::enumerate(map.stripes))
    stripe.slot = number % map.stripeSlots;
}

/// Maps in DRAM have no windows; those that are no input get a place there.
static void placeSpills(SegmentPlan &plan) {
  plan.spillBytes = 0;
  for (FeatureMap &map : plan.maps) {
    map.spillOffset = -1;
    if (map.home == Home::lm)
      continue;
    map.windows.assign(plan.machine->quads, Window());
    // An output that no layer reads goes to its port alone.
    if (map.load || map.home == Home::stripes || map.readers.empty())
      continue;
    map.spillOffset = plan.spillBytes;
    plan.spillBytes +=
        (map.spillSampleBytes() * map.shape.samples + 63) / 64 * 64;
  }
}

/// More than two tiles in the accumulators let the MXU run ahead of the VPU
/// where tiles take unequal time.
static constexpr unsigned kMaxAccumulatorSlots = 4;

static void findEras(SegmentPlan &plan) {
  plan.eras.clear();
  auto slots = [&](int64_t bytes) {
    return std::clamp<unsigned>(plan.machine->accBytes / bytes, 1,
                                kMaxAccumulatorSlots);
  };
  unsigned count = plan.layers.size();
  for (unsigned begin = 0, end = 0; begin < count; begin = end) {
    AccumulatorEra era;
    for (; end < count && plan.layers[end].group == plan.layers[begin].group;
         ++end) {
      LayerPlan &layer = plan.layers[end];
      int64_t bytes = (layer.accumulatorBytes(*plan.machine) + 63) / 64 * 64;
      if (bytes)
        era.span = era.span.hull(layer.span);
      era.bytes = std::max(era.bytes, bytes);
    }
    if (era.bytes) {
      // Where the buffer of one tile fills the accumulators, an era ends.
      AccumulatorEra *last = plan.eras.empty() ? nullptr : &plan.eras.back();
      int64_t both = last ? std::max(last->bytes, era.bytes) : 0;
      if (last && slots(both) > 1) {
        last->span = last->span.hull(era.span);
        last->bytes = both;
      } else {
        plan.eras.push_back(era);
      }
      plan.eras.back().slots = slots(plan.eras.back().bytes);
    }
    for (unsigned layer = begin; layer < end; ++layer)
      plan.layers[layer].era = std::max<size_t>(1, plan.eras.size()) - 1;
  }
}

void SegmentPlan::derive() {
  order = orderOf(*this);
  findSpans(*this);
  findWindows(*this);
  for (auto [index, map] : llvm::enumerate(maps)) {
    map.stripes.clear();
    map.stripeSlots = 0;
    if (map.home == Home::stripes && map.producer >= 0)
      findStripes(*this, index);
  }
  placeSpills(*this);
  findEras(*this);
}

mla::Range SegmentPlan::spanOf(const FeatureMap &map) const {
  mla::Range span = map.producer < 0
                        ? mla::Range{map.loadPosition, map.loadPosition + 1}
                        : layers[map.producer].span;
  for (unsigned reader : map.readers)
    span = span.hull(layers[reader].span);
  return span;
}
