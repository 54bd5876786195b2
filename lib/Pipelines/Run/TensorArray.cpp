//===- TensorArray.cpp - The interpreter's tensors as arrays --------------===//

#include "sima/Pipelines/TensorArray.h"
#include "dialects/MLA/IR/MLA.h"

using namespace sima;
using namespace sima::package;

ElementType sima::elementType(mlir::RankedTensorType type) {
  mlir::Type storage = mla::storageElementType(type);
  return storage.isF32()         ? ElementType::Float32
         : storage.isInteger(16) ? ElementType::Int16
         : storage.isInteger(32) ? ElementType::Int32
         : storage.isInteger(64) ? ElementType::Int64
                                 : ElementType::Int8;
}

NpyArray sima::arrayOf(const reference::Tensor &tensor) {
  return {elementType(tensor.type), tensor.type.getShape().vec(), tensor.bytes};
}
