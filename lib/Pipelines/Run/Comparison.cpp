//===- Comparison.cpp - Found tensors against expected ones ---------------===//

#include "Results.h"
#include "sima/Numerics/Boundary.h"
#include "sima/Reference/Difference.h"
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

static bool haveSameElements(const NpyArray &a, const NpyArray &b) {
  return a.type == b.type && a.data.size() == b.data.size() &&
         elementKind(a.type);
}

void Comparison::compare(const ExpectedTensor &expected,
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
    return;
  differingBytes += difference->bytes;
  differences.push_back(
      found.name + ": " +
      reference::describe(*difference, expectedElements, foundElements) + " (" +
      std::to_string(difference->bytes) + " differing bytes)");
}

void Comparison::addTensor(llvm::StringRef name, const NpyArray &found) {
  if (expectations.isOutput(name))
    return;
  const ExpectedTensor *expected = expectations.find(name);
  if (expected && haveSameElements(expected->array, found))
    compare(*expected, {name.str(), found});
  else
    ++skipped;
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
    bool isDequantized = output.array.type == ElementType::Float32 &&
                         expected->array.type == ElementType::Int8 &&
                         expected->scale && *expected->scale > 0;
    ExpectedTensor comparable = *expected;
    if (isDequantized)
      comparable.array = dequantized(*expected);
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
         " tensors: " + std::to_string(differingBytes) + " differing bytes";
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
                            {"differences", std::move(lines)}};
}
