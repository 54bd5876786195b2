//===- TensorArray.h - The interpreter's tensors as arrays ------*- C++ -*-===//
//
// The element types of the interpreter's tensors in files and archives.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PIPELINES_TENSORARRAY_H
#define SIMA_PIPELINES_TENSORARRAY_H

#include "sima/Package/Npy.h"
#include "sima/Reference/Tensor.h"

namespace sima {

/// How the elements of a tensor are stored.
package::ElementType elementType(mlir::RankedTensorType type);

/// The tensor's elements as an array.
package::NpyArray arrayOf(const reference::Tensor &tensor);

} // namespace sima

#endif // SIMA_PIPELINES_TENSORARRAY_H
