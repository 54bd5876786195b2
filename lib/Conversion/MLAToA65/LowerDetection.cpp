//===- LowerDetection.cpp - Detection post-processing on the A65 ----------===//

#include "A65Builder.h"
#include "dialects/MLA/IR/A65Kernels.h"

using namespace mlir;
using namespace sima;

LogicalResult sima::lower(mla::DetectionPostprocessOp op, A65Builder &to) {
  SimaDetection detection = mla::detectionOf(op);
  // The structure is laid out alike on all hosts of 64 bits.
  Value parameters = to.constantBytes(
      ArrayRef(reinterpret_cast<const char *>(&detection), sizeof(detection)));
  SmallVector<Value> pointers = {parameters};
  for (Value operand : op->getOperands())
    pointers.push_back(to.buffer(operand));
  for (Value result : op->getResults())
    pointers.push_back(to.buffer(result));
  pointers.push_back(to.scratch(simaDetectionScratchBytes(&detection)));
  to.call("simaDetectionPostprocess", pointers);
  return success();
}

LogicalResult sima::lower(mla::NonMaxSuppressionOp op, A65Builder &to) {
  mla::NonMaxSuppressionShape shape = mla::nonMaxSuppressionOf(op);
  Value thresholds = to.constantBytes(
      ArrayRef(reinterpret_cast<const char *>(shape.thresholds.data()),
               sizeof(shape.thresholds)));
  to.call("simaNonMaxSuppression",
          {to.buffer(op.getBoxes()), to.buffer(op.getScores()), thresholds,
           to.buffer(op.getIndices()), to.buffer(op.getSelectedScores()),
           to.buffer(op.getCount()), to.scratch(a65ScratchBytes(op))},
          {shape.boxes, shape.places});
  return success();
}

int64_t sima::a65ScratchBytes(Operation *op) {
  if (auto detect = dyn_cast<mla::DetectionPostprocessOp>(op)) {
    SimaDetection detection = mla::detectionOf(detect);
    return simaDetectionScratchBytes(&detection);
  }
  if (auto suppress = dyn_cast<mla::NonMaxSuppressionOp>(op))
    return simaNonMaxSuppressionScratchBytes(
        mla::nonMaxSuppressionOf(suppress).boxes);
  if (auto sort = dyn_cast<mla::TopKOp>(op)) {
    int64_t count = sort.getInput().getType().getShape().back();
    return sort.getValues().getType().getNumElements() *
               int64_t(sizeof(int64_t)) +
           count * int64_t(sizeof(int32_t));
  }
  return 0;
}
