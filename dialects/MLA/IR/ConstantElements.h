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

/// The bytes of a constant: those of the attribute itself, which must live as
/// long as this does, or repeated ones of a splat.
class ElementBytes {
public:
  explicit ElementBytes(llvm::ArrayRef<char> bytes) : bytes(bytes) {}
  explicit ElementBytes(std::vector<char> repeated)
      : repeated(std::move(repeated)), isSplat(true) {}

  llvm::ArrayRef<char> get() const {
    return isSplat ? llvm::ArrayRef<char>(repeated) : bytes;
  }
  operator llvm::ArrayRef<char>() const { return get(); }
  size_t size() const { return get().size(); }
  const char *data() const { return get().data(); }
  const char *begin() const { return get().begin(); }
  const char *end() const { return get().end(); }
  char operator[](size_t i) const { return get()[i]; }

private:
  llvm::ArrayRef<char> bytes;
  std::vector<char> repeated;
  bool isSplat = false;
};

/// All bytes of an i8 or i32 tensor attribute, row-major, little endian; none
/// when a resource is missing or has another size than its type.
std::optional<ElementBytes> elementBytes(mlir::ElementsAttr value);
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
