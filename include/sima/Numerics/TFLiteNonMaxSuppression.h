//===- TFLiteNonMaxSuppression.h - NON_MAX_SUPPRESSION_V4, V5 ---*- C++ -*-===//
//
// Non-maximum suppression of float32 boxes, hard or soft (Bodla et al., 2017),
// as LiteRT's kernel computes it. No allocation and no library but `expf`: it
// is compiled for the A65 as it is.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_TFLITENONMAXSUPPRESSION_H
#define SIMA_NUMERICS_TFLITENONMAXSUPPRESSION_H

#include <cstdint>

extern "C" {

/// Bytes that simaNonMaxSuppression needs at `scratch`, a multiple of 8.
int64_t simaNonMaxSuppressionScratchBytes(int64_t boxes);

/// Boxes [boxes][4], two opposite corners [y, x, y, x] each, and their scores
/// to at most `places` positions by falling score, their scores, and how many
/// there are; places behind them hold 0. `thresholds` are the overlap from
/// which on a box is suppressed, the score that a box must exceed, and sigma:
/// above 0, a score falls by exp(-overlap^2 / (2 sigma)) for each chosen box.
///
/// Equal scores come in the order of a binary heap, whose sink takes the second
/// of two equal children down to a leaf before the moved one rises. A chosen
/// box is a candidate again, and overlap with itself suppresses it; one without
/// area overlaps nothing and is chosen until places or candidates are used up.
/// `boxes` is below 2^31; `scratch` is aligned to 8.
void simaNonMaxSuppression(const float *boxes, const float *scores,
                           const float *thresholds, int32_t *positions,
                           float *chosenScores, int32_t *found, void *scratch,
                           int64_t boxCount, int64_t places);
}

#endif // SIMA_NUMERICS_TFLITENONMAXSUPPRESSION_H
