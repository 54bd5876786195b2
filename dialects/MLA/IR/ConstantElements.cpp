//===- ConstantElements.cpp - The raw bytes of constants ------------------===//

#include "dialects/MLA/IR/ConstantElements.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;

/// Attributes up to this size are printed in place.
static constexpr size_t kInlineBytes = 64;

std::optional<sima::mla::ElementBytes>
sima::mla::elementBytes(ElementsAttr value) {
  auto type = cast<ShapedType>(value.getType());
  size_t bytes = type.getNumElements() * (type.getElementTypeBitWidth() / 8);
  if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    ArrayRef<char> raw = dense.getRawData();
    if (!dense.isSplat())
      return ElementBytes(raw);
    std::vector<char> repeated;
    repeated.reserve(bytes);
    while (repeated.size() < bytes)
      repeated.insert(repeated.end(), raw.begin(), raw.end());
    return ElementBytes(std::move(repeated));
  }
  auto resource = dyn_cast<DenseResourceElementsAttr>(value);
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  if (!blob || blob->getData().size() != bytes)
    return std::nullopt;
  return ElementBytes(blob->getData());
}

ElementsAttr sima::mla::makeElements(RankedTensorType type,
                                     ArrayRef<char> bytes, StringRef name) {
  if (bytes.size() <= kInlineBytes)
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  return DenseResourceElementsAttr::get(
      type, name, HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, 16));
}

/// The name of a resource, to name what is derived from it.
static StringRef resourceName(ElementsAttr value) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return resource.getRawHandle().getKey();
  return "constant";
}

ElementsAttr sima::mla::reshapeElements(ElementsAttr value,
                                        ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(
      shape, cast<ShapedType>(value.getType()).getElementType());
  if (auto dense = dyn_cast<DenseElementsAttr>(value))
    return dense.reshape(type);
  // The bytes stay where they are.
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return {};
}

ElementsAttr sima::mla::transposeElements(ElementsAttr value, int64_t rows,
                                          int64_t columns,
                                          ArrayRef<int64_t> shape) {
  std::optional<sima::mla::ElementBytes> bytes = elementBytes(value);
  if (!bytes || int64_t(bytes->size()) != rows * columns)
    return {};
  std::vector<char> transposed(bytes->size());
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c)
      transposed[c * rows + r] = (*bytes)[r * columns + c];
  auto type = RankedTensorType::get(
      shape, cast<ShapedType>(value.getType()).getElementType());
  return makeElements(type, transposed, (resourceName(value) + "_t").str());
}
