//===- Memory.cpp - What a segment has to hold, and for how long ----------===//

#include "sima/Schedule/SegmentPlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

std::string schedule::constantBufferName(StringRef layer, unsigned chunk) {
  return (layer + ".const." + Twine(chunk)).str();
}
std::string schedule::accumulatorName(unsigned era, unsigned slot) {
  return ("acc." + Twine(era) + "." + Twine(slot)).str();
}
std::string schedule::streamInputName(StringRef layer, unsigned operand,
                                      unsigned slot) {
  return (layer + ".in" + Twine(operand) + "." + Twine(slot)).str();
}
std::string schedule::streamOutputName(StringRef layer, unsigned slot) {
  return (layer + ".out." + Twine(slot)).str();
}

std::string schedule::stripeName(StringRef map, unsigned slot) {
  return (map + "." + Twine(slot)).str();
}

int64_t SegmentPlan::streamInputBytes(const LayerPlan &layer,
                                      unsigned operand) const {
  const FeatureMap &map = maps[layer.operands[operand].map];
  int64_t most = 0;
  for (const Tile &tile : layer.tiles) {
    Piece piece = operandPiece(layer, operand, tile.piece);
    most = std::max(most, piece.rows.size() * map.shape.width *
                              map.pixelBytes(piece.channels.size()));
  }
  return most;
}

int64_t SegmentPlan::streamOutputBytes(const LayerPlan &layer) const {
  const FeatureMap &map = maps[layer.output];
  int64_t most = 0;
  for (const Tile &tile : layer.tiles)
    most = std::max(most, tile.piece.rows.size() * map.shape.width *
                              map.pixelBytes(tile.piece.channels.size()));
  return most;
}

alloc::Problem SegmentPlan::localMemory() const {
  alloc::Problem problem;
  problem.memory = "local memory";
  problem.capacity = machine->lmBytes;
  auto add = [&](std::string name, int64_t bytes, mla::Range span) {
    if (bytes > 0)
      problem.buffers.push_back(
          {std::move(name), uint64_t(bytes), span.begin, span.end - 1});
  };
  for (const FeatureMap &map : maps) {
    if (map.home == Home::lm)
      add(map.name, map.bufferBytes(), spanOf(map));
    for (unsigned slot = 0; slot < map.stripeSlots; ++slot)
      add(stripeName(map.name, slot), map.bufferBytes(), spanOf(map));
  }
  for (const LayerPlan &layer : layers) {
    for (auto [chunk, span] : llvm::enumerate(layer.constantSpans)) {
      mla::Range live = span;
      if (chunk < layer.loads.size())
        live.begin = std::min(live.begin, layer.loads[chunk]);
      // Bytes that others would use are lost for the next execution.
      if (layer.resident)
        live = {0, int64_t(order.size())};
      add(constantBufferName(layer.name, chunk), layer.constantBytes(chunk),
          live);
    }
    for (unsigned k = 0; k < layer.operands.size(); ++k)
      if (maps[layer.operands[k].map].home == Home::dram)
        for (int64_t slot = 0; slot < layer.streamSlots; ++slot)
          add(streamInputName(layer.name, k, slot), streamInputBytes(layer, k),
              layer.span);
    if (maps[layer.output].home == Home::dram)
      for (int64_t slot = 0; slot < layer.streamSlots; ++slot)
        add(streamOutputName(layer.name, slot), streamOutputBytes(layer),
            layer.span);
  }
  return problem;
}

alloc::Problem SegmentPlan::accumulators() const {
  alloc::Problem problem;
  problem.memory = "accumulators";
  problem.capacity = machine->accBytes;
  for (auto [number, era] : llvm::enumerate(eras))
    for (unsigned slot = 0; slot < era.slots; ++slot)
      problem.buffers.push_back({accumulatorName(number, slot),
                                 uint64_t(era.bytes), era.span.begin,
                                 era.span.end - 1});
  return problem;
}

std::string SegmentPlan::describePosition(int64_t position) const {
  if (position < 0)
    return "the begin of the segment";
  if (position >= int64_t(order.size()))
    return "the end of the segment";
  const Item &item = order[position];
  const LayerPlan &layer = layers[item.layer];
  return ("tile " + Twine(item.tile + 1) + " of " + Twine(layer.tiles.size()) +
          " of layer '" + layer.name + "'")
      .str();
}

llvm::Expected<alloc::Solution>
SegmentPlan::allocate(const alloc::Problem &problem,
                      const alloc::Options &options) const {
  return alloc::solve(problem, options, [&](int64_t position) {
    return describePosition(position);
  });
}

llvm::Error SegmentPlan::verifyMemory() const {
  for (const alloc::Problem &problem : {localMemory(), accumulators()}) {
    auto solution = allocate(problem);
    if (!solution)
      return solution.takeError();
  }
  return llvm::Error::success();
}
