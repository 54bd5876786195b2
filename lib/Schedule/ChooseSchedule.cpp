//===- ChooseSchedule.cpp - Tiles, homes and slots that fit ---------------===//
//
// Starts with every feature map in local memory and the fastest split of each
// layer. While that does not fit, constants are brought less far ahead and in
// smaller chunks. Where that is not enough, it starts again, and the largest
// map in use at the fullest stage goes to DRAM before tiles and constants of
// the fullest layer are halved.
//
//===----------------------------------------------------------------------===//

#include "ChooseTiles.h"
#include "sima/Alloc/Solve.h"
#include "sima/Schedule/SegmentPlan.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

namespace {
/// What may be done to save local memory.
enum class Effort {
  Constants, ///< fewer constants at a time, in blocks of 16 channels
  All        ///< feature maps in DRAM, tiles of any size
};

class Chooser {
public:
  /// Emits no error when `quiet`.
  Chooser(SegmentPlan &plan, Effort effort, bool quiet)
      : plan(plan), effort(effort), quiet(quiet), limits(plan.layers.size()) {}

  /// Whether a schedule was found; an error says why not.
  LogicalResult run() {
    for (FeatureMap &map : plan.maps)
      map.home = Home::lm;
    plan.prefetchStages = kPrefetchStages;
    if (failed(retile()))
      return failure();
    while (true) {
      alloc::Problem problem = plan.localMemory();
      auto solution = alloc::solve(problem);
      if (solution)
        return plan.verifyTiles();
      std::string reason = llvm::toString(solution.takeError());
      if (!relieve(problem.fullestStage()))
        return quiet ? failure() : explain(problem, reason);
      if (failed(retile()))
        return failure();
    }
  }

private:
  static constexpr int64_t kPrefetchStages = 2;

  /// Chooses splits and tiles of all layers, first to last.
  LogicalResult retile() {
    for (unsigned number = 0; number < plan.layers.size(); ++number) {
      LayerPlan &layer = plan.layers[number];
      Split split = chooseSplit(plan, number, limits[number].tile);
      layer.tiles = makeTiles(plan, layer, split, limits[number].tile);
      if (layer.tiles.size() > kMaxTiles) {
        if (!quiet)
          layer.body.layer.emitError("layer '")
              << layer.name << "' would be cut into more than " << kMaxTiles
              << " tiles; use a smaller batch or input";
        return failure();
      }
      layer.constantSlots = std::min<int64_t>(
          std::max(1u, layer.chunksPerQuad(plan.machine->quads)),
          limits[number].constantSlots);
      layer.streamSlots = limits[number].streamSlots;
    }
    plan.computeWindows();
    return success();
  }

  /// Lowers the need of `stage`; false when nothing is left to lower.
  bool relieve(int64_t stage) {
    if (effort == Effort::All && spillLargest(stage, 2))
      return true;
    // One stage ahead hides most of a transfer; two are a luxury.
    if (effort == Effort::Constants && plan.prefetchStages > 1) {
      --plan.prefetchStages;
      return true;
    }
    // Prefetched constants belong to layers of later stages.
    for (int64_t s = stage; s <= stage + plan.prefetchStages; ++s)
      if (s >= 1 && s <= int64_t(plan.layers.size()) && shrink(unsigned(s - 1)))
        return true;
    if (plan.prefetchStages > 0) {
      --plan.prefetchStages;
      return true;
    }
    // A tile of a single row is no smaller for those who read all channels.
    if (effort != Effort::All || !spillLargest(stage, 1))
      return false;
    limits.assign(plan.layers.size(), {});
    plan.prefetchStages = kPrefetchStages;
    return true;
  }

  /// Puts the largest map in use of at least `rows` rows into DRAM.
  bool spillLargest(int64_t stage, int64_t rows) {
    FeatureMap *largest = nullptr;
    for (FeatureMap &map : plan.maps) {
      mla::Range stages = plan.liveStages(map);
      if (map.home == Home::lm && map.shape.height >= rows &&
          stages.begin <= stage && stage <= stages.end &&
          (!largest || map.bufferBytes() > largest->bufferBytes()))
        largest = &map;
    }
    if (!largest)
      return false;
    largest->home = Home::dram;
    return true;
  }

  bool shrink(unsigned number) {
    const LayerPlan &layer = plan.layers[number];
    Limits &limit = limits[number];
    int64_t rows = 0, channels = 0;
    for (const Tile &tile : layer.tiles) {
      rows = std::max(rows, tile.piece.rows.size());
      channels = std::max(channels, tile.piece.channels.size());
    }
    const plan::LayerBody &body = layer.body;
    bool streams = plan.maps[layer.output].home == Home::dram ||
                   llvm::any_of(layer.operands, [&](const Operand &operand) {
                     return plan.maps[operand.map].home == Home::dram;
                   });
    int64_t streamed = plan.streamOutputBytes(layer);
    if (streams && rows > 1 && streamed > layer.constantBytes()) {
      limit.tile.rows = (rows + 1) / 2;
      return true;
    }
    if (channels > 16 && body.main.canSplitChannels()) {
      limit.tile.channels = (channels / 2 + 15) / 16 * 16;
      limit.constantSlots = 2;
      return true;
    }
    if (limit.constantSlots > 2 && layer.constantSlots > 2) {
      limit.constantSlots = 2;
      return true;
    }
    if (effort == Effort::Constants)
      return false;
    if (streams && rows > 1) {
      limit.tile.rows = (rows + 1) / 2;
      return true;
    }
    if (layer.constantSlots > 1) {
      limit.constantSlots = 1;
      return true;
    }
    if (streams && layer.streamSlots > 1) {
      limit.streamSlots = 1;
      return true;
    }
    // Below a block of 16 channels lanes lie idle.
    if (channels > 1 && body.main.canSplitChannels() &&
        plan.maps[layer.output].elementBytes() == 1) {
      limit.tile.channels = (channels + 1) / 2;
      return true;
    }
    return false;
  }

  LogicalResult explain(const alloc::Problem &problem, StringRef reason) {
    int64_t stage = problem.fullestStage();
    unsigned number = std::clamp<int64_t>(stage - 1, 0, plan.layers.size() - 1);
    LayerPlan &layer = plan.layers[number];
    return layer.body.layer.emitError("layer '")
           << layer.name << "': " << reason
           << "; use a smaller batch or input, or a target with more local "
              "memory";
  }

  struct Limits {
    TileLimits tile;
    int64_t constantSlots = INT64_MAX;
    int64_t streamSlots = 2;
  };

  SegmentPlan &plan;
  Effort effort;
  bool quiet;
  std::vector<Limits> limits;
};
} // namespace

LogicalResult schedule::chooseSchedule(SegmentPlan &plan, bool allowSpill) {
  if (succeeded(Chooser(plan, Effort::Constants, /*quiet=*/allowSpill).run()))
    return success();
  return allowSpill ? Chooser(plan, Effort::All, /*quiet=*/false).run()
                    : failure();
}
