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
static LogicalResult verifyCover(const SegmentPlan &plan,
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

LogicalResult SegmentPlan::verifyTiles() const {
  for (const LayerPlan &layer : layers) {
    const plan::LayerBody &body = layer.body;
    if (failed(verifyCover(*this, layer)))
      return failure();
    int64_t accumulators = layer.accumulatorBytes(*machine);
    if (uint64_t(accumulators) > machine->accBytes)
      return body.layer.emitError("layer '")
             << layer.name << "': a tile needs " << accumulators
             << " bytes of accumulators, a quad has " << machine->accBytes;
    if (layer.constantSlots < 1)
      return body.layer.emitError("layer '")
             << layer.name << "': constant_slots " << layer.constantSlots
             << ", at least 1 is needed";
    if (!body.main.canSplitChannels() && layer.chunks().size() > 1)
      return body.layer.emitError("layer '")
             << layer.name << "': its channels cannot be split";
  }
  return success();
}
