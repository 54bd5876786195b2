//===- PrefetchTest.cpp - When inputs and constants are brought -----------===//

#include "lib/Schedule/Prefetch.h"
#include "ChainPlan.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::schedule;

/// Positions of the constants of single tiles.
static std::vector<int64_t> loadsOf(const SegmentPlan &plan) {
  std::vector<int64_t> loads;
  loads.reserve(plan.layers.size());
  for (const LayerPlan &layer : plan.layers)
    loads.push_back(layer.loads.at(0));
  return loads;
}

/// Most bytes in use at a position, each buffer in lines of 64.
static int64_t peakOf(const SegmentPlan &plan) {
  int64_t peak = 0;
  for (int64_t position = 0; position < int64_t(plan.order.size());
       ++position) {
    int64_t bytes = 0;
    for (const alloc::Buffer &buffer : plan.localMemory().buffers)
      if (buffer.first <= position && position <= buffer.last)
        bytes += (buffer.bytes + 63) / 64 * 64;
    peak = std::max(peak, bytes);
  }
  return peak;
}

TEST(Prefetch, EverythingAtOnceWhereThereIsRoom) {
  ChainPlan chain("mlsoc", 6, 4, 32, 3);
  chain.setWholeTiles();
  std::vector<uint64_t> starts = {0, 100, 200, 300, 400, 500};
  EXPECT_FALSE(choosePrefetch(chain.plan, starts, {8 << 20, true, false}).full);
  EXPECT_EQ(loadsOf(chain.plan), std::vector<int64_t>(6, 0));
}

TEST(Prefetch, NeverMoreThanTheRoom) {
  ChainPlan chain("mlsoc", 6, 4, 32, 3);
  chain.setWholeTiles();
  std::vector<uint64_t> starts = {0, 100, 200, 300, 400, 500};
  int64_t last = 0;
  for (int64_t room : {24 << 10, 32 << 10, 48 << 10}) {
    ASSERT_FALSE(choosePrefetch(chain.plan, starts, {room, true, false}).full);
    std::vector<int64_t> loads = loadsOf(chain.plan);
    EXPECT_TRUE(std::is_sorted(loads.begin(), loads.end()));
    for (int64_t layer = 1; layer < 6; ++layer)
      EXPECT_LE(loads[layer], layer - 1) << "one ahead, at least";
    int64_t peak = peakOf(chain.plan);
    EXPECT_LE(peak, room);
    // No room is left unused that another load would have had.
    EXPECT_GT(peak + (10 << 10), room);
    EXPECT_GT(peak, last);
    last = peak;
  }
}

TEST(Prefetch, AsLateAsMayBe) {
  ChainPlan chain("mlsoc", 6, 4, 32, 3);
  chain.setWholeTiles();
  std::vector<uint64_t> starts(6, 0);
  EXPECT_FALSE(choosePrefetch(chain.plan, starts, {8 << 20, true, true}).full);
  EXPECT_EQ(loadsOf(chain.plan), (std::vector<int64_t>{0, 0, 1, 2, 3, 4}));
  EXPECT_FALSE(choosePrefetch(chain.plan, starts, {8 << 20, false, true}).full);
  EXPECT_EQ(loadsOf(chain.plan), (std::vector<int64_t>{0, 1, 2, 3, 4, 5}));
}

TEST(Prefetch, NoEarlierThanDramHasTime) {
  ChainPlan chain("mlsoc", 6, 4, 32, 3);
  chain.setWholeTiles();
  chain.machine.dramBytesPerCycle = {1, 1};
  // A layer's constants take 9,504 cycles, its tile 10,000. The input and the
  // constants of layer 0 delay tile 0 by 10,828, so that those of layers 1 and
  // 2 are issued before it; each of the others when the one two layers before
  // it begins.
  ASSERT_EQ(chain.plan.layers[0].constantBytes(), 9504);
  std::vector<uint64_t> starts = {0, 10000, 20000, 30000, 40000, 50000};
  EXPECT_FALSE(choosePrefetch(chain.plan, starts, {8 << 20, true, false}).full);
  EXPECT_EQ(loadsOf(chain.plan), (std::vector<int64_t>{0, 0, 0, 1, 2, 3}));
}

TEST(Prefetch, TellsWhereThereIsNoRoom) {
  ChainPlan chain("mlsoc", 6, 4, 32, 3);
  chain.setWholeTiles();
  std::vector<uint64_t> starts(6, 0);
  int64_t one = chain.plan.layers[0].constantBytes();
  // The constants of one layer, but not those of the next one beside them.
  int64_t room = one + (4 << 10);
  EXPECT_EQ(choosePrefetch(chain.plan, starts, {room, true, true}).full, 0);
  EXPECT_FALSE(choosePrefetch(chain.plan, starts, {room, false, true}).full);
  EXPECT_EQ(choosePrefetch(chain.plan, starts, {one, false, true}).full, 0);
}
