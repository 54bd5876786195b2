//===- LayoutTraceTest.cpp - What the search for splits saw ---------------===//

#include "lib/Schedule/LayoutTrace.h"
#include <gtest/gtest.h>

using namespace sima::schedule;

static const Split byRows = {1, 4, 1, 1}, byChannels = {1, 1, 4, 1};

/// Two units of one layer. By channels the first one is faster by itself; what
/// it then has to exchange is told by `exchanged`.
static LayoutTrace twoUnits(uint64_t exchanged) {
  LayoutTrace trace;
  trace.begin({0, 1});
  trace.add({byRows, 4, {100}, 0});
  trace.add({byChannels, 4, {90}, 0});
  trace.keep({1, 0});
  trace.begin({1, 2});
  // Behind ways by channels, by rows.
  trace.add({byRows, 4, {90 + 50 + exchanged, 150}, exchanged < 10 ? 0u : 1u});
  trace.keep({0});
  return trace;
}

TEST(LayoutTrace, SplitThatIsNotLocallyBest) {
  std::vector<SplitReason> reasons = twoUnits(30).reasons();
  ASSERT_EQ(reasons.size(), 2u);
  EXPECT_EQ(reasons[0].chosen, byRows);
  EXPECT_EQ(reasons[0].end, 100u);
  EXPECT_EQ(reasons[0].tried, 2u);
  EXPECT_EQ(reasons[0].other, byChannels);
  EXPECT_EQ(reasons[0].otherEnd, 90u);
  EXPECT_EQ(reasons[0].otherTiles, 4u);
  EXPECT_EQ(reasons[0].decidedBy, 1) << "behind the second layer";
  EXPECT_EQ(reasons[0].decidedCycles, 20u);
  EXPECT_EQ(reasons[1].end, 150u);
  EXPECT_FALSE(reasons[1].other) << "there was one split only";
}

TEST(LayoutTrace, SplitThatIsBest) {
  std::vector<SplitReason> reasons = twoUnits(0).reasons();
  EXPECT_EQ(reasons[0].chosen, byChannels);
  EXPECT_EQ(reasons[0].other, byRows);
  EXPECT_EQ(reasons[0].otherEnd, 100u);
  EXPECT_EQ(reasons[0].decidedBy, -1);
  EXPECT_EQ(reasons[1].end, 140u);
}

TEST(LayoutTrace, SplitThatIsDecidedFurtherOn) {
  LayoutTrace trace = twoUnits(10); // as fast either way
  trace.begin({2, 3});
  trace.add({byRows, 4, {200}, 0});
  trace.keep({0});
  SplitReason reason = trace.reasons().front();
  EXPECT_EQ(reason.chosen, byRows);
  EXPECT_EQ(reason.decidedBy, -1) << "lost to an equal one";
}
