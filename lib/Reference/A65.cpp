//===- A65.cpp - Operations of the Cortex-A65 -----------------------------===//

#include "OpFunctions.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "sima/Numerics/TFLiteDetection.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;

static void detect(mla::DetectionPostprocessOp op, Operands operands,
                   ArrayRef<Tensor *> results) {
  RankedTensorType boxes = op.getBoxes().getType(),
                   scores = op.getScores().getType(),
                   anchors = op.getAnchors().getType();
  SimaDetection detection = {};
  detection.boxes = boxes.getDimSize(1);
  detection.encoding = boxes.getDimSize(2);
  detection.classes = op.getNumClasses();
  detection.scores = scores.getDimSize(2);
  detection.detections = op.getOutBoxes().getType().getDimSize(1);
  detection.boxScale = float(mla::tensorScale(boxes));
  detection.scoreScale = float(mla::tensorScale(scores));
  detection.anchorScale = float(mla::tensorScale(anchors));
  detection.boxZero = int32_t(mla::tensorZeroPoint(boxes));
  detection.scoreZero = int32_t(mla::tensorZeroPoint(scores));
  detection.anchorZero = int32_t(mla::tensorZeroPoint(anchors));
  detection.yScale = op.getScales()[0];
  detection.xScale = op.getScales()[1];
  detection.hScale = op.getScales()[2];
  detection.wScale = op.getScales()[3];
  detection.scoreThreshold = op.getScoreThreshold().convertToFloat();
  detection.overlapThreshold = op.getIouThreshold().convertToFloat();
  std::vector<uint64_t> scratch(simaDetectionScratchBytes(&detection) / 8 + 1);
  simaDetectionPostprocess(
      &detection, operands[0]->data<int8_t>(), operands[1]->data<int8_t>(),
      operands[2]->data<int8_t>(), results[0]->data<float>(),
      results[1]->data<float>(), results[2]->data<float>(),
      results[3]->data<float>(), scratch.data());
}

bool reference::evaluateA65(Operation *op, Operands operands,
                            ArrayRef<Tensor *> results) {
  if (auto detection = dyn_cast<mla::DetectionPostprocessOp>(op)) {
    detect(detection, operands, results);
    return true;
  }
  return false;
}
