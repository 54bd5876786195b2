//===- SliceLayoutTest.cpp - Layout of tessellated tensors ----------------===//

#include "sima/Support/SliceLayout.h"
#include "gtest/gtest.h"
#include <set>

using sima::SliceLayout;

static SliceLayout layoutOf(SliceLayout fields) {
  llvm::Expected<SliceLayout> layout = SliceLayout::create(fields);
  if (layout)
    return *layout;
  ADD_FAILURE() << llvm::toString(layout.takeError());
  return SliceLayout();
}

static std::string errorOf(SliceLayout fields) {
  llvm::Expected<SliceLayout> layout = SliceLayout::create(fields);
  return layout ? "" : llvm::toString(layout.takeError());
}

TEST(SliceLayout, SizesOfPublicManifests) {
  EXPECT_EQ(layoutOf({640, 640, 3, 640, 13, 3}).totalBytes(), 1228800);
  EXPECT_EQ(layoutOf({80, 80, 64, 1, 80, 64, true, true}).totalBytes(), 409600);
  EXPECT_EQ(layoutOf({160, 160, 32, 2, 160, 32, true, true}).totalBytes(),
            819200);
  EXPECT_EQ(layoutOf({1, 1, 1000, 1, 1, 1000, true, false}).totalBytes(), 1008);
}

TEST(SliceLayout, PlainSlices) {
  // 2x5x3 in columns of 3: 2*3*3 = 18 bytes, padded to 32, then 2*2*3 = 12.
  SliceLayout l = layoutOf({2, 5, 3, 2, 3, 3});
  EXPECT_EQ(l.totalBytes(), 48);
  EXPECT_EQ(l.offset(0, 0, 0), 0);
  EXPECT_EQ(l.offset(0, 2, 2), 8);
  EXPECT_EQ(l.offset(1, 0, 0), 9);
  EXPECT_EQ(l.offset(0, 3, 0), 32);
  EXPECT_EQ(l.offset(1, 4, 2), 32 + 11);
}

TEST(SliceLayout, ChannelBlocks) {
  // 20 channels are two blocks of 16; a row of 2 pixels takes 2*2*16 bytes.
  SliceLayout l = layoutOf({2, 2, 20, 1, 2, 20, true, true});
  EXPECT_EQ(l.totalBytes(), 128);
  EXPECT_EQ(l.offset(0, 1, 3), 16 + 3);
  EXPECT_EQ(l.offset(0, 0, 16), 32);
  EXPECT_EQ(l.offset(1, 1, 19), 64 + 32 + 16 + 3);
  // Without blocks the padded channels of a pixel lie together.
  SliceLayout hwc16 = layoutOf({2, 2, 20, 1, 2, 20, true, false});
  EXPECT_EQ(hwc16.offset(0, 1, 19), 32 + 19);
}

TEST(SliceLayout, ChannelGroupsComeFirst) {
  SliceLayout l = layoutOf({2, 2, 40, 1, 2, 16, true, true});
  // Groups of 16, 16 and 8 (stored as 16): each 2 rows of 2 pixels.
  EXPECT_EQ(l.totalBytes(), 3 * 64);
  EXPECT_EQ(l.offset(0, 0, 16), 64);
  EXPECT_EQ(l.offset(1, 0, 32), 128 + 32);
}

TEST(SliceLayout, BytePlanes) {
  SliceLayout l = layoutOf({1, 2, 20, 1, 2, 20, true, true, 2});
  // A pixel's block: 16 low bytes, then 16 high bytes.
  EXPECT_EQ(l.offset(0, 1, 5), 32 + 5);
  EXPECT_EQ(l.planeStride(5), 16);
  EXPECT_EQ(l.offset(0, 0, 17), 64 + 1);
  SliceLayout unpadded = layoutOf({1, 2, 20, 1, 2, 20, false, false, 2});
  EXPECT_EQ(unpadded.offset(0, 1, 17), 40 + 32 + 1);
  EXPECT_EQ(unpadded.planeStride(3), 16);
  EXPECT_EQ(unpadded.planeStride(17), 4);
}

// Every byte of every element has a place of its own, inside its slice.
static void checkDistinct(const SliceLayout &l) {
  std::set<int64_t> seen;
  for (const SliceLayout::Slice &s : l.slices()) {
    EXPECT_EQ(s.byteOffset % 16, 0);
    int64_t end = s.byteOffset + l.sliceBytes(s.h, s.w, s.c);
    EXPECT_LE(end, l.totalBytes());
    for (int64_t y = s.h0; y < s.h0 + s.h; ++y)
      for (int64_t x = s.w0; x < s.w0 + s.w; ++x)
        for (int64_t c = s.c0; c < s.c0 + s.c; ++c)
          for (int64_t b = 0; b < l.elementBytes; ++b) {
            int64_t at = l.offset(y, x, c) + b * l.planeStride(c);
            EXPECT_TRUE(at >= s.byteOffset && at < end);
            EXPECT_TRUE(seen.insert(at).second);
          }
  }
  EXPECT_EQ(int64_t(seen.size()), l.h * l.w * l.c * l.elementBytes);
}

TEST(SliceLayout, OffsetsAreDistinct) {
  for (bool alignC16 : {false, true})
    for (bool cblock : {false, true})
      for (int64_t elementBytes : {1, 2, 4}) {
        checkDistinct(
            layoutOf({5, 7, 35, 2, 3, 35, alignC16, cblock, elementBytes}));
        checkDistinct(
            layoutOf({3, 4, 40, 2, 4, 16, alignC16, cblock, elementBytes}));
      }
  checkDistinct(layoutOf({3, 4, 10, 2, 3, 3}));
}

TEST(SliceLayout, Refuses) {
  EXPECT_NE(errorOf({0, 1, 1}).find("at least 1"), std::string::npos);
  EXPECT_NE(errorOf({1, 1, 1, 1, 1, 1, false, false, 3}).find("1, 2 or 4"),
            std::string::npos);
  EXPECT_NE(errorOf({1, 1, 40, 1, 1, 20, true}).find("multiple of 16"),
            std::string::npos);
  constexpr int64_t kHuge = INT64_MAX;
  EXPECT_NE(errorOf({kHuge, 1, 1}).find("slices"), std::string::npos);
  EXPECT_NE(
      errorOf({kHuge, kHuge, kHuge, kHuge, kHuge, kHuge}).find("overflow"),
      std::string::npos);
  // Larger slices than the tensor are the tensor.
  EXPECT_EQ(layoutOf({2, 2, 2, 9, 9, 9}).totalBytes(), 16);
}
