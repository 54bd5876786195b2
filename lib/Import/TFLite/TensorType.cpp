//===- TensorType.cpp - Shapes and scales of a model's tensors ------------===//

#include "TensorType.h"
#include "Numbers.h"
#include "dialects/MLA/IR/TensorTypes.h"
#include "mlir/Dialect/Quant/QuantTypes.h"
#include "llvm/Support/Endian.h"
#include <cmath>

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::Twine;

static llvm::Error tensorError(const ModelFile &model, unsigned tensor,
                               const Twine &message) {
  return llvm::createStringError(
      "tensor '" + printable(model.tensorName(tensor)) + "' " + message);
}

std::string sima::tfl::toString(llvm::ArrayRef<int64_t> shape) {
  std::string text;
  for (int64_t size : shape)
    text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

llvm::Expected<llvm::SmallVector<int64_t>>
sima::tfl::tensorShape(const ModelFile &model, unsigned index) {
  const flatbuffers::Vector<int32_t> *sizes = model.tensor(index).shape();
  if (model.isConstant(index) && (!sizes || sizes->size() == 0))
    return llvm::SmallVector<int64_t>{1}; // a scalar
  if (!sizes || sizes->size() == 0 || sizes->size() > mla::kMaxRank)
    return tensorError(model, index,
                       "has rank " + Twine(sizes ? sizes->size() : 0) +
                           ", imported are ranks 1 to " + Twine(mla::kMaxRank));
  llvm::SmallVector<int64_t> shape(sizes->begin(), sizes->end());
  int64_t elements = 1;
  for (int64_t size : shape)
    if (size < 1 || __builtin_mul_overflow(elements, size, &elements) ||
        elements > mla::kMaxTensorBytes)
      return tensorError(model, index,
                         "has shape " + toString(shape) +
                             ", the limits are sizes of at least 1 and " +
                             Twine(mla::kMaxTensorBytes) + " elements");
  return shape;
}

namespace {
/// How codes of the file's type are stored in the dialect.
struct Storage {
  const char *name;
  int64_t lo, hi;     ///< codes of the file
  unsigned bits;      ///< in the dialect, signed
  int64_t offset = 0; ///< what the dialect's codes are less
};

/// Quantization parameters of one tensor, one or one for each channel.
struct Quantization {
  llvm::SmallVector<double> scales;
  llvm::SmallVector<int64_t> zeroPoints;
  int32_t axis = 0;
};
} // namespace

static Storage storageOf(fb::TensorType type) {
  switch (type) {
  case fb::TensorType::UINT8:
    return {"uint8", 0, 255, 8, 128};
  case fb::TensorType::INT16:
    return {"int16", -32768, 32767, 16};
  default:
    return {"int8", -128, 127, 8};
  }
}

/// Element `i` of a vector whose elements the verifier does not align to 8.
static int64_t zeroPoint(const flatbuffers::Vector<int64_t> &values, size_t i) {
  return llvm::support::endian::read64le(values.Data() + i * sizeof(int64_t));
}

static llvm::Error readValues(const ModelFile &model, unsigned index,
                              Quantization &result) {
  const fb::QuantizationParameters &entry = *model.tensor(index).quantization();
  size_t points = entry.zero_point() ? entry.zero_point()->size() : 0;
  size_t scales = entry.scale()->size();
  if (points != 1 && points != scales)
    return tensorError(model, index,
                       "has " + Twine(scales) + " scales and " + Twine(points) +
                           " zero points");
  for (float scale : *entry.scale()) {
    if (!std::isfinite(scale) || scale <= 0)
      return tensorError(model, index,
                         "has a scale of " + std::to_string(scale) +
                             ", scales are finite and above 0");
    result.scales.push_back(scale);
  }
  Storage storage = storageOf(model.tensor(index).type());
  for (size_t i = 0; i < scales; ++i) {
    int64_t value = zeroPoint(*entry.zero_point(), points == 1 ? 0 : i);
    if (value < storage.lo || value > storage.hi)
      return tensorError(model, index,
                         "has zero point " + Twine(value) + ", " +
                             storage.name + " codes are " + Twine(storage.lo) +
                             " to " + Twine(storage.hi));
    result.zeroPoints.push_back(value - storage.offset);
  }
  result.axis = entry.quantized_dimension();
  return llvm::Error::success();
}

static llvm::Expected<Quantization>
readQuantization(const ModelFile &model, unsigned index,
                 llvm::ArrayRef<int64_t> shape) {
  const fb::QuantizationParameters *entry = model.tensor(index).quantization();
  size_t scales = entry && entry->scale() ? entry->scale()->size() : 0;
  if (scales == 0)
    return tensorError(model, index,
                       Twine("is ") +
                           storageOf(model.tensor(index).type()).name +
                           " but not quantized: it has no scale");
  if (scales > 1) {
    int64_t axis = entry->quantized_dimension();
    if (axis < 0 || axis >= int64_t(shape.size()))
      return tensorError(model, index,
                         "is quantized along dimension " + Twine(axis) +
                             " of " + Twine(shape.size()));
    if (shape[axis] != int64_t(scales))
      return tensorError(model, index,
                         "has " + Twine(scales) + " scales for the " +
                             Twine(shape[axis]) + " channels of dimension " +
                             Twine(axis));
  }
  Quantization result;
  if (llvm::Error error = readValues(model, index, result))
    return std::move(error);
  return result;
}

RankedTensorType sima::tfl::positionsType(llvm::ArrayRef<int64_t> shape,
                                          MLIRContext *context) {
  Type element = quant::UniformQuantizedType::get(
      quant::QuantizationFlags::Signed, IntegerType::get(context, 16),
      Float32Type::get(context), 1.0, 0, -32768, 32767);
  return RankedTensorType::get(shape, element);
}

bool sima::tfl::isQuantized(const ModelFile &model, unsigned index) {
  const fb::QuantizationParameters *entry = model.tensor(index).quantization();
  return entry && entry->scale() && entry->scale()->size() > 0;
}

static Type numberElement(fb::TensorType type, MLIRContext *context) {
  switch (type) {
  case fb::TensorType::FLOAT32:
    return Float32Type::get(context);
  case fb::TensorType::INT64:
    return IntegerType::get(context, 64);
  case fb::TensorType::BOOL:
    return IntegerType::get(context, 8);
  default:
    return IntegerType::get(context, 32);
  }
}

llvm::Expected<RankedTensorType> sima::tfl::valueType(const ModelFile &model,
                                                      unsigned index,
                                                      MLIRContext *context) {
  auto shape = tensorShape(model, index);
  if (!shape)
    return shape.takeError();
  fb::TensorType fileType = model.tensor(index).type();
  if (isNumber(fileType))
    return RankedTensorType::get(*shape, numberElement(fileType, context));
  // uint8 that is not quantized holds the numbers 0 to 255.
  if (fileType == fb::TensorType::UINT8 && !isQuantized(model, index))
    return RankedTensorType::get(*shape, quant::UniformQuantizedType::get(
                                             quant::QuantizationFlags::Signed,
                                             IntegerType::get(context, 8),
                                             Float32Type::get(context), 1.0,
                                             -128, -128, 127));
  auto quantization = readQuantization(model, index, *shape);
  if (!quantization)
    return quantization.takeError();
  constexpr unsigned flags = quant::QuantizationFlags::Signed;
  unsigned bits = storageOf(fileType).bits;
  int64_t highest = (int64_t(1) << (bits - 1)) - 1;
  Type storage = IntegerType::get(context, bits);
  Type real = Float32Type::get(context);
  Type element;
  if (quantization->scales.size() == 1)
    element = quant::UniformQuantizedType::get(
        flags, storage, real, quantization->scales.front(),
        quantization->zeroPoints.front(), -highest - 1, highest);
  else
    element = quant::UniformQuantizedPerAxisType::get(
        flags, storage, real, quantization->scales, quantization->zeroPoints,
        quantization->axis, -highest - 1, highest);
  return RankedTensorType::get(*shape, element);
}
