//===- MaxFlowTest.cpp - Flows against all cuts ---------------------------===//

#include "lib/Schedule/MaxFlow.h"
#include <gtest/gtest.h>
#include <random>

using namespace sima::schedule;

namespace {
struct TestArc {
  unsigned from, to;
  uint64_t capacity, back;
};
} // namespace

/// The capacity from the nodes of the set `source`, a mask, to the others.
static uint64_t cutOf(const std::vector<TestArc> &arcs, unsigned source) {
  uint64_t sum = 0;
  for (const TestArc &arc : arcs) {
    bool from = source >> arc.from & 1, to = source >> arc.to & 1;
    sum += from && !to ? arc.capacity : to && !from ? arc.back : 0;
  }
  return sum;
}

TEST(MaxFlow, EqualsTheMinimumCutNearestTheSource) {
  std::mt19937 random(1);
  auto below = [&](unsigned n) { return unsigned(random() % n); };
  for (unsigned i = 0; i < 500; ++i) {
    unsigned nodes = 2 + below(7);
    std::vector<TestArc> arcs;
    for (unsigned a = 0, n = below(25); a < n; ++a)
      arcs.push_back({below(nodes), below(nodes), below(6), below(3)});
    MaxFlow flow;
    for (unsigned node = 2; node < nodes; ++node)
      EXPECT_EQ(flow.addNode(), node);
    for (const TestArc &arc : arcs)
      flow.addArc(arc.from, arc.to, arc.capacity, arc.back);
    ASSERT_TRUE(flow.solve(1 << 20));
    uint64_t least = cutOf(arcs, 1);
    unsigned common = ~0u; // nodes at the source in every minimum cut
    for (unsigned set = 1; set < 1u << nodes; set += 2) {
      if (set & 2)
        continue;
      uint64_t cut = cutOf(arcs, set);
      common = cut < least ? set : cut == least ? common & set : common;
      least = std::min(least, cut);
    }
    EXPECT_EQ(flow.flow(), least) << "case " << i;
    for (unsigned node = 0; node < nodes; ++node)
      EXPECT_EQ(flow.isAtSource(node), bool(common >> node & 1))
          << "case " << i << ", node " << node;
  }
}

TEST(MaxFlow, StopsWhenTheStepsAreUsedUp) {
  for (uint64_t steps : {10, 100000}) {
    MaxFlow flow;
    MaxFlow::Node last = MaxFlow::kSource;
    for (unsigned i = 0; i < 1000; ++i) {
      MaxFlow::Node node = flow.addNode();
      flow.addArc(last, node, 5, 0);
      last = node;
    }
    flow.addArc(last, MaxFlow::kSink, 7, 0);
    EXPECT_EQ(flow.solve(steps), steps > 10);
  }
}
