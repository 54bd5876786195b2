//===- A65.cpp - Operations of the Cortex-A65 -----------------------------===//

#include "OpFunctions.h"
#include "dialects/MLA/IR/A65Kernels.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;

static void detect(mla::DetectionPostprocessOp op, Operands operands,
                   ArrayRef<Tensor *> results) {
  SimaDetection detection = mla::detectionOf(op);
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
