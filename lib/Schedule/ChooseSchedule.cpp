//===- ChooseSchedule.cpp - Tiles, homes and loads that fit ---------------===//
//
// Starts with every feature map in local memory and the fastest splits. While
// that does not fit, constants come in smaller chunks. Where that is not
// enough, it starts again, and the largest map in use at the fullest position
// goes to DRAM before tiles and constants of the fullest layer are halved.
// Constants are brought as far ahead as the memory that is left allows.
//
//===----------------------------------------------------------------------===//

#include "ChooseLayouts.h"
#include "Prefetch.h"
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
    if (failed(retile()))
      return failure();
    while (true) {
      int64_t full = 0;
      if (fits(full))
        return plan.verifyTiles();
      if (!relieve(full))
        return quiet ? failure() : explain(full);
      if (failed(retile()))
        return failure();
    }
  }

private:
  /// Chooses splits and tiles of all layers.
  LogicalResult retile() {
    std::vector<TileLimits> tiles;
    tiles.reserve(limits.size());
    for (const Limits &limit : limits)
      tiles.push_back(limit.tile);
    if (std::optional<unsigned> number = chooseLayouts(plan, costs, tiles)) {
      LayerPlan &layer = plan.layers[*number];
      if (!quiet)
        layer.body.layer.emitError("layer '")
            << layer.name << "' would be cut into more than " << kMaxTiles
            << " tiles; use a smaller batch or input";
      return failure();
    }
    for (auto [layer, limit] : llvm::zip_equal(plan.layers, limits))
      layer.streamSlots = limit.streamSlots;
    plan.derive();
    starts.clear();
    TileClock clock(plan.machine->quads);
    for (unsigned first = 0, last = 0; first < plan.layers.size();
         first = last) {
      while (last < plan.layers.size() &&
             plan.layers[last].group == plan.layers[first].group)
        ++last;
      clock.run(plan, TileWork(plan, costs, first, last), &starts);
    }
    return success();
  }

  /// Places loads so that everything has a place in local memory; else tells a
  /// position where it has not.
  bool fits(int64_t &full) {
    // With loads as late as they may be, as much fits as ever does.
    if (std::optional<int64_t> position =
            choosePrefetch(plan, starts, limitsOf(100, /*late=*/true))) {
      full = *position;
      return false;
    }
    full = plan.localMemory().fullestStage();
    // Addresses are found more easily where not all memory is in use.
    for (int64_t percent : {100, 95, 90, 80, 65})
      if (!choosePrefetch(plan, starts, limitsOf(percent, /*late=*/false)) &&
          allocates())
        return true;
    (void)choosePrefetch(plan, starts, limitsOf(100, /*late=*/true));
    return allocates();
  }

  PrefetchLimits limitsOf(int64_t percent, bool late) const {
    return {int64_t(plan.machine->lmBytes) * percent / 100, oneAhead, late};
  }

  bool allocates() {
    auto solution = alloc::solve(plan.localMemory());
    if (solution)
      return true;
    llvm::consumeError(solution.takeError());
    return false;
  }

  /// Lowers the need at `position`; false when nothing is left to lower.
  bool relieve(int64_t position) {
    if (effort == Effort::All && spillLargest(position, 2))
      return true;
    // Constants that are brought ahead belong to later layers.
    for (unsigned number = 0; number < plan.layers.size(); ++number)
      if (isHeld(plan.layers[number], position) && shrink(number))
        return true;
    if (oneAhead && effort == Effort::All) {
      oneAhead = false;
      return true;
    }
    // A tile of a single row is no smaller for those who read all channels.
    if (effort != Effort::All || !spillLargest(position, 1))
      return false;
    limits.assign(plan.layers.size(), {});
    oneAhead = true;
    return true;
  }

  /// Whether tiles or constants of the layer take memory at `position`.
  static bool isHeld(const LayerPlan &layer, int64_t position) {
    mla::Range span = layer.span;
    for (int64_t load : layer.loads)
      span.begin = std::min(span.begin, load);
    return span.begin <= position && position < span.end;
  }

  /// Puts the largest map in use of at least `rows` rows into DRAM.
  bool spillLargest(int64_t position, int64_t rows) {
    FeatureMap *largest = nullptr;
    for (FeatureMap &map : plan.maps) {
      mla::Range span = plan.spanOf(map);
      if (map.home == Home::lm && map.shape.height >= rows &&
          span.begin <= position && position < span.end &&
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
      return true;
    }
    if (effort == Effort::Constants)
      return false;
    if (streams && rows > 1) {
      limit.tile.rows = (rows + 1) / 2;
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

  /// Says what needs how much at `position`, where nothing is left to lower.
  LogicalResult explain(int64_t position) {
    alloc::Problem problem = plan.localMemory();
    alloc::Problem there = problem;
    llvm::erase_if(there.buffers, [&](const alloc::Buffer &buffer) {
      return position < buffer.first || buffer.last < position;
    });
    auto solution = alloc::solve(there);
    if (solution) // It is addresses that are not found.
      solution = alloc::solve(problem);
    std::string reason = solution ? "constants do not fit"
                                  : llvm::toString(solution.takeError());
    const alloc::Buffer *largest = nullptr;
    for (const alloc::Buffer &buffer : there.buffers)
      if (!largest || buffer.bytes > largest->bytes)
        largest = &buffer;
    LayerPlan &layer = plan.layers[plan.order[position].layer];
    return layer.body.layer.emitError("layer '")
           << layer.name << "': " << reason << "; the largest buffer is '"
           << largest->name << "' with " << largest->bytes
           << " bytes; use a smaller batch or input, or a target with more "
              "local memory";
  }

  struct Limits {
    TileLimits tile;
    int64_t streamSlots = 2;
  };

  SegmentPlan &plan;
  Effort effort;
  bool quiet;
  std::vector<Limits> limits;
  TileCosts costs;
  std::vector<uint64_t> starts; ///< estimated, of items in order
  bool oneAhead = true;
};
} // namespace

LogicalResult schedule::chooseSchedule(SegmentPlan &plan, bool allowSpill) {
  if (succeeded(Chooser(plan, Effort::Constants, /*quiet=*/allowSpill).run()))
    return success();
  return allowSpill ? Chooser(plan, Effort::All, /*quiet=*/false).run()
                    : failure();
}
