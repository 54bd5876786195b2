//===- Memory.cpp - What a segment has to hold, and for how long ----------===//

#include "sima/Alloc/Solve.h"
#include "sima/Schedule/SegmentPlan.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

std::string schedule::constantBufferName(StringRef layer, unsigned slot) {
  return (layer + ".const." + Twine(slot)).str();
}
std::string schedule::accumulatorName(StringRef layer, unsigned slot) {
  return (layer + ".acc." + Twine(slot)).str();
}
std::string schedule::streamInputName(StringRef layer, unsigned operand,
                                      unsigned slot) {
  return (layer + ".in" + Twine(operand) + "." + Twine(slot)).str();
}
std::string schedule::streamOutputName(StringRef layer, unsigned slot) {
  return (layer + ".out." + Twine(slot)).str();
}

unsigned SegmentPlan::accumulatorSlots(const LayerPlan &layer) const {
  uint64_t bytes = (layer.accumulatorBytes(*machine) + 63) / 64 * 64;
  return bytes && 2 * bytes <= machine->accBytes ? 2 : 1;
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
  auto add = [&](std::string name, int64_t bytes, mla::Range stages) {
    if (bytes > 0)
      problem.buffers.push_back(
          {std::move(name), uint64_t(bytes), stages.begin, stages.end});
  };
  for (const FeatureMap &map : maps)
    if (map.home == Home::lm)
      add(map.name, map.bufferBytes(), liveStages(map));
  for (unsigned number = 0; number < layers.size(); ++number) {
    const LayerPlan &layer = layers[number];
    int64_t stage = stageOf(number);
    int64_t constants = layer.constantBytes();
    for (int64_t slot = 0; slot < layer.constantSlots; ++slot)
      add(constantBufferName(layer.name, slot), constants,
          {std::max<int64_t>(0, stage - prefetchStages), stage});
    for (unsigned k = 0; k < layer.operands.size(); ++k)
      if (maps[layer.operands[k].map].home == Home::dram)
        for (int64_t slot = 0; slot < layer.streamSlots; ++slot)
          add(streamInputName(layer.name, k, slot), streamInputBytes(layer, k),
              {stage, stage});
    if (maps[layer.output].home == Home::dram)
      for (int64_t slot = 0; slot < layer.streamSlots; ++slot)
        add(streamOutputName(layer.name, slot), streamOutputBytes(layer),
            {stage, stage});
  }
  return problem;
}

alloc::Problem SegmentPlan::accumulators() const {
  alloc::Problem problem;
  problem.memory = "accumulators";
  problem.capacity = machine->accBytes;
  for (unsigned number = 0; number < layers.size(); ++number) {
    const LayerPlan &layer = layers[number];
    int64_t bytes = layer.accumulatorBytes(*machine);
    for (unsigned slot = 0; bytes && slot < accumulatorSlots(layer); ++slot)
      problem.buffers.push_back({accumulatorName(layer.name, slot),
                                 uint64_t(bytes), stageOf(number),
                                 stageOf(number)});
  }
  return problem;
}

llvm::Error SegmentPlan::verifyMemory() const {
  for (const alloc::Problem &problem : {localMemory(), accumulators()}) {
    auto solution = alloc::solve(problem);
    if (!solution)
      return solution.takeError();
  }
  return llvm::Error::success();
}
