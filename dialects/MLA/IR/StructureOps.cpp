//===- StructureOps.cpp - Constants, layers, segments -----------------------===//

#include "dialects/MLA/IR/MLA.h"

using namespace mlir;
using namespace sima::mla;

LogicalResult ConstantOp::verify() {
  auto value = dyn_cast<RankedTensorType>(getValue().getType());
  if (!value || value.getShape() != getOutput().getType().getShape())
    return emitOpError("value and result must have one shape");
  if (value.getElementType() != storageElementType(getOutput().getType()))
    return emitOpError("value has elements of ")
           << value.getElementType() << ", the result is stored as "
           << storageElementType(getOutput().getType());
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValueAttr(); }

/// Block arguments and terminator of `region` must have the given types.
static LogicalResult verifyRegionTypes(Operation *op, Region &region,
                                       TypeRange inputs, TypeRange outputs) {
  if (region.getArgumentTypes() != inputs)
    return op->emitOpError("block arguments must have the types of the operands");
  auto yield = cast<YieldOp>(region.front().getTerminator());
  if (yield.getOperandTypes() != outputs)
    return op->emitOpError("yielded types must be the result types");
  return success();
}

LogicalResult LayerOp::verify() {
  if (getName().empty())
    return emitOpError("needs a name");
  return verifyRegionTypes(*this, getBody(), getOperandTypes(),
                           getOperation()->getResultTypes());
}

LogicalResult SegmentOp::verify() {
  if (getName().empty())
    return emitOpError("needs a name");
  if (getActualBatchSize() < 1 || getDesiredBatchSize() < getActualBatchSize())
    return emitOpError("actual batch ")
           << getActualBatchSize() << " must be from 1 to the desired "
           << getDesiredBatchSize();
  return verifyRegionTypes(*this, getBody(), getOperandTypes(),
                           getOperation()->getResultTypes());
}
