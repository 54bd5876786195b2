//===- ChooseSchedule.cpp - Tiles, homes and loads that fit ---------------===//
//
// Starts with every feature map in local memory and the fastest splits. While
// that does not fit, constants come in smaller chunks. Where that is not
// enough, it starts again, and the largest map in use at the fullest position
// goes to DRAM before tiles and constants of the fullest layer are halved.
// Constants are brought as far ahead as the memory that is left allows.
//
//===----------------------------------------------------------------------===//

#include "ChooseGroups.h"
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
  Chooser(SegmentPlan &plan, CostMemo &memo, Effort effort, bool quiet)
      : plan(plan), memo(memo), effort(effort), quiet(quiet),
        limits(plan.layers.size()) {}

  /// Whether a schedule was found; an error says why not. Constants come in
  /// chunks of up to `chunkBytes` for a quad. `shareSamples`: see
  /// chooseLayouts().
  LogicalResult run(int64_t chunkBytes = INT64_MAX, bool shareSamples = false) {
    bySamples = shareSamples;
    for (FeatureMap &map : plan.maps)
      map.home = Home::lm;
    for (auto [layer, limit] : llvm::zip_equal(plan.layers, limits))
      limit.tile.channels = channelsFor(*plan.machine, layer, chunkBytes);
    if (failed(retile()))
      return failure();
    while (true) {
      int64_t full = 0;
      if (fits(full))
        return plan.verifyTiles();
      if (!relieve(full)) {
        // Nothing smaller is left to try, so that a long search is worth it.
        if (onlyAddressesMiss && allocates(alloc::Options().nodeBudget))
          return plan.verifyTiles();
        return quiet ? failure() : explain(full);
      }
      if (failed(retile()))
        return failure();
    }
  }

  /// As run(), with groups of layers that are computed stripe by stripe.
  LogicalResult runGroups(GroupLimits groups) {
    for (LayerPlan &layer : plan.layers)
      layer.streamSlots = 2;
    if (!chooseGroups(plan, memo, groups) || failed(shareSingleLayers()))
      return failure();
    settle();
    int64_t full = 0;
    if (!fits(full)) {
      // Constants only where they are needed, if that is what it takes.
      oneAhead = false;
      if (!fits(full))
        return failure();
    }
    // Of several ways one may be wrong without harm.
    ScopedDiagnosticHandler silence(plan.segment.getContext(),
                                    [](Diagnostic &) { return success(); });
    return plan.verifyTiles();
  }

  /// Estimated cycles of what was found, with stalls for constants, and
  /// without.
  uint64_t estimatedCycles() const { return cycles; }
  uint64_t staticCycles() const { return starts.empty() ? 0 : starts.back(); }

private:
  /// Where there are several quads, layers that are a group of their own may be
  /// shared in other ways than by rows.
  LogicalResult shareSingleLayers() {
    if (plan.machine->quads == 1)
      return success();
    std::vector<Unit> fixed;
    std::vector<TileLimits> tiles(plan.layers.size());
    for (unsigned first = 0, last = 0; first < plan.layers.size();
         first = last) {
      while (last < plan.layers.size() &&
             plan.layers[last].group == plan.layers[first].group)
        ++last;
      if (last - first > 1)
        fixed.push_back({first, last});
      else
        tiles[first] = limitsOfTiles(plan.layers[first]);
    }
    return success(!chooseLayouts(plan, memo.tiles, tiles, bySamples, fixed));
  }

  /// Tiles no larger than those a layer has: of rows only where they come from
  /// DRAM or go there.
  TileLimits limitsOfTiles(const LayerPlan &layer) const {
    TileLimits limit = {0, 0};
    for (const Tile &tile : layer.tiles) {
      limit.rows = std::max(limit.rows, tile.piece.rows.size());
      limit.channels = std::max(limit.channels, tile.piece.channels.size());
    }
    if (limit.channels == plan.maps[layer.output].shape.channels)
      limit.channels = INT64_MAX;
    bool streams = plan.maps[layer.output].home == Home::dram ||
                   llvm::any_of(layer.operands, [&](const Operand &operand) {
                     return plan.maps[operand.map].home == Home::dram;
                   });
    if (!streams)
      limit.rows = INT64_MAX;
    return limit;
  }

  /// Chooses splits and tiles of all layers.
  LogicalResult retile() {
    std::vector<TileLimits> tiles;
    tiles.reserve(limits.size());
    for (const Limits &limit : limits)
      tiles.push_back(limit.tile);
    if (std::optional<unsigned> number =
            chooseLayouts(plan, memo.tiles, tiles, bySamples)) {
      LayerPlan &layer = plan.layers[*number];
      if (!quiet)
        layer.body.layer.emitError("layer '")
            << layer.name << "' would be cut into more than " << kMaxTiles
            << " tiles; use a smaller batch or input";
      return failure();
    }
    for (auto [layer, limit] : llvm::zip_equal(plan.layers, limits))
      layer.streamSlots = limit.streamSlots;
    settle();
    return success();
  }

  /// Derives what follows from the tiles, times included.
  void settle() {
    plan.derive();
    starts.clear();
    TileClock clock(plan.machine->quads);
    for (unsigned first = 0, last = 0; first < plan.layers.size();
         first = last) {
      while (last < plan.layers.size() &&
             plan.layers[last].group == plan.layers[first].group)
        ++last;
      clock.run(plan, TileWork(plan, memo.tiles, first, last), &starts);
    }
    if (plan.reasons)
      plan.reasons->starts = firstStarts();
  }

  /// When the first tile of each layer starts.
  std::vector<uint64_t> firstStarts() const {
    std::vector<uint64_t> cycles(plan.layers.size(), UINT64_MAX);
    for (auto [item, start] : llvm::zip_equal(plan.order, starts))
      cycles[item.layer] = std::min(cycles[item.layer], start);
    return cycles;
  }

  /// Places loads so that everything has a place in local memory; else tells a
  /// position where it has not.
  bool fits(int64_t &full) {
    // With loads as late as they may be, as much fits as ever does.
    PrefetchResult late =
        choosePrefetch(plan, starts, limitsOf(100, /*late=*/true));
    onlyAddressesMiss = !late.full;
    if (late.full) {
      full = *late.full;
      return false;
    }
    full = plan.localMemory().fullestStage();
    // Addresses are found more easily where not all memory is in use.
    for (int64_t percent : {100, 95, 90, 80, 65}) {
      PrefetchResult early =
          choosePrefetch(plan, starts, limitsOf(percent, /*late=*/false));
      cycles = early.cycles;
      if (!early.full && allocates(kNodes))
        return noteEstimates();
    }
    cycles = choosePrefetch(plan, starts, limitsOf(100, /*late=*/true)).cycles;
    return allocates(kNodes) && noteEstimates();
  }

  bool noteEstimates() {
    if (plan.reasons) {
      plan.reasons->cycles = cycles;
      plan.reasons->staticCycles = staticCycles();
    }
    return true;
  }

  PrefetchLimits limitsOf(int64_t percent, bool late) const {
    return {int64_t(plan.machine->lmBytes) * percent / 100, oneAhead, late};
  }

  /// Of the search for addresses of one of many plans.
  static constexpr uint64_t kNodes = 2'000;

  /// Whether addresses are found in `nodes` of the search.
  bool allocates(uint64_t nodes) {
    alloc::Problem problem = plan.localMemory();
    auto answer = alloc::allocate(problem, {alloc::Goal::Fit, nodes});
    if (answer)
      return answer->fits(problem);
    llvm::consumeError(answer.takeError());
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
    if (plan.reasons)
      plan.reasons->spills.push_back({unsigned(largest - plan.maps.data()),
                                      plan.order[position].layer,
                                      largest->bufferBytes()});
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
    auto solution = plan.allocate(there);
    if (solution) // It is addresses that are not found.
      solution = plan.allocate(problem);
    std::string reason = solution ? "constants do not fit"
                                  : llvm::toString(solution.takeError());
    LayerPlan &layer = plan.layers[plan.order[position].layer];
    return layer.body.layer.emitError("layer '")
           << layer.name << "': " << reason
           << "; use a smaller batch or input, or a target with more local "
              "memory";
  }

  struct Limits {
    TileLimits tile;
    int64_t streamSlots = 2;
  };

  SegmentPlan &plan;
  CostMemo &memo;
  Effort effort;
  bool quiet;
  std::vector<Limits> limits;
  std::vector<uint64_t> starts; ///< estimated, of items in order
  uint64_t cycles = 0;          ///< estimated, of all
  bool oneAhead = true, bySamples = false;
  bool onlyAddressesMiss = false; ///< the live bytes of all positions fit
};
} // namespace

/// Notes what an attempt with a setting of memory gave.
static void noteSetting(std::optional<Reasons> &reasons,
                        const GroupLimits &limits,
                        std::optional<uint64_t> cycles) {
  if (reasons)
    reasons->settings.push_back(
        {limits.mapBytes, limits.groupBytes, limits.chunkBytes, cycles});
}

/// The fastest of several ways to cut a segment into groups that fit, if any is
/// faster than `cycles`.
static bool tryGroups(SegmentPlan &plan, CostMemo &memo, uint64_t cycles) {
  int64_t memory = plan.machine->lmBytes;
  std::optional<SegmentPlan> best;
  // Parts of memory for maps between groups, and for groups: the rest is for
  // constants that come early.
  for (auto [maps, group, chunk] :
       {std::tuple(50, 95, 10), std::tuple(50, 80, 10), std::tuple(50, 80, 5),
        std::tuple(30, 90, 10), std::tuple(30, 75, 10), std::tuple(30, 75, 5),
        std::tuple(20, 80, 10), std::tuple(10, 70, 10), std::tuple(25, 85, 20),
        std::tuple(12, 90, 25), std::tuple(20, 95, 35)}) {
    SegmentPlan other = plan;
    Chooser chooser(other, memo, Effort::All, /*quiet=*/true);
    GroupLimits limits = {memory * maps / 100, memory * group / 100,
                          memory * chunk / 100};
    bool fits = succeeded(chooser.runGroups(limits));
    noteSetting(plan.reasons, limits,
                fits ? std::optional(chooser.estimatedCycles()) : std::nullopt);
    if (!fits || chooser.estimatedCycles() >= cycles)
      continue;
    cycles = chooser.estimatedCycles();
    best = std::move(other);
  }
  if (!best)
    return false;
  if (plan.reasons)
    best->reasons->settings = plan.reasons->settings;
  plan = std::move(*best);
  return true;
}

/// Cycles that DRAM takes for all constants.
static uint64_t constantCycles(const SegmentPlan &plan) {
  uint64_t bytes = 0;
  for (const LayerPlan &layer : plan.layers)
    bytes += plan::constantBytes(layer.body);
  const Rational &rate = plan.machine->dramBytesPerCycle;
  return bytes * rate.den / rate.num;
}

/// Whether what some layer reads and writes exceeds the memory of a single
/// quad, however it is cut, when it is all there.
static bool exceedsMemory(const SegmentPlan &plan) {
  if (plan.machine->quads > 1)
    return false; // each holds what its tiles need
  return llvm::any_of(plan.layers, [&](const LayerPlan &layer) {
    llvm::SmallDenseSet<unsigned> maps = {layer.output};
    for (const Operand &operand : layer.operands)
      maps.insert(operand.map);
    int64_t bytes = 0;
    for (unsigned map : maps)
      bytes += plan.maps[map].shape.samples * plan.maps[map].shape.height *
               plan.maps[map].rowBytes();
    return bytes > int64_t(plan.machine->lmBytes);
  });
}

/// All maps in local memory, with constants in chunks as small as it takes to
/// bring them in time. Estimated cycles, or none if that does not fit; `quiet`:
/// without an error then. `thorough`: the first way that fits is not enough.
static std::optional<uint64_t> tryWhole(SegmentPlan &plan, CostMemo &memo,
                                        bool quiet, bool thorough) {
  if (quiet && exceedsMemory(plan))
    return std::nullopt;
  // Samples of their own for each quad leave more memory to constants.
  bool manySamples = plan.maps.front().shape.samples >= plan.machine->quads &&
                     plan.machine->quads > 1;
  SmallVector<std::pair<bool, int64_t>> ways; // by samples, parts of memory
  if (manySamples)
    ways = {{true, 1}, {true, 16}, {false, 1}};
  else
    ways = {{false, 1}, {false, 16}, {false, 64}};
  const SegmentPlan before = plan;
  std::optional<uint64_t> best;
  for (auto [bySamples, parts] : ways) {
    SegmentPlan other = before;
    bool isLast = parts == ways.back().second && bySamples == ways.back().first;
    Chooser chooser(other, memo, Effort::Constants, quiet || best || !isLast);
    int64_t chunkBytes =
        parts == 1 ? INT64_MAX : int64_t(plan.machine->lmBytes) / parts;
    if (failed(chooser.run(chunkBytes, bySamples)))
      continue;
    if (!best || chooser.estimatedCycles() < *best) {
      best = chooser.estimatedCycles();
      plan = std::move(other);
    }
    // What no chunks can make faster.
    uint64_t bound = std::max(chooser.staticCycles(), constantCycles(plan));
    if (!thorough || *best < bound + bound / 64)
      break;
  }
  return best;
}

LogicalResult schedule::chooseSchedule(SegmentPlan &plan, bool allowSpill) {
  if (plan.segment.getCompress())
    for (LayerPlan &layer : plan.layers) {
      auto share = plan::storedShare(layer.body);
      if (failed(share))
        return failure();
      layer.stored = *share;
    }
  const SegmentPlan before = plan;
  CostMemo memo;
  std::optional<uint64_t> cycles =
      tryWhole(plan, memo, /*quiet=*/allowSpill, /*thorough=*/allowSpill);
  if (!allowSpill)
    return success(cycles.has_value());
  if (plan.reasons)
    plan.reasons->wholeCycles = cycles;
  if (!cycles || plan.machine->quads == 1) {
    SegmentPlan grouped = before;
    bool found = tryGroups(grouped, memo, cycles.value_or(UINT64_MAX));
    if (grouped.reasons)
      grouped.reasons->wholeCycles = cycles;
    if (found) {
      plan = std::move(grouped);
      return success();
    }
    if (plan.reasons)
      plan.reasons->settings = grouped.reasons->settings;
  }
  if (cycles)
    return success();
  std::optional<Reasons> reasons = plan.reasons;
  plan = before;
  if (reasons)
    plan.reasons->settings = reasons->settings;
  return Chooser(plan, memo, Effort::All, /*quiet=*/false).run();
}
