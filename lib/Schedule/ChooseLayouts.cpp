//===- ChooseLayouts.cpp - Splits of all layers, by dynamic programming ---===//
//
// Units in order; a state is the split of the unit computed last, and of each
// the fastest way to it is kept (Viterbi, 1967). What lies further back, forks
// and joins included, is what was chosen on that way. Times are those of
// TileClock.
//
//===----------------------------------------------------------------------===//

#include "ChooseLayouts.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::schedule;

namespace {
/// One way to compute the units up to some unit.
struct Way {
  TileClock clock;
  uint64_t end = 0;
  Split split;
  std::shared_ptr<const Way> before;
};
using WayPtr = std::shared_ptr<const Way>;
} // namespace

/// Ways that are kept behind each unit.
static constexpr size_t kBeam = 6;

/// Gives the layers of a unit their tiles; false when there are too many.
static bool setTiles(SegmentPlan &plan, const Unit &unit, Split split,
                     ArrayRef<TileLimits> limits) {
  for (unsigned number = unit.first; number < unit.last; ++number) {
    LayerPlan &layer = plan.layers[number];
    layer.tiles = number == unit.first
                      ? makeTiles(plan, layer, split, limits[number])
                      : followTiles(plan, unit, number, split, limits[number]);
    if (layer.tiles.size() > kMaxTiles)
      return false;
  }
  return true;
}

namespace {
/// A split and the tiles of its unit's layers.
struct Candidate {
  Split split;
  std::vector<std::vector<Tile>> tiles;
};
} // namespace

/// The only way to compute a unit whose tiles are there.
static Candidate candidateOf(const SegmentPlan &plan, const Unit &unit) {
  Candidate candidate;
  for (unsigned number = unit.first; number < unit.last; ++number)
    candidate.tiles.push_back(plan.layers[number].tiles);
  return candidate;
}

static std::vector<Candidate> candidatesOf(SegmentPlan &plan, const Unit &unit,
                                           ArrayRef<TileLimits> limits,
                                           bool bySamples) {
  std::vector<Candidate> candidates;
  SmallVector<Split> splits = splitsOf(plan, unit, limits[unit.first]);
  unsigned most = 0;
  for (const Split &split : splits)
    most = std::max(most, split.samples);
  for (Split split : splits) {
    if (bySamples && split.samples < most)
      continue;
    if (!setTiles(plan, unit, split, limits))
      continue;
    Candidate candidate = candidateOf(plan, unit);
    candidate.split = split;
    // Limits make some splits equal.
    if (llvm::none_of(candidates, [&](const Candidate &other) {
          return other.tiles == candidate.tiles;
        }))
      candidates.push_back(std::move(candidate));
  }
  return candidates;
}

std::optional<unsigned> schedule::chooseLayouts(SegmentPlan &plan,
                                                TileCosts &costs,
                                                ArrayRef<TileLimits> limits,
                                                bool bySamples,
                                                ArrayRef<Unit> fixed) {
  std::vector<Unit> units = unitsOf(plan, fixed);
  auto start = std::make_shared<Way>(
      Way{TileClock(plan.machine->quads), 0, Split(), nullptr});
  std::vector<WayPtr> ways = {start};
  auto isFixed = [&](const Unit &unit) {
    return llvm::is_contained(fixed, unit);
  };
  for (const Unit &unit : units) {
    std::vector<WayPtr> next;
    for (const Candidate &candidate :
         isFixed(unit) ? std::vector{candidateOf(plan, unit)}
                       : candidatesOf(plan, unit, limits, bySamples)) {
      for (unsigned number = unit.first; number < unit.last; ++number)
        plan.layers[number].tiles = candidate.tiles[number - unit.first];
      TileWork work(plan, costs, unit.first, unit.last);
      std::shared_ptr<Way> best;
      for (const WayPtr &way : ways) {
        auto longer =
            std::make_shared<Way>(Way{way->clock, 0, candidate.split, way});
        longer->end = std::max(way->end, longer->clock.run(plan, work));
        if (!best || longer->end < best->end)
          best = std::move(longer);
      }
      next.push_back(std::move(best));
    }
    if (next.empty())
      return unit.first;
    llvm::stable_sort(
        next, [](const WayPtr &a, const WayPtr &b) { return a->end < b->end; });
    if (next.size() > kBeam)
      next.resize(kBeam);
    ways = std::move(next);
  }
  const Way *way = ways.front().get();
  for (unsigned number = units.size(); number > 0; --number) {
    const Unit &unit = units[number - 1];
    if (!isFixed(unit))
      setTiles(plan, unit, way->split, limits);
    for (unsigned layer = unit.first; layer < unit.last; ++layer)
      plan.layers[layer].group = number - 1;
    way = way->before.get();
  }
  return std::nullopt;
}
