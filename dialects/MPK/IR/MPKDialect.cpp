//===- MPKDialect.cpp - Registration of the mpk dialect -------------------===//

#include "dialects/MPK/IR/MPK.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima::mpk;

#include "dialects/MPK/IR/MPKDialect.cpp.inc"
#include "dialects/MPK/IR/MPKEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/MPK/IR/MPKAttributes.cpp.inc"

void MPKDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/MPK/IR/MPKAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/MPK/IR/MPKOps.cpp.inc"
      >();
}

LogicalResult TensorAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 StringAttr name, int64_t size,
                                 ArrayRef<int64_t> shape, StringAttr dtype) {
  if (name.empty())
    return emitError() << "a tensor needs a name";
  if (size < 1)
    return emitError() << "tensor " << name << " has a size of " << size
                       << " bytes, at least 1 is needed";
  if (shape.empty() != !dtype)
    return emitError() << "tensor " << name
                       << " needs both a shape and an element type, or neither";
  return success();
}

LogicalResult InputAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                StringAttr name, int64_t size,
                                DenseF64ArrayAttr range) {
  if (name.empty())
    return emitError() << "a pipeline input needs a name";
  if (size < 1)
    return emitError() << "pipeline input " << name << " has a size of " << size
                       << " bytes, at least 1 is needed";
  if (range && (range.size() != 2 || !(range[0] <= range[1])))
    return emitError() << "the range of pipeline input " << name
                       << " must be its lowest and its highest value";
  return success();
}
