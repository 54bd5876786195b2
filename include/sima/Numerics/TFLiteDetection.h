//===- TFLiteDetection.h - TFLite_Detection_PostProcess ---------*- C++ -*-===//
//
// Boxes out of the codes of a single-shot detector, as LiteRT's kernel finds
// them with its fast non-maximum suppression and one class for a box: float32
// sums and comparisons, boxes decoded in float64. No allocation and no library
// but `exp`: it is compiled for the A65 as it is.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_TFLITEDETECTION_H
#define SIMA_NUMERICS_TFLITEDETECTION_H

#include <cstdint>

/// Sizes and constants of a detector.
struct SimaDetection {
  int64_t boxes;      ///< candidates, as many as anchors
  int64_t encoding;   ///< codes of a box, at least 4: y, x, height, width
  int64_t classes;    ///< without background
  int64_t scores;     ///< of a box: classes, or one more in front
  int64_t detections; ///< places in the outputs
  float boxScale, scoreScale, anchorScale;
  int32_t boxZero, scoreZero, anchorZero; ///< of codes as they are stored
  float yScale, xScale, hScale, wScale;   ///< what encodings are divided by
  float scoreThreshold, overlapThreshold;
};

extern "C" {

/// Bytes that simaDetectionPostprocess needs at `scratch`, a multiple of 8.
int64_t simaDetectionScratchBytes(const SimaDetection *detection);

/// Codes of boxes [boxes][encoding], scores [boxes][scores] and anchors
/// [boxes][4] to at most `detections` boxes [y0, x0, y1, x1], their classes and
/// scores, by falling score, and their number; places behind it hold 0. Of
/// equal scores the box, and the class, with the lower number comes first.
/// `scratch` is aligned to 8. Anchors have no negative height or width.
void simaDetectionPostprocess(const SimaDetection *detection,
                              const int8_t *boxes, const int8_t *scores,
                              const int8_t *anchors, float *outBoxes,
                              float *outClasses, float *outScores,
                              float *outCount, void *scratch);
}

#endif // SIMA_NUMERICS_TFLITEDETECTION_H
