//===- VerifyTiles.cpp - Checks any choice of tiles -----------------------===//

#include "sima/Schedule/SegmentPlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

static InFlightDiagnostic tileError(const LayerPlan &layer, const Tile &tile) {
  const plan::LayerBody &body = layer.body;
  return body.layer.emitError("layer '")
         << layer.name << "': tile of quad " << tile.quad << ", sample "
         << tile.piece.sample << ", rows " << tile.piece.rows.begin << " to "
         << tile.piece.rows.end << ", channels " << tile.piece.channels.begin
         << " to " << tile.piece.channels.end << " ";
}

/// Every tile in range, and no two of them overlapping, and their areas adding
/// up: each output element is then computed exactly once.
static LogicalResult verifyCoverOf(const SegmentPlan &plan,
                                   const LayerPlan &layer) {
  const MapShape &shape = plan.maps[layer.output].shape;
  bool isStriped = plan.maps[layer.output].home == Home::stripes;
  int64_t covered = 0;
  for (size_t i = 0; i < layer.tiles.size(); ++i) {
    const Tile &tile = layer.tiles[i];
    if (tile.quad >= plan.machine->quads)
      return tileError(layer, tile) << "names a quad beyond the "
                                    << plan.machine->quads << " there are";
    if (tile.piece.sample < 0 || tile.piece.sample >= shape.samples ||
        tile.piece.empty() || !shape.whole().contains(tile.piece))
      return tileError(layer, tile)
             << "is empty or outside the output of " << shape.samples << "x"
             << shape.height << "x" << shape.width << "x" << shape.channels;
    covered +=
        tile.piece.rows.size() * shape.width * tile.piece.channels.size();
    // Quads may compute rows of their stripes twice; verifyStripes() follows.
    for (size_t j = 0; j < i && !isStriped; ++j)
      if (layer.tiles[j].piece.sample == tile.piece.sample &&
          !layer.tiles[j].piece.intersect(tile.piece).empty())
        return tileError(layer, tile) << "overlaps another tile";
  }
  const plan::LayerBody &body = layer.body;
  if (!isStriped && covered != shape.elements())
    return body.layer.emitError("layer '")
           << layer.name << "': tiles cover " << covered << " of "
           << shape.elements() << " output elements";
  return success();
}

/// One load for each buffer of constants, before its first use.
static LogicalResult verifyLoads(const LayerPlan &layer) {
  const plan::LayerBody &body = layer.body;
  if (layer.loads.size() != layer.constantSpans.size())
    return body.layer.emitError("layer '")
           << layer.name << "': " << layer.loads.size()
           << " loads of constants, its tiles need "
           << layer.constantSpans.size();
  for (auto [position, span] :
       llvm::zip_equal(layer.loads, layer.constantSpans))
    if (position < 0 || position > span.begin)
      return body.layer.emitError("layer '")
             << layer.name << "': constants loaded at position " << position
             << " are needed at " << span.begin;
  return success();
}

/// Tiles of a quad stand in the order of their turns, and layers of a group
/// compute what others of it read no later than these.
static LogicalResult verifyTurns(const SegmentPlan &plan) {
  unsigned first = 0; // of the group
  for (const LayerPlan &layer : plan.layers) {
    while (plan.layers[first].group != layer.group)
      ++first;
    SmallVector<unsigned> turns(plan.machine->quads, 0);
    for (const Tile &tile : layer.tiles) {
      unsigned &last = turns[tile.quad];
      if (tile.turn < last)
        return tileError(layer, tile)
               << "has turn " << tile.turn << " and stands behind one of turn "
               << last << "; list the tiles of a quad in order";
      last = tile.turn;
      if (unsigned turn = plan.turnOf(layer, tile.quad, tile.piece, first);
          turn > tile.turn)
        return tileError(layer, tile)
               << "has turn " << tile.turn
               << " and reads what is computed in turn " << turn;
    }
  }
  return success();
}

/// Rows of a stripe that the one before has, and those that tiles write, are
/// all there are. `layer` makes the map.
static LogicalResult verifyStripe(const LayerPlan &layer, const FeatureMap &map,
                                  size_t number, unsigned quad) {
  const Stripe &stripe = map.stripes[number];
  const Window &window = stripe.windows[quad];
  if (window.empty())
    return success();
  std::vector<bool> there(window.rows.size(), false);
  auto mark = [&](mla::Range rows) {
    for (int64_t row = rows.begin; row < rows.end; ++row)
      there[row - window.rows.begin] = true;
  };
  int64_t written = INT64_MAX;
  for (const Tile &tile : layer.tiles)
    if (tile.quad == quad && map.stripeWrittenBy(tile) == &stripe) {
      mark(tile.piece.rows);
      written = std::min(written, tile.piece.rows.begin);
    }
  if (number > 0) {
    const Window &before = map.stripes[number - 1].windows[quad];
    mla::Range rows = before.rows.intersect(window.rows);
    rows.end = std::min(rows.end, written);
    if (before.samples == window.samples)
      mark(rows);
  }
  const plan::LayerBody &body = layer.body;
  if (window.samples.size() > 1)
    return body.layer.emitError("layer '")
           << layer.name << "': the stripe of turn " << stripe.turn
           << " has rows of several samples";
  if (!llvm::all_of(there, [](bool row) { return row; }))
    return body.layer.emitError("layer '")
           << layer.name << "': quad " << quad << " lacks rows among "
           << window.rows.begin << " to " << window.rows.end
           << " in the stripe of turn " << stripe.turn;
  return success();
}

static LogicalResult verifyStripes(const SegmentPlan &plan) {
  for (const FeatureMap &map : plan.maps) {
    if (map.home != Home::stripes)
      continue;
    if (map.load) {
      LoadOp load = map.load;
      return load.emitError("an input cannot live in stripes");
    }
    const LayerPlan &layer = plan.layers[map.producer];
    const plan::LayerBody &body = layer.body;
    auto fail = [&](StringRef why) {
      return body.layer.emitError("layer '")
             << layer.name << "': its output cannot live in stripes: " << why;
    };
    if (!map.stores.empty() || map.readers.empty())
      return fail("it is an output of the segment or nobody reads it");
    for (unsigned reader : map.readers) {
      if (plan.layers[reader].group != layer.group)
        return fail("layers of other groups read it");
      for (const Operand &operand : plan.layers[reader].operands)
        if (&plan.maps[operand.map] == &map && operand.shape != map.shape)
          return fail("it is read through a reshape");
    }
    for (const Tile &tile : layer.tiles)
      if (!map.stripeWrittenBy(tile))
        return tileError(layer, tile) << "is read by no later tile of its quad";
    for (size_t number = 0; number < map.stripes.size(); ++number)
      for (unsigned quad = 0; quad < plan.machine->quads; ++quad)
        if (failed(verifyStripe(layer, map, number, quad)))
          return failure();
  }
  return success();
}

/// Inputs are loaded before their first use.
static LogicalResult verifyInputs(const SegmentPlan &plan) {
  for (const FeatureMap &map : plan.maps) {
    if (!map.load || map.readers.empty())
      continue;
    int64_t first = plan.layers[map.readers.front()].span.begin;
    if (map.loadPosition < 0 || map.loadPosition > first) {
      LoadOp load = map.load;
      return load.emitError("is loaded at position ")
             << map.loadPosition << " and needed at " << first;
    }
  }
  return success();
}

LogicalResult SegmentPlan::verifyCover() const {
  return success(llvm::all_of(layers, [&](const LayerPlan &layer) {
    return succeeded(verifyCoverOf(*this, layer));
  }));
}

LogicalResult SegmentPlan::verifyTiles() const {
  if (failed(verifyCover()) || failed(verifyInputs(*this)) ||
      failed(verifyStripes(*this)))
    return failure();
  for (const LayerPlan &layer : layers) {
    const plan::LayerBody &body = layer.body;
    int64_t accumulators = layer.accumulatorBytes(*machine);
    if (uint64_t(accumulators) > machine->accBytes)
      return body.layer.emitError("layer '")
             << layer.name << "': a tile needs " << accumulators
             << " bytes of accumulators, a quad has " << machine->accBytes;
    if (failed(verifyLoads(layer)))
      return failure();
    if (!body.main.canSplitChannels() && layer.chunks().size() > 1)
      return body.layer.emitError("layer '")
             << layer.name << "': its channels cannot be split";
  }
  return verifyTurns(*this);
}
