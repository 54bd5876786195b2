//===- A65Ops.cpp - What the Cortex-A65 computes --------------------------===//

#include "dialects/MLA/IR/A65Kernels.h"
#include "dialects/MLA/IR/TensorTypes.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;

llvm::StringRef DetectionPostprocessOp::whyNotMLA() {
  return "it sorts and selects, which the MLA has no instruction for";
}

/// `type` must be 1 x `rest`.
static LogicalResult expectShape(Operation *op, llvm::StringRef what,
                                 RankedTensorType type,
                                 ArrayRef<int64_t> shape) {
  if (type.getShape() == shape)
    return success();
  InFlightDiagnostic error = op->emitOpError(what) << " must be ";
  llvm::interleave(shape, error, "x");
  return error;
}

LogicalResult DetectionPostprocessOp::verify() {
  RankedTensorType boxes = getBoxes().getType(), scores = getScores().getType();
  if (boxes.getRank() != 3 || boxes.getDimSize(0) != 1 ||
      boxes.getDimSize(2) < 4)
    return emitOpError("boxes must be 1 x N x 4 or more");
  int64_t count = boxes.getDimSize(1), classes = getNumClasses();
  if (scores.getRank() != 3 || scores.getDimSize(0) != 1 ||
      scores.getDimSize(1) != count || classes < 1 ||
      (scores.getDimSize(2) != classes && scores.getDimSize(2) != classes + 1))
    return emitOpError("scores must be 1 x ")
           << count << " x " << classes << ", or one more for the background";
  if (failed(expectShape(*this, "anchors", getAnchors().getType(), {count, 4})))
    return failure();
  for (Value codes : getOperands())
    if (isPerAxis(codes.getType()) || elementBytes(codes.getType()) != 1)
      return emitOpError("takes 8-bit codes with one scale");
  if (getScales().size() != 4 ||
      llvm::any_of(getScales(), [](float scale) { return !(scale > 0); }))
    return emitOpError("needs four positive scales");
  float overlap = getIouThreshold().convertToFloat();
  if (!(overlap > 0 && overlap <= 1))
    return emitOpError("iou_threshold ") << overlap
                                         << ", must be above 0 and "
                                            "at most 1";
  RankedTensorType out = getOutBoxes().getType();
  int64_t places = out.getRank() == 3 ? out.getDimSize(1) : 0;
  if (places < 1)
    return emitOpError("boxes of the result must be 1 x D x 4");
  if (failed(expectShape(*this, "boxes of the result", out, {1, places, 4})) ||
      failed(expectShape(*this, "classes", getOutClasses().getType(),
                         {1, places})) ||
      failed(
          expectShape(*this, "scores", getOutScores().getType(), {1, places})))
    return failure();
  if (getOutCount().getType().getNumElements() != 1)
    return emitOpError("the number of boxes is one number");
  return success();
}

SimaDetection mla::detectionOf(DetectionPostprocessOp op) {
  RankedTensorType boxes = op.getBoxes().getType(),
                   scores = op.getScores().getType(),
                   anchors = op.getAnchors().getType();
  SimaDetection detection = {};
  detection.boxes = boxes.getDimSize(1);
  detection.encoding = boxes.getDimSize(2);
  detection.classes = int64_t(op.getNumClasses());
  detection.scores = scores.getDimSize(2);
  detection.detections = op.getOutBoxes().getType().getDimSize(1);
  detection.boxScale = float(tensorScale(boxes));
  detection.scoreScale = float(tensorScale(scores));
  detection.anchorScale = float(tensorScale(anchors));
  detection.boxZero = int32_t(tensorZeroPoint(boxes));
  detection.scoreZero = int32_t(tensorZeroPoint(scores));
  detection.anchorZero = int32_t(tensorZeroPoint(anchors));
  detection.yScale = op.getScales()[0];
  detection.xScale = op.getScales()[1];
  detection.hScale = op.getScales()[2];
  detection.wScale = op.getScales()[3];
  detection.scoreThreshold = op.getScoreThreshold().convertToFloat();
  detection.overlapThreshold = op.getIouThreshold().convertToFloat();
  return detection;
}
