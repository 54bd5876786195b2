//===- ShapeOps.cpp - Verifiers and folds of shape changes ----------------===//

#include "dialects/MLA/IR/MLA.h"

using namespace mlir;
using namespace sima::mla;

LogicalResult ReshapeOp::verify() {
  RankedTensorType in = getInput().getType(), out = getOutput().getType();
  if (in.getNumElements() != out.getNumElements())
    return emitOpError("input has ")
           << in.getNumElements() << " elements, the output "
           << out.getNumElements();
  if (in.getElementType() != out.getElementType())
    return emitOpError("output must have the input's quantization");
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  // Where order does not matter (a module, unreachable blocks) a reshape may
  // be its own input.
  auto producer = getInput().getDefiningOp<ReshapeOp>();
  if (producer == *this)
    return {};
  if (getInput().getType() == getOutput().getType())
    return getInput();
  if (producer) {
    setOperand(producer.getInput());
    return getResult();
  }
  return {};
}
