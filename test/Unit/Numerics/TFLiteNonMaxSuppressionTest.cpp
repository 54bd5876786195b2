//===- TFLiteNonMaxSuppressionTest.cpp - NON_MAX_SUPPRESSION_V4, V5 -------===//
//
// Boxes whose overlaps can be read off. test/EndToEnd compares with LiteRT.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLiteNonMaxSuppression.h"
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace {
struct Chosen {
  std::vector<int32_t> positions;
  std::vector<float> scores;
  int32_t count = -1;
};

Chosen run(const std::vector<float> &boxes, const std::vector<float> &scores,
           int64_t places, float overlap, float least, float sigma = 0) {
  Chosen out;
  out.positions.assign(places, -1);
  out.scores.assign(places, -1);
  float thresholds[3] = {overlap, least, sigma};
  int64_t count = scores.size();
  std::vector<uint64_t> scratch(simaNonMaxSuppressionScratchBytes(count) / 8);
  simaNonMaxSuppression(boxes.data(), scores.data(), thresholds,
                        out.positions.data(), out.scores.data(), &out.count,
                        scratch.data(), count, places);
  return out;
}

using Positions = std::vector<int32_t>;
using Scores = std::vector<float>;

/// Box 1 has half of box 0 in common, a third of both; box 2 is elsewhere.
const std::vector<float> kBoxes = {0,      0, 2, 2, /**/ 0, 1, 2, 3,
                                   /**/ 9, 9, 5, 5};
} // namespace

TEST(TFLiteNonMaxSuppression, SuppressesFromTheThresholdOn) {
  Chosen apart = run(kBoxes, {1, 2, 3}, 3, 0.34f, 0);
  EXPECT_EQ(apart.positions, (Positions{2, 1, 0}));
  EXPECT_EQ(apart.count, 3);
  Chosen close = run(kBoxes, {1, 2, 3}, 3, 1.0f / 3, 0);
  EXPECT_EQ(close.positions, (Positions{2, 1, 0}));
  EXPECT_EQ(close.scores, (Scores{3, 2, 0}));
  EXPECT_EQ(close.count, 2);
}

TEST(TFLiteNonMaxSuppression, ScoresAreAboveTheThreshold) {
  Chosen chosen = run(kBoxes, {1, NAN, 2}, 3, 0.5f, 1);
  EXPECT_EQ(chosen.positions, (Positions{2, 0, 0}));
  EXPECT_EQ(chosen.count, 1);
}

TEST(TFLiteNonMaxSuppression, StopsWhereThereIsNoPlace) {
  Chosen chosen = run(kBoxes, {1, 2, 3}, 1, 0.5f, 0);
  EXPECT_EQ(chosen.positions, (Positions{2}));
  EXPECT_EQ(chosen.count, 1);
}

TEST(TFLiteNonMaxSuppression, SoftScoresFall) {
  Chosen chosen = run(kBoxes, {2, 3, 1.9f}, 3, 1, 0, 0.5f);
  EXPECT_EQ(chosen.positions, (Positions{1, 2, 0}));
  EXPECT_FLOAT_EQ(chosen.scores[2], 2 * std::exp(-1.0f / 9));
}

// A box without area does not overlap itself, and is chosen again.
TEST(TFLiteNonMaxSuppression, BoxesWithoutAreaComeAgain) {
  Chosen chosen =
      run({0, 0, 1, 1, 2, 2, 2, 3, 4, 4, 5, 5}, {3, 2, 1}, 4, 0.5f, 0);
  EXPECT_EQ(chosen.positions, (Positions{0, 1, 1, 0}));
  EXPECT_EQ(chosen.count, 3);
}

// The order of LiteRT's heap, by experiment; it is not that of positions.
TEST(TFLiteNonMaxSuppression, EqualScores) {
  std::vector<float> boxes;
  for (int i = 0; i < 6; ++i)
    boxes.insert(boxes.end(), {float(i), 0, i + 1.0f, 1});
  Chosen chosen = run(boxes, {1, 1, 1, 1, 1, 1}, 6, 0.5f, 0);
  EXPECT_EQ(chosen.positions, (Positions{0, 2, 5, 4, 1, 3}));
}
