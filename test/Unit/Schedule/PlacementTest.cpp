//===- PlacementTest.cpp - Placements against all there are ---------------===//

#include "sima/Schedule/Placement.h"
#include "gtest/gtest.h"
#include <random>

using namespace sima::schedule;

namespace {
using Node = PlacementProblem::Node;

constexpr Node kMLA = {true, false, 1, 0}, kA65 = {false, true, 0, 1};

/// Nodes one behind the other; tensors cost `cost`.
PlacementProblem chain(const std::vector<Node> &nodes, uint64_t cost = 10) {
  PlacementProblem problem;
  problem.nodes = nodes;
  problem.tensors.push_back({PlacementProblem::kInput, {0}, cost});
  for (int i = 0; i < int(nodes.size()); ++i)
    problem.tensors.push_back(
        {i,
         {i + 1 < int(nodes.size()) ? i + 1 : PlacementProblem::kOutput},
         cost});
  return problem;
}

Placement place(const PlacementProblem &problem) {
  auto placement = choosePlacement(problem);
  EXPECT_TRUE(bool(placement));
  if (!placement) {
    ADD_FAILURE() << llvm::toString(placement.takeError());
    return {};
  }
  llvm::Error wrong = problem.verify(*placement);
  EXPECT_FALSE(bool(wrong));
  if (wrong)
    ADD_FAILURE() << llvm::toString(std::move(wrong));
  return *placement;
}

/// The least MLA segments and the least cost with these, by trying all
/// positions.
struct Best {
  unsigned segments = UINT_MAX;
  uint64_t cost = UINT64_MAX;
};

Best bruteForce(const PlacementProblem &problem) {
  Best best;
  size_t count = problem.nodes.size();
  for (unsigned segments = 0; segments <= count; ++segments) {
    unsigned positions = 2 * std::max(segments, 1u) + 1;
    std::vector<unsigned> at(count, 0);
    for (bool done = false; !done;) {
      uint64_t cost = 0;
      std::vector<bool> used(positions, false);
      bool possible = true;
      for (size_t i = 0; i < count; ++i) {
        bool onMLA = at[i] % 2 == 1;
        possible &= onMLA ? problem.nodes[i].canMLA : problem.nodes[i].canA65;
        cost += onMLA ? problem.nodes[i].costMLA : problem.nodes[i].costA65;
        used[at[i]] = true;
      }
      for (const PlacementProblem::Tensor &tensor : problem.tensors) {
        if (tensor.producer < 0)
          continue;
        unsigned begin = at[tensor.producer], end = begin;
        for (int consumer : tensor.consumers)
          if (consumer >= 0) {
            possible &= at[consumer] >= begin;
            end = std::max(end, at[consumer]);
          }
        cost += tensor.cost * (end - begin);
      }
      unsigned forced = 0;
      for (unsigned p = 1; p < positions; p += 2)
        forced += used[p];
      if (possible && forced <= std::max(segments, 1u))
        best.cost = std::min(best.cost, cost);
      done = true;
      for (size_t i = 0; i < count && done; ++i)
        if (++at[i] < positions)
          done = false;
        else
          at[i] = 0;
    }
    if (best.cost != UINT64_MAX) {
      best.segments = std::max(segments, 1u);
      return best;
    }
  }
  return best;
}

PlacementProblem randomProblem(std::mt19937 &random, unsigned count) {
  auto upTo = [&](unsigned n) { return unsigned(random() % n); };
  PlacementProblem problem;
  for (unsigned i = 0; i < count; ++i) {
    unsigned kind = upTo(4);
    problem.nodes.push_back(
        {kind != 0, kind == 0 || kind > 1, upTo(9), upTo(9)});
  }
  for (int i = 0; i < int(count); ++i) {
    PlacementProblem::Tensor tensor;
    tensor.producer = i;
    tensor.cost = upTo(7);
    for (int j = i + 1; j < int(count); ++j)
      if (upTo(3) == 0)
        tensor.consumers.push_back(j);
    if (tensor.consumers.empty())
      tensor.consumers.push_back(PlacementProblem::kOutput);
    problem.tensors.push_back(tensor);
  }
  return problem;
}
} // namespace

TEST(Placement, IsTheBestOfAll) {
  std::mt19937 random(7);
  for (unsigned i = 0; i < 600; ++i) {
    PlacementProblem problem = randomProblem(random, 1 + i % 5);
    Best best = bruteForce(problem);
    Placement placement = place(problem);
    ASSERT_EQ(placement.cost, best.cost) << "problem " << i;
    ASSERT_LE(placement.segmentsMLA, best.segments) << "problem " << i;
    auto witness = whySegments(problem);
    ASSERT_TRUE(bool(witness));
    ASSERT_EQ(std::max(witness->segments, 1u), best.segments);
    if (witness->segments < 2)
      continue;
    ASSERT_EQ(witness->nodes.size(), 2 * witness->segments - 1);
    for (size_t k = 0; k < witness->nodes.size(); ++k) {
      const Node &node = problem.nodes[witness->nodes[k]];
      ASSERT_EQ(k % 2 == 0 ? node.canA65 : node.canMLA, false);
    }
  }
}

TEST(Placement, TakesTurns) {
  Placement placement = place(chain({kMLA, kA65, kMLA, kA65}));
  EXPECT_EQ(placement.label, (std::vector<unsigned>{0, 1, 2, 3}));
  EXPECT_EQ(placement.segmentsMLA, 2u);
  EXPECT_EQ(placement.pipeline, (std::vector<unsigned>{0, 1, 2, 3}));
}

TEST(Placement, MayBeginOnTheA65) {
  Placement placement = place(chain({kA65, kMLA, kA65}));
  EXPECT_EQ(placement.label, (std::vector<unsigned>{1, 0, 3}));
  EXPECT_EQ(placement.segmentsMLA, 1u);
  EXPECT_EQ(placement.pipeline, (std::vector<unsigned>{1, 0, 3}));
}

TEST(Placement, WeighsComputingAgainstHandingOver) {
  // The middle one makes its tensor smaller: cheap on the A65, where it is
  // handed over before, or dearer on the MLA.
  PlacementProblem problem = chain({kMLA, {true, true, 30, 5}, kA65});
  problem.tensors[1].cost = 10; // in front of it
  problem.tensors[2].cost = 10;
  EXPECT_EQ(place(problem).label, (std::vector<unsigned>{0, 1, 1}));
  problem.tensors[1].cost = 50;
  Placement placement = place(problem);
  EXPECT_EQ(placement.label, (std::vector<unsigned>{0, 0, 1}));
  std::vector<PlacementReason> reasons = explain(problem, placement);
  EXPECT_EQ(reasons[0].kind, PlacementReason::OnlyMLA);
  EXPECT_EQ(reasons[1].kind, PlacementReason::CheaperHere);
  EXPECT_EQ(reasons[1].cost, 1u + 30 + 10 + 1);
  EXPECT_EQ(reasons[1].otherCost, 1u + 5 + 50 + 1);
  EXPECT_EQ(reasons[2].kind, PlacementReason::OnlyA65);
}

TEST(Placement, RefusesWhatIsNoProblem) {
  auto message = [](const PlacementProblem &problem) {
    auto placement = choosePlacement(problem);
    return placement ? std::string("none")
                     : llvm::toString(placement.takeError());
  };
  EXPECT_EQ(message(chain({kMLA, {}})), "node 1 has no processor");
  PlacementProblem problem = chain({kMLA, kMLA});
  problem.tensors[2].consumers = {0};
  EXPECT_EQ(message(problem), "tensor 2 goes to no node behind its producer");
  problem = chain({kMLA, kMLA}, uint64_t(1) << 60);
  EXPECT_EQ(message(problem), "costs add up to 2^62 cycles or more");
  std::vector<Node> turns;
  for (unsigned i = 0; i < 40; ++i)
    turns.push_back(i % 2 ? kA65 : kMLA);
  EXPECT_EQ(message(chain(turns)),
            "the network needs 20 segments of the MLA, the limit is 16");
}

TEST(Placement, TakesLongChains) {
  std::vector<Node> nodes(50000, {true, true, 2, 3});
  nodes.back() = kA65;
  nodes.front() = kMLA;
  Placement placement = place(chain(nodes));
  EXPECT_EQ(placement.label[49998], 0u);
  EXPECT_EQ(placement.label[49999], 1u);
}
