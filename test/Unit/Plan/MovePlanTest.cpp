//===- MovePlanTest.cpp - How few and how long copies are -----------------===//
//
// Copies of networks' usual movements, counted by hand. That they move the
// right bytes is MoveRandomTest.cpp's business.
//
//===----------------------------------------------------------------------===//
#include "sima/Plan/MovePlan.h"
#include "gtest/gtest.h"

using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

static Machine machine() { return cantFail(Machine::load("mlsoc")); }

/// The copies of the whole output, all maps dense.
static std::vector<MoveCopy> planWhole(const IndexMap &map,
                                       bool planes = false) {
  llvm::SmallVector<MovePlace> operands;
  for (const MapShape &shape : map.operands)
    operands.push_back(MovePlace::ofWhole(shape, planes));
  return planMoves(machine(), map, map.output.whole(),
                   MovePlace::ofWhole(map.output, planes), operands);
}

/// Rearranges `view`, seen as rows, columns and channels on both sides.
static IndexMap rearranged(MapShape in, MapShape out,
                           llvm::ArrayRef<int64_t> view,
                           llvm::ArrayRef<int64_t> permutation) {
  IndexMap map(out, {in});
  map.addRearranged(0, view, permutation);
  return map;
}

// 2 x 2 blocks of 12 channels, 3 of them to each position: a run is one column
// of a block, 6 bytes would need the source's columns to be neighbours, too.
TEST(MovePlan, DepthToSpaceIsOneCopy) {
  auto copies = planWhole(rearranged({1, 4, 5, 12}, {1, 8, 10, 3},
                                     {4, 5, 2, 2, 3}, {0, 2, 1, 3, 4}));
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].dst.sizes, (std::array<int64_t, 4>{4, 2, 5, 6}));
  EXPECT_EQ(copies[0].dst.strides, (std::array<int64_t, 4>{60, 30, 6, 1}));
  EXPECT_EQ(copies[0].src.strides, (std::array<int64_t, 4>{60, 6, 12, 1}));
  // 40 runs below 16 bytes.
  EXPECT_EQ(copies[0].cycles(machine()), 40 * 16 / 64 + 16u);
}

TEST(MovePlan, ReshapeIsOneRun) {
  auto copies = planWhole(rearranged({1, 7, 5, 3}, {1, 1, 1, 105}, {105}, {0}));
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].dst.sizes, (std::array<int64_t, 4>{1, 1, 1, 105}));
  EXPECT_EQ(copies[0].dst.runBytes(), 105);
}

// A transpose of 10^7 elements is as quick to plan as a small one.
TEST(MovePlan, LargeTransposes) {
  MapShape in{1, 250, 200, 200};
  auto rows =
      planWhole(rearranged(in, {1, 200, 250, 200}, {250, 200, 200}, {1, 0, 2}));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].dst.runBytes(), 40000 * 250);
  EXPECT_EQ(commonRunBytes(rows[0].dst, rows[0].src), 200);
  auto channels =
      planWhole(rearranged(in, {1, 250, 200, 200}, {250, 200, 200}, {2, 1, 0}));
  EXPECT_EQ(channels.size(), 1u);
}

// Blocks of 16 channels are dense, so rows and columns do not matter.
TEST(MovePlan, PlanesOfWholeBlocks) {
  IndexMap map({1, 6, 6, 48}, {{1, 6, 6, 48}});
  map.addProduct(0, {6, 6, 48}, {6, 6, 48},
                 {sliceRuns(0, 6), sliceRuns(0, 6), sliceRuns(0, 48)});
  auto copies = planWhole(map, true);
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].dst.runBytes(), 6 * 6 * 96);
}

// 24 channels: full blocks, and 8 channels in two planes.
TEST(MovePlan, PlanesOfAPartialBlock) {
  IndexMap map({1, 6, 6, 24}, {{1, 6, 6, 24}});
  map.addProduct(0, {6, 6, 24}, {6, 6, 24},
                 {sliceRuns(0, 6), sliceRuns(0, 6), sliceRuns(0, 24)});
  auto copies = planWhole(map, true);
  ASSERT_EQ(copies.size(), 2u);
  EXPECT_EQ(copies[0].dst.elements() + copies[1].dst.elements(), 36 * 48);
}

// Of 5-dimensional movements the shortest loop is unrolled.
TEST(MovePlan, FiveLoops) {
  auto copies = planWhole(rearranged({1, 6, 10, 56}, {1, 56, 10, 6},
                                     {2, 3, 10, 7, 8}, {4, 1, 3, 2, 0}));
  EXPECT_EQ(copies.size(), 2u);
}

// Every second index of a gather makes one loop.
TEST(MovePlan, GatherOfAProgression) {
  IndexMap map({1, 1, 8, 5}, {{1, 1, 40, 5}});
  map.addProduct(
      0, {8, 5}, {40, 5},
      {gatherRuns({38, 36, 34, 32, 30, 28, 26, 24}), sliceRuns(0, 5)});
  auto copies = planWhole(map);
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(copies[0].dst.sizes, (std::array<int64_t, 4>{1, 1, 8, 5}));
  EXPECT_EQ(copies[0].src.strides, (std::array<int64_t, 4>{0, 0, -10, 1}));
}

static IndexMap padded(int64_t rows, int64_t columns, int64_t channels) {
  IndexMap map({1, rows + 2, columns + 2, channels},
               {{1, rows, columns, channels}});
  map.value = -7;
  map.addProduct(0, {rows + 2, columns + 2, channels},
                 {rows, columns, channels},
                 {sliceRuns(0, rows, 1, 1), sliceRuns(0, columns, 1, 1),
                  sliceRuns(0, channels)});
  map.addBorders({rows + 2, columns + 2, channels}, {1, 1, 0},
                 {rows + 1, columns + 1, channels});
  return map;
}

// Many short borders: everything is filled, then copied over.
TEST(MovePlan, FillsAllOfASmallMap) {
  auto copies = planWhole(padded(8, 8, 4));
  ASSERT_EQ(copies.size(), 2u);
  EXPECT_FALSE(copies[0].operand);
  EXPECT_EQ(copies[0].value, 0xf9);
  EXPECT_EQ(copies[0].dst.runBytes(), 400);
  EXPECT_EQ(copies[1].operand, 0u);
}

TEST(MovePlan, FillsTheBordersOfALargeMap) {
  auto copies = planWhole(padded(100, 100, 64));
  int64_t filled = 0;
  for (const MoveCopy &copy : copies)
    if (!copy.operand)
      filled += copy.dst.elements();
  EXPECT_EQ(filled, (102 * 102 - 100 * 100) * 64);
}

// What a tile needs of a transposed map: its columns become rows.
TEST(MovePlan, NeededRows) {
  IndexMap map = rearranged({1, 9, 7, 5}, {1, 7, 9, 5}, {9, 7, 5}, {1, 0, 2});
  EXPECT_EQ(map.needed(0, {0, {2, 4}, {1, 3}}), (Piece{0, {0, 9}, {1, 3}}));
  IndexMap turned =
      rearranged({1, 9, 7, 5}, {1, 5, 7, 9}, {9, 7, 5}, {2, 1, 0});
  EXPECT_EQ(turned.needed(0, {0, {2, 4}, {1, 3}}), (Piece{0, {1, 3}, {2, 4}}));
}

// Pixels of 3 channels become pixels of 300, both in byte planes: blocks of 16
// channels begin within pixels of the source.
TEST(MovePlan, PlanesOfOtherPixels) {
  auto copies = planWhole(
      rearranged({1, 1000, 3000, 3}, {1, 1000, 30, 300}, {9000000}, {0}), true);
  EXPECT_LE(copies.size(), 40u);
  int64_t moved = 0;
  for (const MoveCopy &copy : copies)
    moved += copy.dst.elements();
  EXPECT_EQ(moved, 18000000);
}
