//===- PlacementRandomTest.cpp - Placements against all others ------------===//
//
// Small random networks; an oracle tries every position of every node. Here
// positions are those of a pipeline that begins on the A65: the odd ones are of
// the MLA.
//
//===----------------------------------------------------------------------===//

#include "sima/Schedule/Placement.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>
#include <random>

using namespace sima::schedule;

using Positions = std::vector<unsigned>;

static constexpr unsigned kCases = 3000;

static PlacementProblem randomProblem(unsigned seed) {
  std::mt19937 random(seed);
  auto below = [&](unsigned n) { return random() % n; };
  PlacementProblem problem;
  int nodes = 1 + below(7);
  unsigned kinds = 2 + below(3); // with 2 no node is on either
  for (int i = 0; i < nodes; ++i) {
    unsigned kind = below(kinds);
    problem.nodes.push_back({kind != 0, kind != 1, below(8), below(8)});
  }
  for (int i = -1; i < nodes; ++i)
    for (unsigned t = 0, tensors = below(3); t < tensors; ++t) {
      PlacementProblem::Tensor tensor{i, {}, below(6)};
      for (unsigned c = 0, consumers = below(4); c < consumers; ++c) {
        int consumer = i + 1 + below(nodes - i);
        tensor.consumers.push_back(
            consumer < nodes ? consumer : PlacementProblem::kOutput);
      }
      problem.tensors.push_back(tensor);
    }
  // Many segments need long paths.
  if (seed % 2 == 0)
    for (int i = 1; i < nodes; ++i)
      problem.tensors.push_back({i - 1, {i}, below(6)});
  // Tensors stand in no order.
  std::shuffle(problem.tensors.begin(), problem.tensors.end(), random);
  return problem;
}

/// What Placement.h says, or nothing if the positions are not possible.
static std::optional<uint64_t> costOf(const PlacementProblem &problem,
                                      const Positions &position) {
  uint64_t cost = 0;
  for (unsigned i = 0; i < position.size(); ++i) {
    const PlacementProblem::Node &node = problem.nodes[i];
    if (position[i] % 2 ? !node.canMLA : !node.canA65)
      return std::nullopt;
    cost += position[i] % 2 ? node.costMLA : node.costA65;
  }
  for (const PlacementProblem::Tensor &tensor : problem.tensors) {
    unsigned boundaries = 0;
    for (int consumer : tensor.consumers) {
      if (tensor.producer < 0 || consumer < 0)
        continue;
      if (position[consumer] < position[tensor.producer])
        return std::nullopt;
      boundaries =
          std::max(boundaries, position[consumer] - position[tensor.producer]);
    }
    cost += boundaries * tensor.cost;
  }
  return cost;
}

namespace {
struct Best {
  unsigned segments = 0;        ///< the fewest on the MLA
  std::optional<uint64_t> cost; ///< with so many, or those that are allowed
  Positions latest;             ///< of each node in any of the best
};
} // namespace

/// Tries all positions up to 2 · segments.
static Best bestWith(const PlacementProblem &problem, unsigned segments) {
  Best best;
  best.segments = segments;
  Positions position(problem.nodes.size(), 0);
  for (bool more = true; more;) {
    auto cost = costOf(problem, position);
    if (cost && (!best.cost || *cost < *best.cost)) {
      best.cost = cost;
      best.latest = position;
    } else if (cost && cost == best.cost) {
      for (auto [latest, at] : llvm::zip_equal(best.latest, position))
        latest = std::max(latest, at);
    }
    more = false;
    for (unsigned &at : position) {
      at = at == 2 * segments ? 0 : at + 1;
      if (at != 0) {
        more = true;
        break;
      }
    }
  }
  return best;
}

static Best bestOf(const PlacementProblem &problem, unsigned allowed) {
  unsigned segments = 0;
  while (!bestWith(problem, segments).cost)
    ++segments;
  Best best = bestWith(problem, std::max(segments, allowed));
  best.segments = segments;
  return best;
}

/// Positions of a placement; without MLA segments all are `onlyA65`.
static Positions positionsOf(const Placement &placement, unsigned onlyA65) {
  Positions position;
  unsigned shift = placement.pipeline[0] % 2 == 0 ? 1 : 0;
  for (unsigned label : placement.label) {
    auto rank = llvm::find(placement.pipeline, label);
    position.push_back(placement.segmentsMLA == 0
                           ? onlyA65
                           : rank - placement.pipeline.begin() + shift);
  }
  return position;
}

TEST(PlacementRandom, NoOtherIsBetter) {
  unsigned bySegments[5] = {};
  for (unsigned seed = 0; seed < kCases; ++seed) {
    PlacementProblem problem = randomProblem(seed);
    Best best = bestOf(problem, 1);
    llvm::Expected<Placement> placement = choosePlacement(problem);
    ASSERT_TRUE(bool(placement)) << "seed " << seed;
    EXPECT_EQ(llvm::toString(problem.verify(*placement)), "")
        << "seed " << seed;
    EXPECT_EQ(placement->cost, *best.cost) << "seed " << seed;
    EXPECT_LE(placement->segmentsMLA, std::max(best.segments, 1u))
        << "seed " << seed;
    EXPECT_EQ(whySegments(problem)->segments, best.segments) << "seed " << seed;
    if (placement->segmentsMLA > 0)
      EXPECT_EQ(positionsOf(*placement, 0), best.latest) << "seed " << seed;
    ++bySegments[std::min(4u, placement->segmentsMLA)];
  }
  // The networks are of all kinds.
  for (unsigned segments = 0; segments < 4; ++segments)
    EXPECT_GT(bySegments[segments], 10u) << segments << " segments";
}

TEST(PlacementRandom, NoOtherIsBetterWithTwoSegments) {
  unsigned better = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    PlacementProblem problem = randomProblem(seed);
    if (problem.nodes.size() > 6) // for the oracle's sake
      continue;
    for (PlacementProblem::Tensor &tensor : problem.tensors)
      tensor.cost /= 3; // or few would use the second
    Best best = bestOf(problem, 2);
    llvm::Expected<Placement> placement = choosePlacement(problem, 2);
    ASSERT_TRUE(bool(placement)) << "seed " << seed;
    EXPECT_EQ(llvm::toString(problem.verify(*placement)), "")
        << "seed " << seed;
    EXPECT_EQ(placement->cost, *best.cost) << "seed " << seed;
    EXPECT_LE(placement->segmentsMLA, std::max(best.segments, 2u))
        << "seed " << seed;
    better += *best.cost < *bestOf(problem, 1).cost;
  }
  EXPECT_GT(better, 20u);
}

/// Whether tensors lead from one node to the other.
static bool reaches(const PlacementProblem &problem, unsigned from,
                    unsigned to) {
  std::vector<bool> reached(problem.nodes.size(), false);
  reached[from] = true;
  for (int node = from; node < int(to); ++node)
    for (const PlacementProblem::Tensor &tensor : problem.tensors)
      if (tensor.producer == node && reached[node])
        for (int consumer : tensor.consumers)
          if (consumer >= 0)
            reached[consumer] = true;
  return reached[to];
}

TEST(PlacementRandom, WitnessesForceTheirSegments) {
  unsigned links = 0;
  for (unsigned seed = 0; seed < kCases; ++seed) {
    PlacementProblem problem = randomProblem(seed);
    llvm::Expected<SegmentWitness> witness = whySegments(problem);
    ASSERT_TRUE(bool(witness)) << "seed " << seed;
    ASSERT_EQ(witness->nodes.size(),
              witness->segments < 2 ? 0 : 2 * witness->segments - 1)
        << "seed " << seed;
    for (unsigned i = 0; i < witness->nodes.size(); ++i) {
      const PlacementProblem::Node &node = problem.nodes[witness->nodes[i]];
      EXPECT_FALSE(i % 2 == 0 ? node.canA65 : node.canMLA) << "seed " << seed;
      if (i == 0)
        continue;
      EXPECT_TRUE(reaches(problem, witness->nodes[i - 1], witness->nodes[i]))
          << "seed " << seed;
      ++links;
    }
  }
  EXPECT_GT(links, 100u);
}

/// The least cost with only `node` elsewhere, on the other processor.
static std::optional<uint64_t> otherCost(const PlacementProblem &problem,
                                         const Placement &placement,
                                         unsigned node) {
  std::optional<uint64_t> least;
  unsigned end = 2 * std::max(1u, placement.segmentsMLA);
  for (unsigned onlyA65 : {0, 2}) {
    Positions position = positionsOf(placement, onlyA65);
    bool wasMLA = position[node] % 2;
    for (position[node] = wasMLA ? 0 : 1; position[node] <= end;
         position[node] += 2)
      if (auto cost = costOf(problem, position))
        least = std::min(*cost, least.value_or(*cost));
  }
  return least;
}

TEST(PlacementRandom, ReasonsSayWhatMovingANodeCosts) {
  unsigned moved = 0, unmoved = 0;
  for (unsigned seed = 0; seed < kCases; ++seed) {
    PlacementProblem problem = randomProblem(seed);
    llvm::Expected<Placement> placement = choosePlacement(problem);
    ASSERT_TRUE(bool(placement)) << "seed " << seed;
    std::vector<PlacementReason> reasons = explain(problem, *placement);
    ASSERT_EQ(reasons.size(), problem.nodes.size());
    for (unsigned i = 0; i < reasons.size(); ++i) {
      auto other = otherCost(problem, *placement, i);
      EXPECT_EQ(reasons[i].otherCost, other) << "seed " << seed << ", " << i;
      EXPECT_EQ(reasons[i].cost, placement->cost);
      EXPECT_GE(other.value_or(~uint64_t(0)), placement->cost);
      bool either = problem.nodes[i].canMLA && problem.nodes[i].canA65;
      auto kind = !problem.nodes[i].canA65   ? PlacementReason::OnlyMLA
                  : !problem.nodes[i].canMLA ? PlacementReason::OnlyA65
                  : other                    ? PlacementReason::CheaperHere
                                             : PlacementReason::NeedsSegment;
      EXPECT_EQ(reasons[i].kind, kind) << "seed " << seed << ", " << i;
      moved += either && other;
      unmoved += either && !other;
    }
  }
  EXPECT_GT(moved, 100u);
  EXPECT_GT(unmoved, 100u);
}
