//===- CyclesTest.cpp - Engine cycles of each instruction -----------------===//
//
// The formulas of docs/isa.md, worked out by hand on mlsoc: 24 tiles, 256
// lanes.
//
//===----------------------------------------------------------------------===//
#include "sima/Machine/Cycles.h"
#include "gtest/gtest.h"

using namespace sima;

static const Machine &mlsoc() {
  static const Machine machine = cantFail(Machine::load("mlsoc"));
  return machine;
}

TEST(Cycles, Conv) {
  // 56x56 positions, 64 -> 64 channels, 3x3, K = 4: OB/K = 1, IB = 4, T = 9,
  // P = 6: ⌈3136/6⌉ = 523. 1·4·9·523 + 24.
  EXPECT_EQ(cycles::conv(mlsoc(), 3136, 64, 64, 9, 4), 18852u);
  // K = 24, P = 1: the 4 output blocks are one round of 3136.
  EXPECT_EQ(cycles::conv(mlsoc(), 3136, 64, 64, 9, 24), 4u * 9 * 3136 + 24);
}

TEST(Cycles, ConvIsLimitedByLoadingWeights) {
  // One position: max(⌈1/3⌉, 8) = 8. OB = ⌈1000/16⌉ = 63, ⌈63/8⌉ = 8 rounds,
  // IB = 128: 8·128·8 + 24.
  EXPECT_EQ(cycles::conv(mlsoc(), 1, 1000, 2048, 1, 8), 8216u);
}

TEST(Cycles, PartialBlocksCostAsFullOnes) {
  // 3 -> 17 channels: IB = 1, OB = 2, K = 1: 2 rounds of ⌈25/24⌉ = 2.
  EXPECT_EQ(cycles::conv(mlsoc(), 25, 17, 3, 1, 1), 28u);
}

TEST(Cycles, Depthwise) {
  // 196 positions, 100 channels (7 blocks), 9 taps (3 groups of 4), K = 2:
  // 4 · 3 · max(⌈196/12⌉, 2) = 12 · 17, + 24.
  EXPECT_EQ(cycles::dwconv(mlsoc(), 196, 100, 9, 2), 228u);
}

TEST(Cycles, Vector) {
  EXPECT_EQ(cycles::requant(mlsoc(), 256), 17u);
  EXPECT_EQ(cycles::requant(mlsoc(), 257), 18u);
  EXPECT_EQ(cycles::requantAdd(mlsoc(), 129), 2u + 16); // 258 / 256
  EXPECT_EQ(cycles::eltwise(mlsoc(), 128), 1u + 16);
  EXPECT_EQ(cycles::pool(mlsoc(), 1000, 9), 36u + 16); // 9000 / 256 = 35.2
  EXPECT_EQ(cycles::norm(mlsoc(), 1000), 32u + 64);    // 8000 / 256 = 31.3
  EXPECT_EQ(cycles::reduce(mlsoc(), 1000), 4u + 16);   // 1000 / 256 = 3.9
}

TEST(Cycles, Copies) {
  EXPECT_EQ(cycles::copy(mlsoc(), 65), 2u + 16);
  EXPECT_EQ(cycles::moveData(mlsoc(), 65), 2u);
  EXPECT_EQ(cycles::chargedBytes(10, 3), 160u);
  EXPECT_EQ(cycles::chargedBytes(10, 16), 160u);
  EXPECT_EQ(cycles::chargedBytes(10, 17), 170u);
}

TEST(Cycles, Saturate) {
  EXPECT_EQ(cycles::conv(mlsoc(), UINT64_MAX, UINT64_MAX, UINT64_MAX, 2, 1),
            UINT64_MAX);
  EXPECT_EQ(cycles::pool(mlsoc(), UINT64_MAX, UINT64_MAX),
            UINT64_MAX / 256 + 1 + 16);
  EXPECT_EQ(cycles::chargedBytes(UINT64_MAX, 2), UINT64_MAX);
}

TEST(Cycles, SmallTargets) {
  Machine m = cantFail(Machine::load("cmp256"));
  // One tile: K = P = 1. 100 positions, one block each: 100 + 24.
  EXPECT_EQ(cycles::conv(m, 100, 16, 16, 1, 1), 124u);
  EXPECT_EQ(cycles::requant(m, 100), 7u + 16); // 16 lanes
}
