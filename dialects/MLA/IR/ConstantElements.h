//===- ConstantElements.h - The raw bytes of constants ----------*- C++ -*-===//
//
// Constants are `dense` attributes when small and resources when large; splats
// have one element only. These helpers hide the difference.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MLA_CONSTANTELEMENTS_H
#define SIMA_MLA_CONSTANTELEMENTS_H

#include "mlir/IR/BuiltinAttributes.h"
#include <optional>
#include <vector>

namespace sima::mla {

/// All bytes of an i8 or i32 tensor attribute, row-major, little endian; none
/// when a resource is missing or has another size than its type.
std::optional<std::vector<char>> elementBytes(mlir::ElementsAttr value);
/// An attribute with these bytes: a resource named after `name` when large.
mlir::ElementsAttr makeElements(mlir::RankedTensorType type,
                                llvm::ArrayRef<char> bytes,
                                llvm::StringRef name);
/// The same elements in another shape; null when bytes are missing.
mlir::ElementsAttr reshapeElements(mlir::ElementsAttr value,
                                   llvm::ArrayRef<int64_t> shape);
/// rows x columns of 8-bit elements transposed, in the given shape.
mlir::ElementsAttr transposeElements(mlir::ElementsAttr value, int64_t rows,
                                     int64_t columns,
                                     llvm::ArrayRef<int64_t> shape);

} // namespace sima::mla

#endif // SIMA_MLA_CONSTANTELEMENTS_H
