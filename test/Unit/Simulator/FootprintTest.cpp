//===- FootprintTest.cpp - Runs and bounds against plain loops ------------===//

#include "lib/Simulator/Footprint.h"
#include "Kernel.h"
#include <gtest/gtest.h>
#include <set>

using namespace sima;
using namespace sima::test;
using sim::Footprint;

namespace {
std::set<uint64_t> bytesOf(const Footprint &footprint) {
  std::set<uint64_t> bytes;
  EXPECT_TRUE(footprint.forEachRun([&](Footprint::Run run) {
    for (uint64_t b = run.begin; b != run.end; ++b)
      bytes.insert(b);
    return true;
  }));
  return bytes;
}

void expectBounds(const Footprint &footprint, const std::set<uint64_t> &bytes) {
  auto passes = [&](uint64_t begin, uint64_t end) {
    llvm::Error error = footprint.check("src", "lm", begin, end);
    return error ? (llvm::consumeError(std::move(error)), false) : true;
  };
  uint64_t begin = *bytes.begin(), end = *bytes.rbegin() + 1;
  EXPECT_TRUE(passes(begin, end));
  EXPECT_FALSE(passes(begin + 1, end));
  EXPECT_FALSE(passes(begin, end - 1));
}
} // namespace

TEST(Footprint, DimensionsInAnyOrder) {
  Random random(1);
  for (int i = 0; i != 500; ++i) {
    constexpr int64_t kBase = 100000;
    Footprint footprint(kBase);
    std::set<uint64_t> expected{kBase};
    for (int d = 0; d != 4; ++d) {
      uint64_t first = random.in(0, 2), last = first + random.in(0, 4);
      int64_t stride = random.in(-40, 40);
      footprint.dim(first, last, stride);
      std::set<uint64_t> places;
      for (uint64_t place : expected)
        for (uint64_t k = first; k <= last; ++k)
          places.insert(place + k * stride);
      expected = places;
    }
    unsigned bytes = random.in(1, 4);
    footprint.bytes(bytes);
    std::set<uint64_t> covered;
    for (uint64_t place : expected)
      for (unsigned b = 0; b != bytes; ++b)
        covered.insert(place + b);
    EXPECT_EQ(bytesOf(footprint), covered);
    expectBounds(footprint, covered);
  }
}

TEST(Footprint, BlocksOfChannels) {
  Random random(2);
  for (int i = 0; i != 500; ++i) {
    constexpr uint64_t kBase = 100000;
    uint64_t channels = random.in(1, 70);
    int64_t stride = random.in(-100, 100);
    constexpr unsigned kBytes[] = {1, 2, 4};
    unsigned laneBytes = kBytes[random.in(0, 2)];
    Footprint footprint(kBase);
    footprint.positions({{1, 2, 5, 3}, {20}}, 1000)
        .blocks(channels, stride, laneBytes);
    std::set<uint64_t> expected;
    for (uint64_t position : {1, 2, 6, 7, 11, 12, 20})
      for (uint64_t ch = 0; ch != channels; ++ch) {
        uint64_t at = kBase + 1000 * position + ch / 16 * stride;
        if (laneBytes == 2) {
          expected.insert(at + ch % 16);
          expected.insert(at + 16 + ch % 16);
          continue;
        }
        for (unsigned b = 0; b != laneBytes; ++b)
          expected.insert(at + ch % 16 * laneBytes + b);
      }
    EXPECT_EQ(bytesOf(footprint), expected);
    expectBounds(footprint, expected);
  }
}

/// A transposed write covers its bytes as one run.
TEST(Footprint, OrderOfDimensionsMakesNoRuns) {
  Footprint footprint(64);
  footprint.dim(0, 99, 1).dim(0, 49, 100).bytes(1);
  unsigned runs = 0;
  footprint.forEachRun([&](Footprint::Run run) {
    ++runs;
    EXPECT_EQ(run.begin, 64u);
    EXPECT_EQ(run.end, 64u + 5000);
    return true;
  });
  EXPECT_EQ(runs, 1u);
}
