//===- Difference.cpp - Where two tensors differ --------------------------===//

#include "sima/Reference/Difference.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace sima::reference;

int64_t sima::reference::elementBytes(ElementKind kind) {
  switch (kind) {
  case ElementKind::Int8:
  case ElementKind::UInt8:
    return 1;
  case ElementKind::Int16:
    return 2;
  case ElementKind::Int32:
  case ElementKind::Float32:
    return 4;
  case ElementKind::Int64:
    return 8;
  }
  llvm_unreachable("all kinds are listed");
}

template <typename T> static T read(const Elements &elements, int64_t index) {
  return llvm::support::endian::read<T, llvm::endianness::little>(
      elements.bytes.data() + index * sizeof(T));
}

static std::string floatText(float value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.9g", double(value));
  return text;
}

std::string Elements::text(int64_t index) const {
  switch (kind) {
  case ElementKind::Int8:
    return std::to_string(read<int8_t>(*this, index));
  case ElementKind::UInt8:
    return std::to_string(read<uint8_t>(*this, index));
  case ElementKind::Int16:
    return std::to_string(read<int16_t>(*this, index));
  case ElementKind::Int32:
    return std::to_string(read<int32_t>(*this, index));
  case ElementKind::Int64:
    return std::to_string(read<int64_t>(*this, index));
  case ElementKind::Float32:
    return floatText(llvm::bit_cast<float>(read<uint32_t>(*this, index)));
  }
  llvm_unreachable("all kinds are listed");
}

std::string Elements::coordinate(int64_t index) const {
  llvm::SmallVector<std::string> position(shape.size());
  for (size_t d = shape.size(); d-- > 0; index /= shape[d])
    position[d] = std::to_string(index % shape[d]);
  return "[" + llvm::join(position, ", ") + "]";
}

/// Whether element `index` of both is no number, whatever its sign and payload:
/// processors give different ones.
static bool areNoNumbers(const Elements &a, const Elements &b, int64_t index) {
  return a.kind == ElementKind::Float32 &&
         std::isnan(llvm::bit_cast<float>(read<uint32_t>(a, index))) &&
         std::isnan(llvm::bit_cast<float>(read<uint32_t>(b, index)));
}

std::optional<Difference> sima::reference::compare(const Elements &expected,
                                                   const Elements &found) {
  Difference difference;
  size_t size = elementBytes(expected.kind);
  for (size_t at = 0; at < expected.bytes.size(); at += size) {
    int64_t bytes = 0;
    for (size_t k = at; k < at + size; ++k)
      bytes += expected.bytes[k] != found.bytes[k];
    if (bytes == 0 || areNoNumbers(expected, found, int64_t(at / size)))
      continue;
    if (difference.elements++ == 0)
      difference.firstIndex = at / size;
    difference.bytes += bytes;
  }
  if (difference.elements == 0)
    return std::nullopt;
  return difference;
}

static int64_t integer(const Elements &elements, int64_t index) {
  switch (elements.kind) {
  case ElementKind::Int8:
    return read<int8_t>(elements, index);
  case ElementKind::UInt8:
    return read<uint8_t>(elements, index);
  case ElementKind::Int16:
    return read<int16_t>(elements, index);
  case ElementKind::Int32:
    return read<int32_t>(elements, index);
  case ElementKind::Int64:
  case ElementKind::Float32:
    break;
  }
  llvm_unreachable("no distance of these elements");
}

int64_t sima::reference::largestDistance(const Elements &expected,
                                         const Elements &found) {
  int64_t largest = 0;
  for (int64_t i = 0; i < expected.count(); ++i)
    largest =
        std::max(largest, std::abs(integer(expected, i) - integer(found, i)));
  return largest;
}

std::string sima::reference::describe(const Difference &difference,
                                      const Elements &expected,
                                      const Elements &found) {
  int64_t first = difference.firstIndex;
  return std::to_string(difference.elements) + " of " +
         std::to_string(found.count()) + " elements differ, first at " +
         found.coordinate(first) + ": expected " + expected.text(first) +
         ", found " + found.text(first);
}
