//===- NamedArray.h - Tensors as users know them ----------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_NAMEDARRAY_H
#define SIMA_PIPELINES_NAMEDARRAY_H

#include "sima/Package/Npy.h"

namespace sima {

/// A tensor with the name by which users know it.
struct NamedArray {
  std::string name;
  package::NpyArray array;
  /// Dimension i is dimension order[i] in the model; empty: the same order.
  std::vector<int64_t> order = {};
};

/// The type of a tensor that a network or an archive takes or gives.
struct TensorSpec {
  std::string name;
  package::ElementType type = package::ElementType::Int8;
  package::Shape shape;
  bool isBuffer = false; ///< any type and shape with as many bytes will do
};

/// "int8 1x10".
std::string typeText(package::ElementType type, llvm::ArrayRef<int64_t> shape);

} // namespace sima

#endif // SIMA_PIPELINES_NAMEDARRAY_H
