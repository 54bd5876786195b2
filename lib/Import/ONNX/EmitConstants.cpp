//===- EmitConstants.cpp - Constants, clamps and changes of scale ---------===//

#include "Emitter.h"
#include "mlir/IR/AsmState.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;

/// Constants up to this size are written into the operation itself, larger ones
/// become resources.
static constexpr size_t kMaxInlineBytes = 64;

/// An attribute of `bytes`.
static ElementsAttr elements(RankedTensorType storage, StringRef key,
                             ArrayRef<char> bytes) {
  if (bytes.size() <= kMaxInlineBytes)
    return DenseElementsAttr::getFromRawBuffer(storage, bytes);
  return DenseResourceElementsAttr::get(
      storage, key,
      HeapAsmResourceBlob::allocateAndCopyWithAlign(
          bytes, storage.getElementTypeBitWidth() / 8));
}

Value Emitter::constant(const Tensor &from, ConstantRef codes, Type type,
                        ArrayRef<int64_t> shape) {
  constantBytes += codes->bytes.size();
  auto storage = RankedTensorType::get(
      shape, builder.getIntegerType(from.quantization.bits()));
  return builder.create<mla::ConstantOp>(
      NameLoc::get(builder.getStringAttr(from.name)),
      RankedTensorType::get(shape, type),
      elements(storage, "constant",
               {codes->bytes.data(), codes->bytes.size()}));
}

Value Emitter::constantInts(Location loc, ArrayRef<int64_t> values,
                            unsigned bits, ArrayRef<int64_t> shape) {
  ElementType type = bits == 8    ? ElementType::i8
                     : bits == 16 ? ElementType::i16
                     : bits == 32 ? ElementType::i32
                                  : ElementType::i64;
  constantBytes += values.size() * bits / 8;
  ConstantRef packed = Constant::ofIntegers(type, Shape(shape), values);
  auto storage = RankedTensorType::get(shape, builder.getIntegerType(bits));
  return builder.create<mla::ConstantOp>(
      loc, storage,
      elements(storage, "constant",
               {packed->bytes.data(), packed->bytes.size()}));
}

Value Emitter::constantFloats(Location loc, const Constant &values) {
  SmallVector<float> reals;
  for (int64_t i = 0, n = values.size(); i < n; ++i)
    reals.push_back(float(values.real(i)));
  auto type =
      RankedTensorType::get({int64_t(reals.size())}, builder.getF32Type());
  return builder.create<mla::ConstantOp>(
      loc, type, DenseElementsAttr::get(type, ArrayRef<float>(reals)));
}

Value Emitter::scalar(Location loc, const Quantization &quantization,
                      int64_t code) {
  ElementType type =
      quantization.bits() == 8 ? ElementType::i8 : ElementType::i16;
  Tensor tensor;
  tensor.name = "scalar";
  tensor.quantization = quantization;
  return constant(tensor, Constant::ofIntegers(type, {1, 1}, {code}),
                  elementType(quantization), {1, 1});
}

mla::Arithmetic Emitter::arithmetic(const CodeOp &operation) {
  if (!operation.isFused)
    return mla::Arithmetic::onnx_float;
  // These round sums that contain zero points as the runtime has them.
  bool seesCodes = operation.op == "Add" || operation.op == "Mul" ||
                   operation.op == "AveragePool";
  return seesCodes && operation.runsUnsigned ? mla::Arithmetic::onnx_u8
                                             : mla::Arithmetic::onnx;
}

//===----------------------------------------------------------------------===//
// Clamps and scales
//===----------------------------------------------------------------------===//

/// Operators whose operations have an activation of their own.
static bool hasActivation(StringRef op) {
  return llvm::StringSwitch<bool>(op)
      .Cases("Conv", "ConvTranspose", "MatMul", "Gemm", "Einsum", true)
      .Cases("Add", "Sub", "Mul", "Div", "Min", "Max", true)
      .Cases("AveragePool", "MaxPool", true)
      .Default(false);
}

mla::Activation Emitter::activation(const CodeOp &operation,
                                    const Tensor &result) {
  const Quantization &codes = result.quantization;
  if (operation.clamp && hasActivation(operation.op) &&
      operation.clamp->second == codes.highest() &&
      operation.clamp->first == codes.zeroPoint())
    return mla::Activation::relu;
  return mla::Activation::none;
}

Value Emitter::lookup(Location loc, StringRef function, Value input,
                      RankedTensorType type, ArrayRef<int64_t> table,
                      int64_t channels) {
  unsigned bits = mla::elementBytes(type) * 8;
  Shape shape = {256};
  if (channels > 1)
    shape.insert(shape.begin(), channels);
  Value entries = constantInts(loc, table, bits, shape);
  return builder.create<mla::LookupOp>(loc, type, function, input, entries,
                                       mla::Arithmetic::onnx);
}

bool Emitter::needsClamp(const CodeOp &operation) const {
  return operation.clamp &&
         activation(operation, result(operation)) == mla::Activation::none;
}

llvm::Expected<Value> Emitter::clamped(const CodeOp &operation, Value value) {
  const Tensor &to = result(operation);
  if (!needsClamp(operation))
    return value;
  auto type = cast<RankedTensorType>(value.getType());
  if (to.quantization.bits() != 8) {
    // Codes of one scale are ordered like their numbers.
    auto [low, high] = *operation.clamp;
    bool isLast = high == to.quantization.highest();
    if (low > to.quantization.lowest())
      value = builder.create<mla::MaximumOp>(
          isLast ? location(operation) : partLocation(operation), type, value,
          scalar(location(operation), to.quantization, low),
          mla::Activation::none, mla::Arithmetic::onnx_float);
    if (!isLast)
      value = builder.create<mla::MinimumOp>(
          location(operation), type, value,
          scalar(location(operation), to.quantization, high),
          mla::Activation::none, mla::Arithmetic::onnx_float);
    return value;
  }
  SmallVector<int64_t> table;
  for (int64_t code = -128; code < 128; ++code)
    table.push_back(
        std::clamp(code, operation.clamp->first, operation.clamp->second));
  return lookup(location(operation), "clip", value, type, table);
}

llvm::Expected<Value> Emitter::rescaled(Location loc, Value value,
                                        const Quantization &from,
                                        const Quantization &to) {
  if (from.sameNumbers(to))
    return value;
  auto type = RankedTensorType::get(
      cast<RankedTensorType>(value.getType()).getShape(), elementType(to));
  if (from.bits() != 8)
    return Value(builder.create<mla::RescaleOp>(loc, type, value,
                                                mla::Arithmetic::onnx_float));
  SmallVector<int64_t> table;
  for (int64_t code = -128; code < 128; ++code)
    table.push_back(to.code(from.real(code)));
  return lookup(loc, "rescale", value, type, table);
}
