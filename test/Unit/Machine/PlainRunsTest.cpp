//===- PlainRunsTest.cpp - Contiguous runs of a strided operand -----------===//
//
// Merging, run counts and lines, worked out by hand.
//
//===----------------------------------------------------------------------===//
#include "sima/Machine/PlainRuns.h"
#include "sima/Machine/Timeline.h"
#include "gtest/gtest.h"

using namespace sima;

TEST(PlainRuns, DenseMergesToOneRun) {
  PlainShape s{{2, 3, 4, 5}, {60, 20, 5, 1}, 1};
  EXPECT_EQ(s.mergedDims(), 4u);
  EXPECT_EQ(s.elements(), 120);
  EXPECT_EQ(s.runBytes(), 120);
  EXPECT_EQ(s.runs(), 1);
}

// Rows of 4·5 = 20 bytes lie 32 apart: 6 runs of 20 bytes.
TEST(PlainRuns, GapBetweenRows) {
  PlainShape s{{2, 3, 4, 5}, {96, 32, 5, 1}, 1};
  EXPECT_EQ(s.mergedDims(), 2u);
  EXPECT_EQ(s.runBytes(), 20);
  EXPECT_EQ(s.runs(), 6);
}

// Extents 0 and 1 merge whatever the stride.
TEST(PlainRuns, ExtentOneMerges) {
  PlainShape s{{0, 8, 1, 4}, {-7, 4, 999, 1}, 1};
  EXPECT_EQ(s.mergedDims(), 4u);
  EXPECT_EQ(s.runBytes(), 32);
}

TEST(PlainRuns, InnermostStrideOpensEveryElement) {
  PlainShape s{{1, 1, 2, 8}, {0, 0, 16, 2}, 1};
  EXPECT_EQ(s.mergedDims(), 0u);
  EXPECT_EQ(s.runBytes(), 1);
  EXPECT_EQ(s.runs(), 16);
}

TEST(PlainRuns, WideElements) {
  PlainShape s{{0, 0, 3, 8}, {0, 0, 64, 4}, 4};
  EXPECT_EQ(s.runBytes(), 32);
  EXPECT_EQ(s.runs(), 3);
}

// Source merges all 32 bytes, destination rows of 8: the common run is 8.
TEST(PlainRuns, CommonRun) {
  PlainShape dense{{1, 1, 4, 8}, {0, 0, 8, 1}, 1};
  PlainShape spread{{1, 1, 4, 8}, {0, 0, 16, 1}, 1};
  EXPECT_EQ(commonRunBytes(dense, spread), 8);
  EXPECT_EQ(commonRunBytes(spread, dense), 8);
  EXPECT_EQ(commonRunBytes(dense, dense), 32);
}

TEST(PlainRuns, LinesTouched) {
  EXPECT_EQ(timeline::linesTouched(0, 0), 0u);
  EXPECT_EQ(timeline::linesTouched(63, 1), 1u);
  EXPECT_EQ(timeline::linesTouched(63, 2), 2u);
  EXPECT_EQ(timeline::linesTouched(64, 64), 1u);
  EXPECT_EQ(timeline::linesTouched(4096 + 60, 132), 3u);
}

// Runs of 20 bytes at 0, 32, 64, 96, 128, 160: offsets 0 and 32 in a line, both
// fit in one: 6 lines, though runs share them.
TEST(PlainRuns, LinesCountPerRun) {
  PlainShape s{{2, 3, 4, 5}, {96, 32, 5, 1}, 1};
  EXPECT_EQ(s.lines(4096), 6);
  // From 16: offsets 16 and 48; the runs at 48 cross (3 of 6).
  EXPECT_EQ(s.lines(4112), 9);
}

// 100 single bytes, 3 apart: 100 runs of one line each.
TEST(PlainRuns, LinesOfSingleBytes) {
  PlainShape s{{0, 0, 0, 100}, {0, 0, 0, 3}, 1};
  EXPECT_EQ(s.lines(0), 100);
}

// 130 runs of 2 bytes, 65 apart from 0: run i begins at offset i mod 64. Only
// offset 63 crosses: i = 63 and 127.
TEST(PlainRuns, LinesOfRunsThatWander) {
  PlainShape s{{0, 0, 130, 2}, {0, 0, 65, 1}, 1};
  EXPECT_EQ(s.lines(0), 132);
  // Downwards the offsets are 0, 63, 62, ...: 63 at i = 1, 65 and 129.
  s.strides[2] = -65;
  EXPECT_EQ(s.lines(0), 133);
}

TEST(PlainRuns, Saturate) {
  constexpr int64_t kMax = INT64_MAX, kBig = 0xffffffff;
  PlainShape s{{kBig, kBig, kBig, kBig}, {1, 1, 1, 3}, 1};
  EXPECT_EQ(s.elements(), kMax);
  EXPECT_EQ(s.runs(), kMax);
  EXPECT_EQ(s.lines(0), kMax);
}
