//===- ElementType.cpp - Element types of tensors in buffers --------------===//

#include "sima/Package/ElementType.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace sima::package;

namespace {
struct Row {
  ElementType type;
  llvm::StringLiteral name;
  int64_t bytes;
};
} // namespace

static constexpr Row kTypes[] = {
    {ElementType::Int8, "int8", 1},        {ElementType::UInt8, "uint8", 1},
    {ElementType::Int16, "int16", 2},      {ElementType::Int32, "int32", 4},
    {ElementType::Int64, "int64", 8},      {ElementType::Float32, "float32", 4},
    {ElementType::BFloat16, "bfloat16", 2}};

static const Row &rowOf(ElementType type) {
  return kTypes[static_cast<size_t>(type)];
}

llvm::StringRef sima::package::elementTypeName(ElementType type) {
  return rowOf(type).name;
}

int64_t sima::package::elementBytes(ElementType type) {
  return rowOf(type).bytes;
}

std::optional<ElementType>
sima::package::parseElementType(llvm::StringRef name) {
  for (const Row &row : kTypes)
    if (name.equals_insensitive(row.name))
      return row.type;
  return std::nullopt;
}

std::optional<int64_t>
sima::package::elementCount(llvm::ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    if (extent < 1 || llvm::MulOverflow(count, extent, count) ||
        count > kMaxBufferBytes)
      return std::nullopt;
  return count;
}

std::string sima::package::shapeText(llvm::ArrayRef<int64_t> shape) {
  return shape.empty()
             ? "scalar"
             : llvm::join(llvm::map_range(shape,
                                          [](int64_t extent) {
                                            return std::to_string(extent);
                                          }),
                          "x");
}
