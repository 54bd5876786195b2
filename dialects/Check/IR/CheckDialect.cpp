//===- CheckDialect.cpp - Registration and verifiers of check -------------===//

#include "dialects/Check/IR/Check.h"
#include "dialects/MLA/IR/MLA.h"

using namespace mlir;
using namespace sima;
using namespace sima::check;

#include "dialects/Check/IR/CheckDialect.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Check/IR/CheckOps.cpp.inc"

void CheckDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Check/IR/CheckOps.cpp.inc"
      >();
}

/// `type` must have the shape and the storage of `found`.
static LogicalResult verifyComparable(Operation *op, Type found,
                                      ShapedType type) {
  if (type.getShape() != cast<ShapedType>(found).getShape())
    return op->emitOpError("found and expected values must have one shape");
  Type expected = isa<RankedTensorType>(type) ? mla::storageElementType(type)
                                              : type.getElementType();
  if (expected != mla::storageElementType(found))
    return op->emitOpError("expects elements of ")
           << expected << ", the value is stored as "
           << mla::storageElementType(found);
  return success();
}

LogicalResult ExpectEqOp::verify() {
  return verifyComparable(*this, getFound().getType(), getExpected().getType());
}

LogicalResult ExpectEqConstOp::verify() {
  return verifyComparable(*this, getFound().getType(),
                          getExpected().getShapedType());
}
