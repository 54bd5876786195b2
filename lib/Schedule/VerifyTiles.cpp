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
    for (size_t j = 0; j < i; ++j)
      if (layer.tiles[j].piece.sample == tile.piece.sample &&
          !layer.tiles[j].piece.intersect(tile.piece).empty())
        return tileError(layer, tile) << "overlaps another tile";
  }
  const plan::LayerBody &body = layer.body;
  if (covered != shape.elements())
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
      if (unsigned turn = plan.turnOf(layer, tile.piece, first);
          turn > tile.turn)
        return tileError(layer, tile)
               << "has turn " << tile.turn
               << " and reads what is computed in turn " << turn;
    }
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
  if (failed(verifyCover()) || failed(verifyInputs(*this)))
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
