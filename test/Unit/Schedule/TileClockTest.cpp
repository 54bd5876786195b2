//===- TileClockTest.cpp - When tiles run ---------------------------------===//
//
// First and last cycles from the costs of single tiles, by hand.
//
//===----------------------------------------------------------------------===//

#include "lib/Schedule/TileClock.h"
#include "ChainPlan.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::schedule;

namespace {
/// Executes layers one by one; first cycles of all tiles and the end.
struct Times {
  std::vector<uint64_t> starts;
  uint64_t end = 0;
};
} // namespace

static Times timesOf(const SegmentPlan &plan, TileCosts &costs) {
  Times times;
  TileClock clock(plan.machine->quads);
  for (unsigned layer = 0; layer < plan.layers.size(); ++layer)
    times.end =
        clock.run(plan, TileWork(plan, costs, layer, layer + 1), &times.starts);
  return times;
}

/// Behind the last cycle of a tile that starts in `start`, with free engines:
/// the VPU learns of the sums a cycle after the MXU is done.
static uint64_t endOf(TileCosts::Cost cost, uint64_t start) {
  return start + cost.matrix + 1 + cost.vector;
}

TEST(TileClock, MatrixUnitRunsAheadOfTheVectorUnit) {
  ChainPlan chain("mlsoc", 1, 8, 64, 3);
  chain.setTiles(0, {chain.rowsOn(0, 0, 4), chain.rowsOn(0, 4, 8, 1)});
  chain.plan.derive();
  TileCosts costs;
  TileCosts::Cost tile =
      costs.of(chain.plan, 0, chain.plan.layers[0].tiles[0].piece);
  ASSERT_GT(tile.matrix, tile.vector);
  Times times = timesOf(chain.plan, costs);
  // The input comes first: all columns of rows 0 to 5.
  uint64_t load = 5 * 8 * 64 / chain.machine.dmaBytesPerCycle;
  EXPECT_EQ(times.starts, (std::vector<uint64_t>{load, load + tile.matrix}));
  EXPECT_EQ(times.end, endOf(tile, load + tile.matrix));
}

TEST(TileClock, AThirdTileWaitsForAccumulators) {
  // One tap of 16 channels: the VPU takes longer than the MXU.
  ChainPlan chain("mlsoc", 2, 12, 16, 1);
  for (unsigned layer : {0, 1})
    chain.setTiles(layer, {chain.rowsOn(0, 0, 4), chain.rowsOn(0, 4, 8, 1),
                           chain.rowsOn(0, 8, 12, 2)});
  chain.plan.derive();
  chain.machine.vectorLanes = 4;
  TileCosts costs;
  TileCosts::Cost tile =
      costs.of(chain.plan, 0, chain.plan.layers[0].tiles[0].piece);
  ASSERT_LT(2 * tile.matrix, tile.vector);
  Times times = timesOf(chain.plan, costs);
  EXPECT_EQ(times.starts[2], endOf(tile, times.starts[0]));
}

TEST(TileClock, ALayerWaitsForTheRowsItReads) {
  ChainPlan chain("mlsoc", 2, 8, 64, 3);
  chain.setTiles(0, {chain.rowsOn(0, 0, 4), chain.rowsOn(0, 4, 8, 1)});
  chain.setTiles(1, {chain.rowsOn(0, 0, 3), chain.rowsOn(0, 3, 8, 1)});
  chain.plan.derive();
  TileCosts costs;
  TileCosts::Cost tile =
      costs.of(chain.plan, 0, chain.plan.layers[0].tiles[0].piece);
  Times times = timesOf(chain.plan, costs);
  // Rows 0 to 3 read rows 0 to 4 of the first tile alone: the MXU goes on.
  EXPECT_EQ(times.starts[2], times.starts[1] + tile.matrix);
  // Rows 3 to 8 read the second one.
  EXPECT_GE(times.starts[3], endOf(tile, times.starts[1]));
}

TEST(TileClock, WhatAnotherQuadComputedComesOverTheLink) {
  ChainPlan chain("mlsoc", 2, 8, 64, 1);
  chain.setTiles(0, {chain.rowsOn(0, 0, 8)});
  chain.setTiles(1, {chain.rowsOn(1, 0, 8)});
  chain.plan.derive();
  TileCosts costs;
  Times times = timesOf(chain.plan, costs);
  TileCosts::Cost tile =
      costs.of(chain.plan, 0, chain.plan.layers[0].tiles[0].piece);
  uint64_t link = 8 * 8 * 64 / chain.machine.linkBytesPerCycle;
  EXPECT_EQ(times.starts[1], endOf(tile, times.starts[0]) + 1 + link +
                                 2 * Machine::kRemotePostCycles);
}

TEST(TileClock, CopiesGoOnByThemselves) {
  ChainPlan chain("mlsoc", 3, 8, 32, 3);
  chain.setWholeTiles();
  TileCosts costs;
  TileClock clock(chain.machine.quads);
  clock.run(chain.plan, TileWork(chain.plan, costs, 0, 1));
  TileClock copy = clock;
  TileWork second(chain.plan, costs, 1, 2);
  uint64_t end = clock.run(chain.plan, second);
  clock.run(chain.plan, TileWork(chain.plan, costs, 2, 3));
  EXPECT_EQ(copy.run(chain.plan, second), end);
}
