//===- Tensor.cpp - A value of the reference interpreter ------------------===//
//
// Allocation and constants.
//
//===----------------------------------------------------------------------===//
#include "sima/Reference/Tensor.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "mlir/Dialect/Quant/QuantTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>

using namespace mlir;
using namespace sima;
using namespace sima::reference;

static std::string print(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

llvm::Expected<int64_t> reference::tensorBytes(Type type) {
  if (mla::isStaticTensor(type)) {
    Type element = cast<RankedTensorType>(type).getElementType();
    bool isKnown = isa<quant::QuantizedType>(element)
                       ? mla::isQuantizedTensor(type)
                       : element.isSignlessInteger() || element.isF32();
    if (isKnown)
      return mla::storageBytes(type);
  }
  return llvm::createStringError(
      "found a value of type " + print(type) +
      ", only static tensors of 8-bit or 16-bit quantized, integer or f32 "
      "elements can be interpreted");
}

Tensor reference::poisonedTensor(Type type) {
  return {cast<RankedTensorType>(type),
          std::vector<uint8_t>(mla::storageBytes(type), kPoisonByte)};
}

/// The bytes that `value` stores: all elements, or one that stands for all.
static llvm::Expected<llvm::ArrayRef<char>> rawBytes(ElementsAttr value) {
  if (auto dense = dyn_cast<DenseIntOrFPElementsAttr>(value))
    return dense.getRawData();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return blob->getData();
    return llvm::createStringError("resource '" +
                                   resource.getRawHandle().getKey().str() +
                                   "' of a constant is missing");
  }
  return llvm::createStringError(
      "a constant is neither dense nor a dense resource");
}

llvm::Expected<Tensor> reference::tensorOf(ElementsAttr value, Type type) {
  llvm::Expected<int64_t> size = tensorBytes(type);
  if (!size)
    return size.takeError();
  auto raw = rawBytes(value);
  if (!raw)
    return raw.takeError();
  auto dense = dyn_cast<DenseElementsAttr>(value);
  bool isSplat = dense && dense.isSplat();
  auto tensorType = cast<RankedTensorType>(type);
  int64_t expected = isSplat ? *size / tensorType.getNumElements() : *size;
  if (int64_t(raw->size()) != expected)
    return llvm::createStringError("a constant of type " + print(type) +
                                   " has " + llvm::Twine(raw->size()) +
                                   " bytes, expected " + llvm::Twine(expected));
  Tensor tensor{tensorType, std::vector<uint8_t>(*size)};
  for (int64_t at = 0; at < *size; at += expected)
    std::memcpy(tensor.bytes.data() + at, raw->data(), expected);
  return tensor;
}

Elements reference::elements(const Tensor &tensor) {
  Type storage = mla::storageElementType(tensor.type);
  auto kind = storage.isF32()         ? ElementKind::Float32
              : storage.isInteger(64) ? ElementKind::Int64
              : storage.isInteger(32) ? ElementKind::Int32
              : storage.isInteger(16) ? ElementKind::Int16
                                      : ElementKind::Int8;
  return {kind, tensor.type.getShape(), tensor.bytes};
}
