//===- TFLiteDetection.cpp - TFLite_Detection_PostProcess -----------------===//

#include "sima/Numerics/TFLiteDetection.h"
#include <math.h>

namespace {

struct Box {
  float y0, x0, y1, x1;
};

/// What lies at `scratch`: a list for each, of all boxes.
struct Scratch {
  Box *decoded;
  float *best;       ///< score of the best class
  int32_t *category; ///< that class
  int32_t *order;    ///< candidates by falling score
  int32_t *merged;   ///< second half of the sort
  uint8_t *active;
};

float dequantize(int8_t code, int32_t zero, float scale) {
  return (float(code) - float(zero)) * scale;
}

Box decode(const SimaDetection &d, const int8_t *box, const int8_t *anchor) {
  auto coordinate = [&](int i) {
    return double(dequantize(box[i], d.boxZero, d.boxScale));
  };
  auto anchorAt = [&](int i) {
    return double(dequantize(anchor[i], d.anchorZero, d.anchorScale));
  };
  double height = anchorAt(2), width = anchorAt(3);
  float y = float(coordinate(0) / double(d.yScale) * height + anchorAt(0));
  float x = float(coordinate(1) / double(d.xScale) * width + anchorAt(1));
  float halfHeight =
      float(0.5 * exp(coordinate(2) / double(d.hScale)) * height);
  float halfWidth = float(0.5 * exp(coordinate(3) / double(d.wScale)) * width);
  return {y - halfHeight, x - halfWidth, y + halfHeight, x + halfWidth};
}

float larger(float a, float b) { return a < b ? b : a; }
float smaller(float a, float b) { return b < a ? b : a; }

/// Intersection over union.
float overlap(const Box &a, const Box &b) {
  float areaA = (a.y1 - a.y0) * (a.x1 - a.x0);
  float areaB = (b.y1 - b.y0) * (b.x1 - b.x0);
  if (areaA <= 0 || areaB <= 0)
    return 0;
  float height = larger(smaller(a.y1, b.y1) - larger(a.y0, b.y0), 0);
  float width = larger(smaller(a.x1, b.x1) - larger(a.x0, b.x0), 0);
  float both = height * width;
  return both / (areaA + areaB - both);
}

/// Sorts by falling score; equal ones keep their order. Bottom-up merge sort.
void sortByScore(const float *score, int32_t *order, int32_t *merged,
                 int64_t count) {
  for (int64_t width = 1; width < count; width *= 2) {
    for (int64_t begin = 0; begin < count; begin += 2 * width) {
      int64_t middle = begin + width < count ? begin + width : count;
      int64_t end = begin + 2 * width < count ? begin + 2 * width : count;
      for (int64_t a = begin, b = middle, to = begin; to < end; ++to) {
        bool first =
            a < middle && (b == end || !(score[order[b]] > score[order[a]]));
        merged[to] = first ? order[a++] : order[b++];
      }
    }
    for (int64_t i = 0; i < count; ++i)
      order[i] = merged[i];
  }
}

Scratch layOut(const SimaDetection &d, void *memory) {
  Scratch s;
  s.decoded = static_cast<Box *>(memory);
  s.best = reinterpret_cast<float *>(s.decoded + d.boxes);
  s.category = reinterpret_cast<int32_t *>(s.best + d.boxes);
  s.order = s.category + d.boxes;
  s.merged = s.order + d.boxes;
  s.active = reinterpret_cast<uint8_t *>(s.merged + d.boxes);
  return s;
}

/// Fills the lists; returns how many candidates reach the threshold.
int64_t findCandidates(const SimaDetection &d, const int8_t *boxes,
                       const int8_t *scores, const int8_t *anchors,
                       const Scratch &s) {
  int64_t count = 0;
  for (int64_t i = 0; i < d.boxes; ++i) {
    s.decoded[i] = decode(d, boxes + i * d.encoding, anchors + i * 4);
    // The background, where there is one, comes first.
    const int8_t *row = scores + i * d.scores + (d.scores - d.classes);
    int32_t best = 0;
    for (int64_t c = 1; c < d.classes; ++c)
      if (row[c] > row[best])
        best = int32_t(c);
    s.category[i] = best;
    s.best[i] = dequantize(row[best], d.scoreZero, d.scoreScale);
    if (s.best[i] >= d.scoreThreshold)
      s.order[count++] = int32_t(i);
  }
  return count;
}

} // namespace

int64_t simaDetectionScratchBytes(const SimaDetection *detection) {
  int64_t each = sizeof(Box) + sizeof(float) + 3 * sizeof(int32_t) + 1;
  return (detection->boxes * each + 7) / 8 * 8;
}

void simaDetectionPostprocess(const SimaDetection *detection,
                              const int8_t *boxes, const int8_t *scores,
                              const int8_t *anchors, float *outBoxes,
                              float *outClasses, float *outScores,
                              float *outCount, void *scratch) {
  const SimaDetection &d = *detection;
  Scratch s = layOut(d, scratch);
  int64_t candidates = findCandidates(d, boxes, scores, anchors, s);
  sortByScore(s.best, s.order, s.merged, candidates);
  for (int64_t i = 0; i < candidates; ++i)
    s.active[i] = 1;
  int64_t found = 0;
  for (int64_t i = 0; i < candidates && found < d.detections; ++i) {
    if (!s.active[i])
      continue;
    int32_t chosen = s.order[i];
    const Box &box = s.decoded[chosen];
    for (int64_t j = i + 1; j < candidates; ++j)
      if (s.active[j] &&
          overlap(box, s.decoded[s.order[j]]) > d.overlapThreshold)
        s.active[j] = 0;
    float *to = outBoxes + found * 4;
    to[0] = box.y0;
    to[1] = box.x0;
    to[2] = box.y1;
    to[3] = box.x1;
    outClasses[found] = float(s.category[chosen]);
    outScores[found] = s.best[chosen];
    ++found;
  }
  for (int64_t i = found; i < d.detections; ++i) {
    for (int k = 0; k < 4; ++k)
      outBoxes[i * 4 + k] = 0;
    outClasses[i] = outScores[i] = 0;
  }
  *outCount = float(found);
}
