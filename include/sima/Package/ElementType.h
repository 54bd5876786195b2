//===- ElementType.h - Element types of tensors in buffers ------*- C++ -*-===//
#ifndef SIMA_PACKAGE_ELEMENTTYPE_H
#define SIMA_PACKAGE_ELEMENTTYPE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace sima::package {

/// How an element is stored, little endian.
enum class ElementType { Int8, UInt8, Int16, Int32, Int64, Float32, BFloat16 };

/// Extents, outermost first.
using Shape = std::vector<int64_t>;

/// The name that manifests use: "int8", "float32", …
llvm::StringRef elementTypeName(ElementType type);

/// The type of a manifest's name, in any case; none for another word.
std::optional<ElementType> parseElementType(llvm::StringRef name);

/// Bytes of one element.
int64_t elementBytes(ElementType type);

/// The largest buffer that this library handles.
inline constexpr int64_t kMaxBufferBytes = int64_t(1) << 40;

/// Product of the extents; none when one is below 1 or the product is above
/// `kMaxBufferBytes`.
std::optional<int64_t> elementCount(llvm::ArrayRef<int64_t> shape);

/// "1x80x80x64"; "scalar" for rank 0.
std::string shapeText(llvm::ArrayRef<int64_t> shape);

} // namespace sima::package

#endif // SIMA_PACKAGE_ELEMENTTYPE_H
