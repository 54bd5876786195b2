//===- Comparison.cpp - Found tensors against expected ones ---------------===//

#include "Results.h"
#include "sima/Numerics/Boundary.h"
#include "sima/Reference/Difference.h"
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

/// Dimension 1 becomes the last one.
static NpyArray channelsLast(const NpyArray &array) {
  NpyArray result = array;
  std::rotate(result.shape.begin() + 1, result.shape.begin() + 2,
              result.shape.end());
  int64_t channels = array.shape[1], positions = 1;
  for (size_t d = 2; d < array.shape.size(); ++d)
    positions *= array.shape[d];
  size_t count = array.shape[0] * channels * positions;
  size_t size = count == 0 ? 0 : array.data.size() / count;
  auto *to = result.data.data();
  for (int64_t n = 0; n < array.shape[0]; ++n)
    for (int64_t p = 0; p < positions; ++p)
      for (int64_t c = 0; c < channels; ++c, to += size)
        std::memcpy(
            to, array.data.data() + ((n * channels + c) * positions + p) * size,
            size);
  return result;
}

/// The expected tensor in the type of the found one, where there is a way, and
/// in its order: shapes tell which one that is, or else the elements.
static ExpectedTensor comparableTo(const NpyArray &found,
                                   ExpectedTensor expected) {
  NpyArray &array = expected.array;
  if (array.type == ElementType::UInt8 && found.type == ElementType::Int8)
    array = stored(std::move(array));
  if (found.type == ElementType::Float32 && expected.scale &&
      *expected.scale > 0 && array.type == ElementType::Int8)
    array = dequantized(expected);
  if (expected.channelsFirst && array.shape.size() > 2 &&
      array.data.size() == found.data.size() && array.data != found.data) {
    NpyArray last = channelsLast(array);
    if (last.data == found.data || array.shape != found.shape)
      array = std::move(last);
  }
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

void Comparison::addTensor(llvm::StringRef name, NpyArray &found) {
  if (expectations.isOutput(name))
    return;
  const ExpectedTensor *expected = expectations.find(name);
  if (!expected) {
    ++skipped;
    return;
  }
  ExpectedTensor comparable = comparableTo(found, *expected);
  if (!haveSameElements(comparable.array, found))
    ++skipped;
  else if (compare(comparable, {name.str(), found}))
    found.data = comparable.array.data;
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
    ExpectedTensor comparable = comparableTo(output.array, *expected);
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
