//===- SegmentPlan.cpp - Layers and feature maps of a segment -------------===//

#include "sima/Schedule/SegmentPlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

//===----------------------------------------------------------------------===//
// Chunks of constants
//===----------------------------------------------------------------------===//

SmallVector<mla::Range> LayerPlan::chunks() const {
  SmallVector<mla::Range> ranges;
  llvm::DenseSet<std::pair<int64_t, int64_t>> known;
  for (const Tile &tile : tiles) {
    mla::Range channels = tile.piece.channels;
    if (known.insert({channels.begin, channels.end}).second)
      ranges.push_back(channels);
  }
  return ranges;
}

int64_t LayerPlan::constantBytes(unsigned chunk) const {
  int64_t most = 0;
  std::optional<mla::Range> last;
  for (auto [tile, number] : llvm::zip_equal(tiles, chunkOfTile)) {
    if (number != chunk || last == tile.piece.channels)
      continue;
    last = tile.piece.channels;
    most = std::max(most, plan::chunkBytes(body, *last));
  }
  return most;
}

int64_t LayerPlan::constantBytes() const {
  int64_t most = 0;
  for (mla::Range channels : chunks())
    most = std::max(most, plan::chunkBytes(body, channels));
  return most;
}

int64_t LayerPlan::accumulatorBytes(const Machine &machine) const {
  int64_t most = 0;
  for (const Tile &tile : tiles)
    most = std::max(most, plan::accumulatorBytes(machine, body, tile.piece));
  return most;
}

int64_t FeatureMap::bufferBytes() const {
  int64_t most = 0;
  for (const Stripe &stripe : stripes)
    for (const Window &window : stripe.windows)
      most = std::max(most, windowBytes(window));
  for (const Window &window : windows)
    most = std::max(most, windowBytes(window));
  return most;
}

const Stripe *FeatureMap::stripeOf(unsigned turn) const {
  auto found = llvm::partition_point(
      stripes, [&](const Stripe &stripe) { return stripe.turn < turn; });
  return found != stripes.end() && found->turn == turn ? &*found : nullptr;
}

const Stripe *FeatureMap::stripeWrittenBy(const Tile &tile) const {
  const Stripe *last = nullptr;
  for (const Stripe &stripe : stripes) {
    const Window &window = stripe.windows[tile.quad];
    if (stripe.turn < tile.turn || window.empty() ||
        window.samples.begin != tile.piece.sample)
      continue;
    if (!window.rows.intersect(tile.piece.rows).empty())
      return &stripe;
    last = &stripe;
  }
  return last;
}

//===----------------------------------------------------------------------===//
// Construction from IR
//===----------------------------------------------------------------------===//

namespace {
class Analyzer {
public:
  Analyzer(SegmentPlan &plan) : plan(plan) {}

  LogicalResult run() {
    for (Operation &op : plan.segment.getBody().front().without_terminator())
      if (failed(visit(op)))
        return failure();
    if (plan.layers.empty())
      return plan.segment.emitError("segment '")
             << plan.segment.getName() << "' has no layer";
    return success();
  }

private:
  LogicalResult visit(Operation &op) {
    if (auto load = dyn_cast<LoadOp>(op)) {
      unsigned index =
          addMap(load.getOutput(), "in" + std::to_string(plan.maps.size()));
      plan.maps[index].load = load;
      plan.maps[index].home = load.getHome();
      plan.maps[index].loadPosition = load.getPosition();
      turnInput(plan.maps[index]);
      return success();
    }
    if (auto store = dyn_cast<StoreOp>(op)) {
      unsigned index;
      if (failed(mapOf(store.getInput(), store, index)))
        return failure();
      if (plan.maps[index].producer < 0)
        return store.emitError("stores an input of the segment; a layer must "
                               "lie between");
      const MapShape &shape = plan.maps[index].shape;
      MapShape stored = mapShape(store.getInput().getType());
      if (stored != shape && !stored.isTurned(shape))
        return store.emitError("stores a feature map in another shape than its "
                               "layer's; reshape it behind the segment");
      plan.maps[index].stores.push_back(store);
      return success();
    }
    if (auto reshape = dyn_cast<ReshapeOp>(op)) {
      unsigned index;
      if (failed(mapOf(reshape.getInput(), reshape, index)))
        return failure();
      int64_t from = mapShape(reshape.getInput().getType()).samples;
      int64_t to = mapShape(reshape.getOutput().getType()).samples;
      if (from != to)
        return reshape.emitError("reshape '")
               << nodeName(reshape.getLoc()) << "' makes " << to
               << " samples of " << from
               << "; keep the size of dimension 0, of the samples";
      const FeatureMap &map = plan.maps[index];
      int64_t channels = mapShape(reshape.getOutput().getType()).channels;
      if (map.elementBytes() == 2 && channels != map.shape.channels &&
          (channels % 16 || map.shape.channels % 16))
        return reshape.emitError("makes ")
               << channels << " channels of " << map.shape.channels
               << "; those of 16-bit maps lie in blocks of 16 (mla.rearrange "
                  "moves them)";
      mapOfValue[reshape.getOutput()] = index;
      return success();
    }
    if (auto layer = dyn_cast<LayerOp>(op))
      return visitLayer(layer);
    if (isa<PackOp>(op))
      return success();
    return op.emitError(op.getName().getStringRef())
           << " cannot stand in a segment that is to be scheduled; run "
              "--mla-fuse and --mla-tessellate first";
  }

  /// An input of one row that layers see as one column is held as such, so that
  /// quads need not have all of it.
  static void turnInput(FeatureMap &map) {
    MapShape turned = map.shape;
    std::swap(turned.height, turned.width);
    bool all = llvm::all_of(map.value.getUsers(), [&](Operation *user) {
      auto reshape = dyn_cast<ReshapeOp>(user);
      return reshape && mapShape(reshape.getOutput().getType()) == turned;
    });
    if (all && map.shape.isTurned(turned))
      map.shape = turned;
  }

  LogicalResult visitLayer(LayerOp op) {
    FailureOr<plan::LayerBody> body = plan::LayerBody::analyze(op);
    if (failed(body) || failed(body->checkLimits(*plan.machine)))
      return failure();
    LayerPlan layer;
    layer.body = *body;
    layer.name = op.getName().str();
    unsigned number = plan.layers.size();
    for (auto [operandNumber, value] : llvm::enumerate(op.getInputs())) {
      unsigned index;
      if (failed(mapOf(value, op, index)))
        return failure();
      FeatureMap &map = plan.maps[index];
      if (map.readers.empty() || map.readers.back() != number)
        map.readers.push_back(number);
      layer.operands.push_back({index, mapShape(value.getType())});
    }
    layer.output = addMap(op.getOutput(), layer.name + ".out");
    plan.maps[layer.output].producer = number;
    if (ScheduleAttr schedule = op.getScheduleAttr()) {
      plan.maps[layer.output].home = schedule.getHome();
      layer.group = schedule.getGroup();
      if (number > 0 && layer.group < plan.layers.back().group)
        return op.emitError("layer '")
               << layer.name << "': group " << layer.group
               << " stands behind group " << plan.layers.back().group;
      layer.streamSlots = schedule.getStreamSlots();
      layer.resident = schedule.getResident();
      layer.loads.assign(schedule.getLoads().begin(),
                         schedule.getLoads().end());
      for (TileAttr tile : schedule.getTiles()) {
        if (tile.getQuad() < 0 || tile.getQuad() >= plan.machine->quads)
          return op.emitError("layer '")
                 << layer.name << "': a tile names quad " << tile.getQuad()
                 << ", the target has " << plan.machine->quads;
        layer.tiles.push_back({unsigned(tile.getQuad()),
                               {tile.getSample(),
                                {tile.getRowBegin(), tile.getRowEnd()},
                                {tile.getChannelBegin(), tile.getChannelEnd()}},
                               unsigned(tile.getTurn())});
      }
    }
    plan.layers.push_back(std::move(layer));
    return success();
  }

  unsigned addMap(Value value, std::string name) {
    FeatureMap map;
    map.value = value;
    map.name = std::move(name);
    map.shape = mapShape(value.getType());
    plan.maps.push_back(std::move(map));
    mapOfValue[value] = plan.maps.size() - 1;
    return plan.maps.size() - 1;
  }

  LogicalResult mapOf(Value value, Operation *user, unsigned &index) {
    auto found = mapOfValue.find(value);
    if (found == mapOfValue.end())
      return user->emitError("reads a value that no layer and no mla.load of "
                             "the segment gives; run --mla-tessellate first");
    index = found->second;
    return success();
  }

  SegmentPlan &plan;
  llvm::DenseMap<Value, unsigned> mapOfValue;
};
} // namespace

FailureOr<SegmentPlan> SegmentPlan::analyze(SegmentOp segment,
                                            const Machine &machine) {
  SegmentPlan plan;
  plan.segment = segment;
  plan.machine = &machine;
  if (failed(Analyzer(plan).run()))
    return failure();
  if (llvm::all_of(plan.layers, [](const LayerPlan &layer) {
        return !layer.tiles.empty();
      })) {
    if (failed(plan.verifyCover()))
      return failure();
    plan.derive();
  }
  return plan;
}

//===----------------------------------------------------------------------===//
// Needs
//===----------------------------------------------------------------------===//

Piece SegmentPlan::operandPiece(const LayerPlan &layer, unsigned operand,
                                const Piece &tile) const {
  const Operand &seen = layer.operands[operand];
  const FeatureMap &map = maps[seen.map];
  Piece piece = layer.body.inputPiece(operand, tile);
  // Whole blocks: the bytes of 16-bit channels lie in planes.
  if (map.elementBytes() == 2)
    piece.channels = {
        piece.channels.begin / 16 * 16,
        std::min((piece.channels.end + 15) / 16 * 16, seen.shape.channels)};
  if (piece.empty() || seen.shape == map.shape)
    return piece;
  // Through a reshape rows and channels mix: take the whole sample.
  return map.shape.whole(piece.sample);
}

unsigned SegmentPlan::turnOf(const LayerPlan &layer, unsigned quad,
                             const Piece &piece, unsigned first) const {
  unsigned turn = 0;
  for (unsigned k = 0; k < layer.operands.size(); ++k) {
    const FeatureMap &map = maps[layer.operands[k].map];
    if (map.producer < int(first))
      continue;
    Piece need = operandPiece(layer, k, piece);
    for (const Tile &tile : layers[map.producer].tiles)
      if (tile.turn > turn &&
          (map.home != Home::stripes || tile.quad == quad) &&
          tile.piece.sample == need.sample &&
          !tile.piece.intersect(need).empty())
        turn = tile.turn;
  }
  return turn;
}
