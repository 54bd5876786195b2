//===- TFLiteNonMaxSuppression.cpp - NON_MAX_SUPPRESSION_V4, V5 -----------===//

#include "sima/Numerics/TFLiteNonMaxSuppression.h"
#include <math.h>

namespace {

struct Candidate {
  float score;
  int32_t box;
  int32_t compared; ///< chosen boxes that the score accounts for already
};

/// The candidates, the one with the highest score at the root. How equal ones
/// move is part of the result: as in the heap of LiteRT's C++ library.
class Heap {
public:
  explicit Heap(Candidate *nodes) : nodes(nodes) {}
  int64_t size() const { return count; }

  void push(Candidate added) { rise(count++, added); }

  Candidate pop() {
    Candidate top = nodes[0];
    Candidate moved = nodes[--count];
    int64_t hole = 0;
    for (int64_t child = 1; child < count; child = 2 * hole + 1) {
      if (child + 1 < count && !(nodes[child + 1].score < nodes[child].score))
        ++child;
      nodes[hole] = nodes[child];
      hole = child;
    }
    if (count > 0)
      rise(hole, moved);
    return top;
  }

private:
  /// Puts `node` into `hole` or an ancestor's place.
  void rise(int64_t hole, Candidate node) {
    while (hole > 0 && nodes[(hole - 1) / 2].score < node.score) {
      nodes[hole] = nodes[(hole - 1) / 2];
      hole = (hole - 1) / 2;
    }
    nodes[hole] = node;
  }

  Candidate *nodes;
  int64_t count = 0;
};

float larger(float a, float b) { return a < b ? b : a; }
float smaller(float a, float b) { return b < a ? b : a; }

/// Intersection over union of two boxes of any two opposite corners.
float overlap(const float *a, const float *b) {
  float aY0 = smaller(a[0], a[2]), aY1 = larger(a[0], a[2]);
  float aX0 = smaller(a[1], a[3]), aX1 = larger(a[1], a[3]);
  float bY0 = smaller(b[0], b[2]), bY1 = larger(b[0], b[2]);
  float bX0 = smaller(b[1], b[3]), bX1 = larger(b[1], b[3]);
  float areaA = (aY1 - aY0) * (aX1 - aX0);
  float areaB = (bY1 - bY0) * (bX1 - bX0);
  if (areaA <= 0 || areaB <= 0)
    return 0;
  float height = larger(smaller(aY1, bY1) - larger(aY0, bY0), 0);
  float width = larger(smaller(aX1, bX1) - larger(aX0, bX0), 0);
  float both = height * width;
  return both / (areaA + areaB - both);
}

} // namespace

int64_t simaNonMaxSuppressionScratchBytes(int64_t boxes) {
  return (boxes * int64_t(sizeof(Candidate)) + 7) / 8 * 8;
}

void simaNonMaxSuppression(const float *boxes, const float *scores,
                           const float *thresholds, int32_t *positions,
                           float *chosenScores, int32_t *found, void *scratch,
                           int64_t boxCount, int64_t places) {
  float mostOverlap = thresholds[0], leastScore = thresholds[1],
        sigma = thresholds[2];
  bool isSoft = sigma > 0;
  float decay = isSoft ? -0.5f / sigma : 0;
  Heap heap(static_cast<Candidate *>(scratch));
  for (int64_t i = 0; i < boxCount; ++i)
    if (scores[i] > leastScore)
      heap.push({scores[i], int32_t(i), 0});
  int64_t wanted = heap.size() < places ? heap.size() : places;
  int32_t chosen = 0;
  while (chosen < wanted && heap.size() > 0) {
    Candidate next = heap.pop();
    float before = next.score;
    bool isSuppressed = false;
    for (int64_t j = chosen - 1; j >= next.compared; --j) {
      float share = overlap(boxes + next.box * int64_t(4),
                            boxes + positions[j] * int64_t(4));
      isSuppressed = share >= mostOverlap;
      if (isSuppressed)
        break;
      if (isSoft)
        next.score *= expf(decay * share * share);
      if (next.score <= leastScore)
        break;
    }
    if (isSuppressed)
      continue;
    next.compared = chosen;
    if (next.score == before) {
      positions[chosen] = next.box;
      chosenScores[chosen++] = next.score;
    }
    if (next.score > leastScore)
      heap.push(next);
  }
  *found = chosen;
  for (int64_t i = chosen; i < places; ++i) {
    positions[i] = 0;
    chosenScores[i] = 0;
  }
}
