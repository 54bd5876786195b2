//===- PoolSegmentsTest.cpp - Windows of any size in fields ---------------===//
//
// Random windows: segments cover all outputs once, in order, and each output
// sees the positions that the window itself sees.
//
//===----------------------------------------------------------------------===//
#include "sima/Plan/PoolSegments.h"
#include "gtest/gtest.h"
#include <random>

using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

namespace {
/// The input positions of output `out` as instruction `segment` reads them.
Range readBy(const PoolSegment &segment, int64_t out) {
  int64_t first = (out - segment.outputs.begin) * segment.stride -
                  segment.padding + segment.inputs.begin;
  return Range{first, first + segment.kernel}.intersect(segment.inputs);
}

TEST(PoolSegments, RandomWindows) {
  std::mt19937 generator(5);
  auto in = [&](int64_t lo, int64_t hi) {
    return lo + int64_t(generator() % (hi - lo + 1));
  };
  for (int run = 0; run < 20000; ++run) {
    int64_t input = in(1, 300), limit = run % 2 ? 300 : 12;
    Window window;
    window.kernel = in(1, limit);
    window.stride = in(1, run % 3 ? 4 : 80);
    window.padBegin = in(0, window.kernel - 1);
    window.padEnd = in(0, window.kernel - 1);
    int64_t outputs = window.outputSize(input);
    if (outputs == 0)
      continue;
    Range piece = {in(0, outputs - 1), outputs};
    bool clip = run % 5 != 0;
    int64_t next = piece.begin;
    for (const PoolSegment &segment :
         poolSegments(window, piece, input, clip)) {
      ASSERT_EQ(segment.outputs.begin, next);
      next = segment.outputs.end;
      ASSERT_LE(segment.stride, kMaxPoolStride);
      if (!clip) {
        ASSERT_EQ(segment.kernel, window.kernel) << "the divisor";
      } else {
        ASSERT_LE(segment.padding, kMaxPoolPadding);
        ASSERT_LE(segment.kernel, std::max(kMaxPoolWindow, input));
      }
      for (int64_t out = segment.outputs.begin; out < segment.outputs.end;
           ++out)
        ASSERT_EQ(readBy(segment, out),
                  window.inputRange({out, out + 1}, input))
            << "output " << out << " of kernel " << window.kernel << " stride "
            << window.stride << " padding " << window.padBegin << " on "
            << input;
    }
    ASSERT_EQ(next, piece.end);
  }
}

TEST(PoolSegments, WhatFitsIsOneInstruction) {
  Window window{128, 32, 1, 31, 31};
  EXPECT_EQ(poolSegments(window, {0, 10}, 1000, true).size(), 1u);
  // Padding beyond 31 lies before the first two outputs.
  EXPECT_EQ(poolSegments({100, 10, 1, 50, 0}, {0, 10}, 1000, true).size(), 3u);
}

TEST(PoolSegments, LargestFields) {
  PoolSegment fields = largestPoolFields({200, 200, 1, 0, 0}, 400, true);
  EXPECT_EQ(fields.kernel, 200);
  EXPECT_EQ(fields.stride, 1);
  // The same window on a small map is clipped to it.
  EXPECT_EQ(largestPoolFields({200, 1, 1, 99, 99}, 100, true).kernel, 100);
  EXPECT_EQ(largestPoolFields({200, 1, 1, 99, 99}, 100, false).kernel, 200);
  EXPECT_EQ(largestPoolFields({200, 1, 1, 99, 99}, 100, false).padding, 99);
}
} // namespace
