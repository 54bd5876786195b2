//===- TFLiteDetectionTest.cpp - TFLite_Detection_PostProcess -------------===//
//
// Boxes whose places are plain numbers, so that the results can be read off.
// test/EndToEnd compares whole networks with LiteRT.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLiteDetection.h"
#include <gtest/gtest.h>
#include <vector>

namespace {
struct Detected {
  std::vector<float> boxes, classes, scores;
  float count = -1;
};

/// Anchors of height and width 2 at (0, 0), (0, 1), (10, 0), (20, 0); boxes are
/// their anchors. Scores are in quarters; the first class is the background.
class Detector {
public:
  Detector() {
    d.boxes = 4;
    d.encoding = 5;
    d.classes = 2;
    d.scores = 3;
    d.detections = 3;
    d.boxScale = 1;
    d.scoreScale = 0.25f;
    d.anchorScale = 0.5f;
    d.scoreZero = -4;
    d.anchorZero = -8;
    d.yScale = d.xScale = d.hScale = d.wScale = 10;
    d.scoreThreshold = 0.25f;
    d.overlapThreshold = 0.3f;
  }

  Detected run() {
    Detected out;
    out.boxes.assign(d.detections * 4, -1);
    out.classes.assign(d.detections, -1);
    out.scores.assign(d.detections, -1);
    std::vector<uint64_t> scratch(simaDetectionScratchBytes(&d) / 8);
    simaDetectionPostprocess(&d, boxes.data(), scores.data(), anchors.data(),
                             out.boxes.data(), out.classes.data(),
                             out.scores.data(), &out.count, scratch.data());
    return out;
  }

  SimaDetection d = {};
  std::vector<int8_t> boxes = std::vector<int8_t>(20, 0);
  std::vector<int8_t> anchors = {-8, -8, -4, -4, -8, -6, -4, -4,
                                 12, -8, -4, -4, 32, -8, -4, -4};
  std::vector<int8_t> scores = {100, 0,  -3, //
                                100, -4, 0,  //
                                100, -1, -1, //
                                100, -4, -4};
};
} // namespace

// Box 0 has class 0 with 1.0, box 1 class 1 with 1.0: the first comes first and
// takes the second's place, since a third of their union is common. Box 2 has
// 0.75 for both classes, box 3 nothing.
TEST(TFLiteDetection, ChoosesAndSuppresses) {
  Detected out = Detector().run();
  EXPECT_EQ(out.count, 2);
  EXPECT_EQ(out.boxes,
            (std::vector<float>{-1, -1, 1, 1, 9, -1, 11, 1, 0, 0, 0, 0}));
  EXPECT_EQ(out.classes, (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(out.scores, (std::vector<float>{1, 0.75, 0}));
}

TEST(TFLiteDetection, OverlapMayReachTheThreshold) {
  Detector detector;
  detector.d.overlapThreshold = float(2) / float(6);
  Detected out = detector.run();
  EXPECT_EQ(out.count, 3);
  EXPECT_EQ(out.classes, (std::vector<float>{0, 1, 0}));
  EXPECT_EQ(out.boxes[4 + 1], 0);
}

TEST(TFLiteDetection, StopsWhereThereIsNoPlace) {
  Detector detector;
  detector.d.detections = 1;
  Detected out = detector.run();
  EXPECT_EQ(out.count, 1);
  EXPECT_EQ(out.scores, std::vector<float>{1});
}

TEST(TFLiteDetection, DecodesCentresAndSizes) {
  Detector detector;
  // Box 2: the centre is 5/10 of a height lower, the width e^2 as large.
  detector.boxes[10] = 5;
  detector.boxes[13] = 20;
  Detected out = detector.run();
  EXPECT_EQ(out.boxes[4], 10);
  EXPECT_EQ(out.boxes[6], 12);
  EXPECT_FLOAT_EQ(out.boxes[7], 7.389056f);
  EXPECT_EQ(out.boxes[5], -out.boxes[7]);
}

TEST(TFLiteDetection, EqualScoresKeepTheirOrder) {
  Detector detector;
  detector.d.overlapThreshold = 1;
  detector.d.detections = 4;
  for (int8_t &score : detector.scores)
    score = 0;
  Detected out = detector.run();
  EXPECT_EQ(out.count, 4);
  for (unsigned i = 0; i < 4; ++i)
    EXPECT_EQ(out.boxes[i * 4 + 1], i == 1 ? 0 : -1) << i;
  EXPECT_EQ(out.boxes[2 * 4], 9);
  EXPECT_EQ(out.boxes[3 * 4], 19);
}
