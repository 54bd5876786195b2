//===- TensorTypes.cpp - Shapes and scales of mla tensors -----------------===//

#include "dialects/MLA/IR/TensorTypes.h"
#include "mlir/Dialect/Quant/QuantTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace sima::mla {

/// Whether `type` is a number of whole bytes, quantized (8 or 16 bits) or not.
static bool isElement(Type type) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(type))
    return isa<quant::UniformQuantizedType, quant::UniformQuantizedPerAxisType>(
               type) &&
           (quantized.getStorageTypeIntegralWidth() == 8 ||
            quantized.getStorageTypeIntegralWidth() == 16) &&
           quantized.isSigned();
  if (!type.isF32() && !type.isSignlessInteger())
    return false;
  unsigned bits = type.getIntOrFloatBitWidth();
  return bits == 8 || bits == 16 || bits == 32 || bits == 64;
}

/// Whether every zero point is a code.
static bool hasZeroPointsInRange(quant::QuantizedType type) {
  int64_t highest =
      (int64_t(1) << (type.getStorageTypeIntegralWidth() - 1)) - 1;
  auto isCode = [=](int64_t zero) {
    return zero >= -highest - 1 && zero <= highest;
  };
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type))
    return llvm::all_of(perAxis.getZeroPoints(), isCode);
  return isCode(cast<quant::UniformQuantizedType>(type).getZeroPoint());
}

bool isStaticTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape() || tensor.getRank() > kMaxRank ||
      !isElement(tensor.getElementType()))
    return false;
  int64_t elements = 1;
  for (int64_t dim : tensor.getShape())
    if (dim < 1 || __builtin_mul_overflow(elements, dim, &elements) ||
        elements > kMaxTensorBytes)
      return false;
  return true;
}

bool isQuantizedTensor(Type type) {
  if (!isStaticTensor(type))
    return false;
  auto quantized = dyn_cast<quant::QuantizedType>(
      cast<RankedTensorType>(type).getElementType());
  if (!quantized || !hasZeroPointsInRange(quantized))
    return false;
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(quantized)) {
    auto tensor = cast<RankedTensorType>(type);
    int64_t axis = perAxis.getQuantizedDimension();
    return axis >= 0 && axis < tensor.getRank() &&
           int64_t(perAxis.getScales().size()) == tensor.getDimSize(axis);
  }
  return true;
}

bool isBiasTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return isStaticTensor(type) && tensor.getRank() == 1 &&
         (tensor.getElementType().isSignlessInteger(32) ||
          tensor.getElementType().isSignlessInteger(64));
}

bool isByteTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return isStaticTensor(type) && tensor.getRank() == 2 &&
         tensor.getElementType().isSignlessInteger(8);
}

bool isFloatTensor(Type type) {
  return isStaticTensor(type) &&
         cast<RankedTensorType>(type).getElementType().isF32();
}

bool isNumberTensor(Type type) {
  if (!isStaticTensor(type))
    return false;
  Type element = cast<RankedTensorType>(type).getElementType();
  return element.isF32() || element.isSignlessInteger(8) ||
         element.isSignlessInteger(32) || element.isSignlessInteger(64);
}

MapShape mapShape(Type type) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
  switch (shape.size()) {
  case 0:
    return {};
  case 1:
    return {1, 1, 1, shape[0]};
  case 2:
    return {shape[0], 1, 1, shape[1]};
  case 3:
    return {shape[0], 1, shape[1], shape[2]};
  default:
    return {shape[0], shape[1], shape[2], shape[3]};
  }
}

static Type elementType(Type type) {
  return cast<RankedTensorType>(type).getElementType();
}

bool isPerAxis(Type type) {
  return isa<quant::UniformQuantizedPerAxisType>(elementType(type));
}

double tensorScale(Type type) {
  return cast<quant::UniformQuantizedType>(elementType(type)).getScale();
}

int64_t tensorZeroPoint(Type type) {
  return cast<quant::UniformQuantizedType>(elementType(type)).getZeroPoint();
}

SmallVector<double> channelScales(Type type, int64_t count) {
  if (auto perAxis =
          dyn_cast<quant::UniformQuantizedPerAxisType>(elementType(type)))
    return llvm::to_vector(perAxis.getScales());
  return SmallVector<double>(count, tensorScale(type));
}

Type storageElementType(Type type) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(elementType(type)))
    return IntegerType::get(type.getContext(),
                            quantized.getStorageTypeIntegralWidth());
  return elementType(type);
}

int64_t elementBytes(Type type) {
  return storageElementType(type).getIntOrFloatBitWidth() / 8;
}

int64_t storageBytes(Type type) {
  return cast<RankedTensorType>(type).getNumElements() * elementBytes(type);
}

numerics::tflite::Range codeRange(Type type) {
  int32_t highest = elementBytes(type) == 1 ? INT8_MAX : INT16_MAX;
  return {-highest - 1, highest};
}

RankedTensorType withSamples(RankedTensorType type, int64_t samples) {
  SmallVector<int64_t> shape(type.getShape());
  shape.front() = samples;
  return RankedTensorType::get(shape, type.getElementType());
}

} // namespace sima::mla
