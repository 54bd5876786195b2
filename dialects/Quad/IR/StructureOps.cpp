//===- StructureOps.cpp - Verifiers of memory objects -----------------------===//

#include "dialects/Quad/IR/Quad.h"

using namespace mlir;
using namespace sima::quad;

LogicalResult BufferOp::verify() {
  if (getSpace() == Space::dram)
    return emitOpError("lies in lm or acc; DRAM has constants, ports and spill");
  if (getBytes() < 1)
    return emitOpError("needs at least 1 byte, has ") << getBytes();
  if (getFirst() < 0 || getLast() < getFirst())
    return emitOpError("live range ")
           << getFirst() << " to " << getLast() << " is empty";
  return success();
}

LogicalResult ConstantOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getValue().getType());
  if (!type || type.getRank() != 1 || !type.getElementType().isInteger(8))
    return emitOpError("value must be a 1-D tensor of i8");
  return success();
}
