//===- Comparison.cpp - Found tensors against expected ones ---------------===//

#include "Results.h"
#include "sima/Numerics/Boundary.h"
#include "sima/Reference/Difference.h"
#include "llvm/Support/Endian.h"
#include <algorithm>
#include <cstring>

using namespace sima;
using namespace sima::package;
using reference::ElementKind;

static std::optional<ElementKind> elementKind(ElementType type) {
  switch (type) {
  case ElementType::Int8:
    return ElementKind::Int8;
  case ElementType::UInt8:
    return ElementKind::UInt8;
  case ElementType::Int16:
    return ElementKind::Int16;
  case ElementType::Int32:
    return ElementKind::Int32;
  case ElementType::Int64:
    return ElementKind::Int64;
  case ElementType::Float32:
    return ElementKind::Float32;
  case ElementType::BFloat16:
    return std::nullopt;
  }
  return std::nullopt;
}

/// Codes as the application of a float32 archive sees them.
static NpyArray dequantized(const ExpectedTensor &tensor) {
  NpyArray result{ElementType::Float32, tensor.array.shape,
                  std::vector<uint8_t>(tensor.array.data.size() * 4)};
  float step = numerics::boundary::stepFromManifest(1.0 / *tensor.scale);
  for (size_t i = 0; i < tensor.array.data.size(); ++i) {
    float value = numerics::boundary::dequantize(
        static_cast<int8_t>(tensor.array.data[i]), step, tensor.zeroPoint);
    std::memcpy(&result.data[4 * i], &value, 4);
  }
  return result;
}

/// uint8 codes as the accelerator stores them.
static NpyArray stored(NpyArray array) {
  array.type = ElementType::Int8;
  for (uint8_t &byte : array.data)
    byte ^= 0x80;
  return array;
}

/// Positions, which a model holds in 32 or 64 bits and the accelerator in 16.
/// Where one does not fit, the array stays as it is.
static NpyArray narrowed(NpyArray array) {
  size_t size = array.type == ElementType::Int64 ? 8 : 4;
  NpyArray result{ElementType::Int16, array.shape, {}};
  for (size_t at = 0; at + size <= array.data.size(); at += size) {
    const uint8_t *bytes = array.data.data() + at;
    int64_t value = size == 8 ? int64_t(llvm::support::endian::read64le(bytes))
                              : int32_t(llvm::support::endian::read32le(bytes));
    if (value != static_cast<int16_t>(value))
      return array;
    result.data.push_back(static_cast<uint8_t>(value));
    result.data.push_back(static_cast<uint8_t>(value >> 8));
  }
  return result;
}

/// Dimension i of the result is dimension order[i] of `array`; arrays of
/// another rank stay as they are.
static NpyArray transposed(NpyArray array, llvm::ArrayRef<int64_t> order) {
  size_t rank = array.shape.size();
  if (order.size() != rank || array.data.empty())
    return array;
  llvm::SmallVector<int64_t> strides(rank, 1), position(rank, 0);
  for (size_t d = rank; d-- > 1;)
    strides[d - 1] = strides[d] * array.shape[d];
  size_t count = strides[0] * array.shape[0];
  size_t size = array.data.size() / count;
  NpyArray result = array;
  for (size_t d = 0; d < rank; ++d)
    result.shape[d] = array.shape[order[d]];
  for (size_t at = 0; at < count; ++at) {
    size_t from = 0;
    for (size_t d = 0; d < rank; ++d)
      from += position[d] * strides[order[d]];
    std::memcpy(&result.data[at * size], &array.data[from * size], size);
    for (size_t d = rank; d-- > 0;) {
      if (++position[d] < result.shape[d])
        break;
      position[d] = 0;
    }
  }
  return result;
}

/// The expected tensor in the type of the found one, where there is a way, and
/// in its order of dimensions.
static ExpectedTensor comparableTo(const NamedArray &found,
                                   ExpectedTensor expected) {
  NpyArray &array = expected.array;
  if (array.type == ElementType::UInt8 && found.array.type == ElementType::Int8)
    array = stored(std::move(array));
  bool positions =
      array.type == ElementType::Int32 || array.type == ElementType::Int64;
  if (positions && found.array.type == ElementType::Int16)
    array = narrowed(std::move(array));
  if (found.array.type == ElementType::Float32 && expected.scale &&
      *expected.scale > 0 && array.type == ElementType::Int8)
    array = dequantized(expected);
  array = transposed(std::move(array), found.order);
  return expected;
}

static bool haveSameElements(const NpyArray &a, const NpyArray &b) {
  return a.type == b.type && a.data.size() == b.data.size() &&
         elementKind(a.type);
}

bool Comparison::compare(const ExpectedTensor &expected,
                         const NamedArray &found) {
  ++tensors;
  bytes += found.array.data.size();
  ElementKind kind = *elementKind(found.array.type);
  reference::Elements expectedElements = {kind, expected.array.shape,
                                          expected.array.data};
  reference::Elements foundElements = {kind, found.array.shape,
                                       found.array.data};
  auto difference = reference::compare(expectedElements, foundElements);
  if (!difference)
    return false;
  if (expected.tolerance > 0 && expected.array.type != ElementType::Float32 &&
      expected.array.type != ElementType::Int64 &&
      reference::largestDistance(expectedElements, foundElements) <=
          expected.tolerance) {
    nearElements += difference->elements;
    return true;
  }
  differingBytes += difference->bytes;
  differences.push_back(
      found.name + ": " +
      reference::describe(*difference, expectedElements, foundElements) + " (" +
      std::to_string(difference->bytes) + " differing bytes)");
  return false;
}

void Comparison::addTensor(NamedArray &found) {
  if (expectations.isOutput(found.name))
    return;
  const ExpectedTensor *expected = expectations.find(found.name);
  if (!expected) {
    ++skipped;
    return;
  }
  ExpectedTensor comparable = comparableTo(found, *expected);
  if (!haveSameElements(comparable.array, found.array))
    ++skipped;
  else if (compare(comparable, found))
    found.array.data = comparable.array.data;
}

void Comparison::addOutputs(llvm::ArrayRef<NamedArray> outputs) {
  for (auto [index, output] : llvm::enumerate(outputs)) {
    const ExpectedTensor *expected =
        expectations.findOutput(output.name, index, outputs.size());
    if (!expected) {
      differences.push_back(output.name +
                            ": no tensor of this name is expected");
      continue;
    }
    ExpectedTensor comparable = comparableTo(output, *expected);
    if (haveSameElements(comparable.array, output.array))
      compare(comparable, output);
    else
      differences.push_back(
          output.name + ": expected " +
          typeText(expected->array.type, expected->array.shape) + ", found " +
          typeText(output.array.type, output.array.shape));
  }
}

llvm::Error Comparison::checkNotEmpty() const {
  if (tensors > 0 || !differences.empty())
    return llvm::Error::success();
  return llvm::createStringError("--compare: no tensor has an expected value");
}

std::string Comparison::summary() const {
  return "compared " + std::to_string(tensors) + " tensors, " +
         std::to_string(bytes) + " bytes, skipped " + std::to_string(skipped) +
         " tensors: " + std::to_string(differingBytes) + " differing bytes" +
         (nearElements > 0 ? ", " + std::to_string(nearElements) +
                                 " codes differ by 1 after float sums"
                           : "");
}

void Comparison::print(llvm::raw_ostream &os) const {
  if (!differences.empty())
    os << "first difference: " << differences.front() << "\n";
  for (const std::string &line :
       llvm::drop_begin(differences, differences.empty() ? 0 : 1))
    os << "  also: " << line << "\n";
  os << summary() << "\n";
}

llvm::json::Object Comparison::toJSON() const {
  llvm::json::Array lines;
  for (const std::string &line : differences)
    lines.push_back(llvm::json::fixUTF8(line));
  return llvm::json::Object{{"tensors", tensors},
                            {"skipped", skipped},
                            {"bytes", bytes},
                            {"differing_bytes", differingBytes},
                            {"near_elements", nearElements},
                            {"differences", std::move(lines)}};
}
