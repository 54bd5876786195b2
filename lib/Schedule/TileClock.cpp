//===- TileClock.cpp - When tiles run, roughly ----------------------------===//

#include "TileClock.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

TileCosts::Cost TileCosts::of(const SegmentPlan &plan, unsigned layer,
                              const Piece &piece) {
  Key key = {layer, piece.rows.begin, piece.rows.end, piece.channels.size()};
  auto [found, isNew] = known.try_emplace(key);
  if (isNew) {
    const plan::LayerBody &body = plan.layers[layer].body;
    found->second = {plan::matrixCycles(*plan.machine, body, piece),
                     plan::vectorCycles(*plan.machine, body, piece)};
  }
  return found->second;
}

/// Adds what the tiles of a quad read to what it needs of a map.
static void addNeed(std::vector<Piece> &needs, const MapShape &shape,
                    unsigned quad, const Piece &piece) {
  Piece &need = needs[quad * shape.samples + piece.sample];
  need.sample = piece.sample;
  need.rows = need.rows.hull(piece.rows);
  need.channels = need.channels.hull(piece.channels);
}

TileWork::TileWork(const SegmentPlan &plan, TileCosts &costs, unsigned first,
                   unsigned last)
    : first(first), last(last) {
  auto needsOf = [&](unsigned map) -> std::vector<Piece> & {
    for (auto *list : {&inputs, &outputs})
      for (MapNeeds &known : *list)
        if (known.map == map)
          return known.needs;
    bool inside = plan.maps[map].producer >= int(first);
    auto &list = inside ? outputs : inputs;
    list.push_back({map, std::vector<Piece>(plan.machine->quads *
                                            plan.maps[map].shape.samples)});
    return list.back().needs;
  };
  for (unsigned number = first; number < last; ++number)
    needsOf(plan.layers[number].output);
  for (unsigned number = first; number < last; ++number) {
    const LayerPlan &layer = plan.layers[number];
    for (const Tile &tile : layer.tiles) {
      WorkItem item = {number, tile, costs.of(plan, number, tile.piece), {}};
      for (unsigned k = 0; k < layer.operands.size(); ++k) {
        unsigned map = layer.operands[k].map;
        item.needs.push_back(plan.operandPiece(layer, k, tile.piece));
        addNeed(needsOf(map), plan.maps[map].shape, tile.quad,
                item.needs.back());
      }
      items.push_back(std::move(item));
    }
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const WorkItem &a, const WorkItem &b) {
                     return a.tile.turn < b.tile.turn;
                   });
}

/// Sends what other quads need of a tile; those that need the same get it
/// together.
void TileClock::send(const SegmentPlan &plan, const FeatureMap &map,
                     ArrayRef<Piece> needs, DoneTile &done) {
  done.arrival.resize(quads.size(), 0);
  if (map.home == Home::stripes)
    return; // each quad computes its own
  const Piece &piece = done.tile.piece;
  Quad &source = quads[done.tile.quad];
  std::optional<Piece> last;
  uint64_t lastArrival = 0;
  for (unsigned quad = 0; quad < quads.size(); ++quad) {
    Piece part =
        piece.intersect(needs[quad * map.shape.samples + piece.sample]);
    if (quad == done.tile.quad || part.empty())
      continue;
    if (last != part) {
      uint64_t bytes = part.rows.size() * map.shape.width *
                       map.pixelBytes(part.channels.size());
      uint64_t begin = std::max(source.link, done.end + 1);
      source.link = begin + bytes / plan.machine->linkBytesPerCycle;
      lastArrival = source.link + 2 * Machine::kRemotePostCycles;
      last = part;
    }
    done.arrival[quad] = std::max(done.arrival[quad], lastArrival);
  }
}

/// Tiles of a sample among which a reader's are looked for one by one; of more,
/// readers wait for all.
static constexpr size_t kMaxSearched = 64;

/// When all that a tile reads is there.
uint64_t TileClock::ready(const SegmentPlan &plan,
                          const TileWork::WorkItem &item) {
  const LayerPlan &layer = plan.layers[item.layer];
  unsigned quad = item.tile.quad;
  uint64_t cycle = 0;
  for (auto [operand, need] : llvm::zip_equal(layer.operands, item.needs)) {
    const FeatureMap &map = plan.maps[operand.map];
    auto found = done.find(operand.map);
    if (found != done.end()) {
      const std::vector<DoneTile> &sources = (*found->second)[need.sample];
      bool all = sources.size() > kMaxSearched;
      for (const DoneTile &source : sources)
        if (map.home == Home::stripes && source.tile.quad != quad)
          continue;
        else if (all || !source.tile.piece.intersect(need).empty())
          cycle =
              std::max(cycle, source.tile.quad == quad ? source.end
                                                       : source.arrival[quad]);
    }
    if (map.home == Home::dram || map.load) {
      uint64_t &load = quads[quad].load;
      load = std::max(load, cycle) + need.rows.size() * map.shape.width *
                                         map.pixelBytes(need.channels.size()) /
                                         plan.machine->dmaBytesPerCycle;
      cycle = load;
    }
  }
  return cycle;
}

uint64_t TileClock::run(const SegmentPlan &plan, const TileWork &work,
                        std::vector<uint64_t> *starts) {
  for (const TileWork::MapNeeds &input : work.inputs) {
    auto found = done.find(input.map);
    if (found == done.end())
      continue;
    auto sent = std::make_shared<DoneTiles>(*found->second);
    for (std::vector<DoneTile> &tiles : *sent)
      for (DoneTile &tile : tiles)
        send(plan, plan.maps[input.map], input.needs, tile);
    found->second = std::move(sent);
  }
  std::vector<std::shared_ptr<DoneTiles>> made;
  for (const TileWork::MapNeeds &output : work.outputs) {
    made.push_back(
        std::make_shared<DoneTiles>(plan.maps[output.map].shape.samples));
    done[output.map] = made.back();
  }
  uint64_t end = 0;
  for (const TileWork::WorkItem &item : work.items) {
    uint64_t cycle = ready(plan, item);
    Quad &quad = quads[item.tile.quad];
    if (plan.layers[item.layer].body.usesAccumulators()) {
      uint64_t &free = quad.accumulators[quad.turn++ % 2];
      cycle = std::max({cycle, quad.matrix, free});
      if (starts)
        starts->push_back(cycle);
      quad.matrix = cycle + item.cost.matrix;
      quad.vector = std::max(quad.vector, quad.matrix + 1) + item.cost.vector;
      free = quad.vector;
    } else {
      cycle = std::max(cycle, quad.vector);
      if (starts)
        starts->push_back(cycle);
      quad.vector = cycle + item.cost.vector;
    }
    DoneTile result = {item.tile, quad.vector, {}};
    const TileWork::MapNeeds &output = work.outputs[item.layer - work.first];
    send(plan, plan.maps[output.map], output.needs, result);
    (*made[item.layer - work.first])[item.tile.piece.sample].push_back(
        std::move(result));
    end = std::max(end, quad.vector);
  }
  for (auto it = done.begin(); it != done.end();) {
    const FeatureMap &map = plan.maps[it->first];
    bool over = map.readers.empty() || map.readers.back() < work.last;
    it = over ? done.erase(it) : std::next(it);
  }
  return end;
}
