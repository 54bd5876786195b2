//===- PlacementTest.cpp - Placements of small networks -------------------===//

#include "sima/Schedule/Placement.h"
#include "llvm/Support/FormatVariadic.h"
#include <gtest/gtest.h>
#include <random>

using namespace sima::schedule;

using Node = PlacementProblem::Node;
using Labels = std::vector<unsigned>;

static constexpr Node kOnlyMLA = {true, false, 10, 0};
static constexpr Node kOnlyA65 = {false, true, 0, 10};
static Node either(uint64_t costMLA, uint64_t costA65) {
  return {true, true, costMLA, costA65};
}

/// Each node takes what the one before it gives.
static PlacementProblem chain(const std::vector<Node> &nodes,
                              uint64_t handOver) {
  PlacementProblem problem;
  problem.nodes = nodes;
  for (int i = -1, n = nodes.size(); i < n; ++i)
    problem.tensors.push_back(
        {i, {i + 1 < n ? i + 1 : PlacementProblem::kOutput}, handOver});
  return problem;
}

static Placement place(const PlacementProblem &problem, unsigned allowed = 1) {
  llvm::Expected<Placement> placement = choosePlacement(problem, allowed);
  if (!placement) {
    ADD_FAILURE() << llvm::toString(placement.takeError());
    return {};
  }
  EXPECT_EQ(llvm::toString(problem.verify(*placement)), "");
  return *placement;
}

static std::string errorOf(const PlacementProblem &problem) {
  llvm::Expected<Placement> placement = choosePlacement(problem);
  return placement ? "" : llvm::toString(placement.takeError());
}

TEST(Placement, NodesOnOneProcessorDecideTheSegments) {
  Placement placement =
      place(chain({kOnlyMLA, kOnlyA65, kOnlyMLA, kOnlyA65}, 3));
  EXPECT_EQ(placement.label, Labels({0, 1, 2, 3}));
  EXPECT_EQ(placement.pipeline, Labels({0, 1, 2, 3}));
  EXPECT_EQ(placement.segmentsMLA, 2u);
  EXPECT_EQ(placement.segmentsA65, 2u);
  EXPECT_EQ(placement.cost, 49u);
}

TEST(Placement, BeginsOnTheA65) {
  Placement placement =
      place(chain({kOnlyA65, kOnlyMLA, kOnlyA65, kOnlyMLA}, 3));
  EXPECT_EQ(placement.label, Labels({1, 0, 3, 2}));
  EXPECT_EQ(placement.pipeline, Labels({1, 0, 3, 2}));
  EXPECT_EQ(placement.cost, 49u);
}

TEST(Placement, AHandOverIsWeighedAgainstCycles) {
  std::vector<Node> nodes = {kOnlyMLA, either(9, 4), either(1, 4), kOnlyA65};
  EXPECT_EQ(place(chain(nodes, 3)).label, Labels({0, 1, 1, 1}));
  nodes[2].costMLA = 0;
  nodes[2].costA65 = 6;
  EXPECT_EQ(place(chain(nodes, 3)).label, Labels({0, 0, 0, 1}));
  // A second MLA segment would save the six cycles; none is begun for cycles.
  nodes[1] = kOnlyA65;
  EXPECT_EQ(place(chain(nodes, 0)).label, Labels({0, 1, 1, 1}));
}

TEST(Placement, NoSegmentOnTheMLAWhereTheA65IsFaster) {
  Placement placement = place(chain({either(9, 1), either(9, 1)}, 1));
  EXPECT_EQ(placement.label, Labels({1, 1}));
  EXPECT_EQ(placement.segmentsMLA, 0u);
  placement = place(chain({either(1, 9), either(1, 9)}, 1));
  EXPECT_EQ(placement.label, Labels({0, 0}));
  EXPECT_EQ(placement.segmentsA65, 0u);
  EXPECT_TRUE(place({}).pipeline.empty());
}

TEST(Placement, OfEqualPlacementsTheLatest) {
  // Both ends could be on the A65 or on the MLA for the same price.
  Placement placement = place(chain({either(5, 2), kOnlyMLA, either(5, 2)}, 3));
  EXPECT_EQ(placement.label, Labels({0, 0, 1}));
}

/// 0 → {1, 2} → 3; one tensor from 0 goes both ways.
static PlacementProblem diamond(const std::vector<Node> &nodes,
                                uint64_t handOver) {
  PlacementProblem problem;
  problem.nodes = nodes;
  problem.tensors = {{-1, {0}, 50},
                     {0, {1, 2, 2}, handOver},
                     {1, {3}, 1},
                     {2, {3}, 1},
                     {3, {PlacementProblem::kOutput}, 50}};
  return problem;
}

TEST(Placement, ATensorWithTwoConsumersIsHandedOverOnce) {
  // Moving either branch alone gains 4 of 5 cycles, both gain 8.
  Placement placement =
      place(diamond({kOnlyMLA, either(5, 1), either(5, 1), kOnlyA65}, 5));
  EXPECT_EQ(placement.label, Labels({0, 1, 1, 1}));
  EXPECT_EQ(placement.cost, 27u);
  placement =
      place(diamond({kOnlyMLA, either(5, 1), either(5, 1), kOnlyA65}, 12));
  EXPECT_EQ(placement.label, Labels({0, 0, 0, 1}));
}

TEST(Placement, ATensorPaysForEachBoundary) {
  // 0 on the MLA gives 1, which is on the A65, and 2, which is on the MLA.
  PlacementProblem problem;
  problem.nodes = {kOnlyMLA, kOnlyA65, kOnlyMLA};
  problem.tensors = {{0, {1}, 1}, {0, {2}, 100}, {1, {2}, 1}};
  EXPECT_EQ(place(problem).cost, 232u);
}

TEST(Placement, ReasonsCompareWithTheOtherProcessor) {
  PlacementProblem problem =
      chain({kOnlyMLA, either(2, 9), kOnlyMLA, either(9, 1), kOnlyA65}, 3);
  Placement placement = place(problem);
  EXPECT_EQ(placement.label, Labels({0, 0, 0, 1, 1}));
  std::vector<PlacementReason> reasons = explain(problem, placement);
  ASSERT_EQ(reasons.size(), 5u);
  EXPECT_EQ(reasons[0].kind, PlacementReason::OnlyMLA);
  EXPECT_EQ(reasons[1].kind, PlacementReason::NeedsSegment);
  EXPECT_FALSE(reasons[1].otherCost);
  EXPECT_EQ(reasons[3].kind, PlacementReason::CheaperHere);
  EXPECT_EQ(reasons[3].cost, 36u);
  EXPECT_EQ(reasons[3].otherCost, 44u);
  EXPECT_EQ(reasons[4].kind, PlacementReason::OnlyA65);
}

TEST(Placement, ReasonsWithoutAnMLASegment) {
  PlacementProblem problem =
      chain({either(9, 1), either(9, 1), either(9, 1)}, 1);
  std::vector<PlacementReason> reasons = explain(problem, place(problem));
  EXPECT_EQ(reasons[0].otherCost, 12u);
  EXPECT_EQ(reasons[1].kind, PlacementReason::NeedsSegment);
  EXPECT_EQ(reasons[2].otherCost, 12u);
}

TEST(Placement, WitnessOfTheSegments) {
  PlacementProblem problem = chain({kOnlyA65, kOnlyMLA, either(1, 1), kOnlyA65,
                                    kOnlyA65, kOnlyMLA, kOnlyMLA, kOnlyA65},
                                   1);
  llvm::Expected<SegmentWitness> witness = whySegments(problem);
  ASSERT_TRUE(bool(witness));
  EXPECT_EQ(witness->segments, 2u);
  EXPECT_EQ(witness->nodes, Labels({1, 3, 5}));
  problem.nodes.resize(5);
  problem.tensors.resize(5);
  witness = whySegments(problem);
  ASSERT_TRUE(bool(witness));
  EXPECT_EQ(witness->segments, 1u);
  EXPECT_TRUE(witness->nodes.empty());
}

TEST(Placement, TooManySegmentsAreRefusedAndExplained) {
  std::vector<Node> nodes;
  for (unsigned i = 0; i < 16; ++i)
    nodes.insert(nodes.end(), {kOnlyMLA, kOnlyA65});
  EXPECT_EQ(place(chain(nodes, 1)).segmentsMLA, 16u);
  nodes.push_back(kOnlyMLA);
  EXPECT_EQ(errorOf(chain(nodes, 1)),
            "the network needs 17 segments on the MLA, 16 are the limit; "
            "replace operations between them that only the A65 computes");
  llvm::Expected<SegmentWitness> witness = whySegments(chain(nodes, 1));
  ASSERT_TRUE(bool(witness));
  EXPECT_EQ(witness->nodes.size(), 33u);
}

TEST(Placement, MoreSegmentsWhereTheyAreAllowed) {
  PlacementProblem problem = chain(
      {either(1, 90), kOnlyA65, either(1, 90), kOnlyA65, either(1, 90)}, 3);
  Placement placement = place(problem);
  EXPECT_EQ(placement.label, Labels({0, 1, 1, 1, 1}));
  EXPECT_EQ(placement.cost, 204u);
  placement = place(problem, 2);
  EXPECT_EQ(placement.label, Labels({0, 1, 1, 1, 2}));
  EXPECT_EQ(placement.cost, 118u);
  for (unsigned allowed : {3, 16}) {
    placement = place(problem, allowed);
    EXPECT_EQ(placement.label, Labels({0, 1, 2, 3, 4}));
    EXPECT_EQ(placement.segmentsMLA, 3u);
    EXPECT_EQ(placement.cost, 35u);
  }
  llvm::Expected<Placement> tooMany = choosePlacement(problem, 17);
  ASSERT_FALSE(bool(tooMany));
  EXPECT_EQ(
      llvm::toString(tooMany.takeError()),
      "17 segments on the MLA are allowed, 16 are the limit; allow fewer");
}

TEST(Placement, WrongProblemsAreRefused) {
  PlacementProblem problem = chain({kOnlyMLA, kOnlyA65}, 1);
  problem.nodes[1].canA65 = false;
  EXPECT_EQ(errorOf(problem), "node 1 can be computed on neither processor");
  problem.nodes[1].canA65 = true;
  problem.tensors[1].consumers = {0};
  EXPECT_EQ(errorOf(problem), "tensor 1 of node 0 has consumer 0, nodes behind "
                              "it are 1 to 1");
  problem.tensors[1].producer = 2;
  EXPECT_EQ(errorOf(problem), "tensor 1 has producer 2, nodes are 0 to 1");
  problem = chain({kOnlyMLA, kOnlyA65}, uint64_t(1) << 61);
  EXPECT_NE(errorOf(problem).find("costs of the nodes and of tensors 0 to 0"),
            std::string::npos);
  problem.tensors = {};
  problem.nodes[0].costMLA = ~uint64_t(0);
  EXPECT_NE(errorOf(problem).find("costs of nodes 0 to 0 may sum to"),
            std::string::npos);
  problem.nodes[0].costMLA = PlacementProblem::kMaxCycles - 11;
  EXPECT_EQ(place(problem).cost, PlacementProblem::kMaxCycles - 1);
}

TEST(Placement, VerifyFindsWrongPlacements) {
  PlacementProblem problem = chain({kOnlyMLA, either(1, 9), kOnlyA65}, 3);
  const Placement right = place(problem);
  auto changed = [&](auto change) {
    Placement wrong = right;
    change(wrong);
    return llvm::toString(problem.verify(wrong));
  };
  EXPECT_EQ(changed([](Placement &p) { p.label.pop_back(); }),
            "2 labels for 3 nodes");
  EXPECT_EQ(changed([](Placement &p) { p.label[0] = 1; }),
            "node 0 is on the A65, which cannot compute it");
  EXPECT_EQ(changed([](Placement &p) { p.label[0] = 2; }),
            "node 0 has label 2, which is not in the pipeline");
  EXPECT_EQ(changed([](Placement &p) { ++p.cost; }),
            "nodes and hand-overs cost 24 cycles, the placement says 25");
  EXPECT_EQ(changed([](Placement &p) { p.pipeline = {1, 0}; }),
            "node 2 is in an earlier segment than node 1, whose tensor it "
            "takes");
  EXPECT_EQ(changed([](Placement &p) { p.pipeline = {0, 3}; }),
            "pipeline has label 3 where number 0 of its processor belongs");
  EXPECT_EQ(changed([](Placement &p) { p.pipeline = {0, 2}; }),
            "pipeline has labels 0 and 2 of one processor side by side");
  EXPECT_EQ(changed([](Placement &p) { p.segmentsA65 = 2; }),
            "pipeline has 1 segments on the MLA and 1 on the A65, the "
            "placement says 1 and 2");
  EXPECT_EQ(changed([](Placement &p) {
              p.pipeline.push_back(2);
              p.segmentsMLA = 2;
            }),
            "no node has label 2 of the pipeline");
}

TEST(Placement, LongChains) {
  std::mt19937 random(7);
  std::vector<Node> nodes(50000);
  for (Node &node : nodes)
    node = either(random() % 1000, random() % 1000);
  nodes[10000] = nodes[30000] = kOnlyMLA;
  nodes[20000] = kOnlyA65;
  Placement placement = place(chain(nodes, 300));
  EXPECT_EQ(placement.segmentsMLA, 2u);
  EXPECT_EQ(placement.label[10000], 0u);
  EXPECT_EQ(placement.label[20000], placement.pipeline[0] == 0 ? 1u : 3u);
  EXPECT_EQ(placement.label[30000], 2u);
}
