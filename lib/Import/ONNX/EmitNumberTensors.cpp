//===- EmitNumberTensors.cpp - Between codes and numbers ------------------===//

#include "Emitter.h"
#include "Limits.h"
#include "NumberEmitter.h"
#include "NumberOperators.h"
#include "mlir/IR/AsmState.h"

using namespace mlir;
using namespace sima;
using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

Type Emitter::numberElement(ElementType type) {
  switch (type) {
  case ElementType::f32:
    return builder.getF32Type();
  case ElementType::i32:
    return builder.getI32Type();
  case ElementType::i64:
    return builder.getI64Type();
  default:
    return builder.getI8Type(); // truth values
  }
}

RankedTensorType Emitter::numberType(int index) {
  return RankedTensorType::get(numberShape(tensor(index).shape),
                               numberElement(*tensor(index).number));
}

Value Emitter::numberValue(int index) {
  Value &value = values[index].value;
  const Tensor &from = tensor(index);
  if (value || !from.codes)
    return value;
  // Any type of constants, in that of the tensor.
  RankedTensorType type = numberType(index);
  SmallVector<char> bytes;
  auto append = [&](auto number) {
    const char *data = reinterpret_cast<const char *>(&number);
    bytes.append(data, data + sizeof number);
  };
  for (int64_t i = 0, n = from.codes->size(); i < n; ++i) {
    if (from.number == ElementType::f32)
      append(float(from.codes->real(i)));
    else if (from.number == ElementType::i32)
      append(int32_t(from.codes->integer(i)));
    else if (from.number == ElementType::i64)
      append(from.codes->integer(i));
    else
      append(int8_t(from.codes->integer(i) != 0));
  }
  constantBytes += bytes.size();
  constexpr size_t maxInlineBytes = 64;
  ElementsAttr elements;
  if (bytes.size() <= maxInlineBytes)
    elements = DenseElementsAttr::getFromRawBuffer(type, bytes);
  else
    elements = DenseResourceElementsAttr::get(
        type, "constant",
        HeapAsmResourceBlob::allocateAndCopyWithAlign(
            bytes, type.getElementTypeBitWidth() / 8));
  return value = builder.create<mla::ConstantOp>(
             NameLoc::get(builder.getStringAttr(from.name)), type, elements);
}

llvm::Expected<Value> Emitter::toNumbers(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  if (llvm::Error error = straighten(from))
    return std::move(error);
  RankedTensorType type = numberType(to);
  auto codes = cast<RankedTensorType>(placed(from).value.getType());
  Value value = placed(from).value;
  if (codes.getShape() != type.getShape())
    value = builder.create<mla::ReshapeOp>(
        partLocation(operation),
        RankedTensorType::get(type.getShape(), codes.getElementType()), value);
  if (operation.op == "Positions")
    return Value(create<mla::PointwiseOp>(
        operation, type, mla::PointwiseKind::cast, ValueRange{value}));
  return Value(create<mla::DequantizeOp>(operation, type, value));
}

llvm::Error Emitter::fromNumbers(const CodeOp &operation) {
  int from = operation.operands[0].tensor, to = operation.results[0];
  const Shape &shape = tensor(to).shape;
  if (samples > 1 && (shape.empty() || shape[0] != samples))
    return createStringError("quantizes a tensor of shape " + toString(shape) +
                             " whose dimension 0 is not the " + Twine(samples) +
                             " samples of the inputs");
  Dimensions dimensions;
  for (int64_t d = samples > 1 ? 1 : 0; d < int64_t(shape.size()); ++d)
    dimensions.push_back(d);
  RankedTensorType codes = type(to, {elementCount(shape) / samples});
  Value value = numberValue(from);
  value = builder.create<mla::ReshapeOp>(
      partLocation(operation),
      RankedTensorType::get(codes.getShape(), builder.getF32Type()), value);
  Value made = create<mla::QuantizeOp>(
      operation, codes, value,
      mla::ArithmeticAttr::get(builder.getContext(),
                               mla::Arithmetic::onnx_float));
  place(to, made, Groups{dimensions});
  noteOrder(to);
  return llvm::Error::success();
}

llvm::Error Emitter::numbers(const CodeOp &operation) {
  if (operation.op == "Quantize")
    return fromNumbers(operation);
  if (operation.op == "Dequantize" || operation.op == "Positions") {
    auto value = toNumbers(operation);
    if (!value)
      return value.takeError();
    values[operation.results[0]].value = *value;
    return llvm::Error::success();
  }
  SmallVector<NumberValue> operands;
  for (const Operand &operand : operation.operands) {
    NumberValue &entry = operands.emplace_back();
    if (operand.tensor < 0)
      continue;
    if (elementCount(tensor(operand.tensor).shape) == 0)
      return createStringError("takes a tensor of shape " +
                               toString(tensor(operand.tensor).shape) +
                               ", which has no elements");
    entry = {numberValue(operand.tensor), tensor(operand.tensor).shape};
  }
  SmallVector<Shape> shapes;
  SmallVector<Type> elements;
  for (int result : operation.results) {
    shapes.push_back(result < 0 ? Shape() : tensor(result).shape);
    elements.push_back(result < 0 ? Type()
                                  : numberElement(*tensor(result).number));
  }
  auto made =
      NumberEmitter(builder, partLocation(operation), graph, *operation.node)
          .run(operands, shapes, elements);
  if (!made)
    return made.takeError();
  for (auto [value, result] : llvm::zip_equal(*made, operation.results)) {
    if (result < 0)
      continue;
    Location loc = NameLoc::get(builder.getStringAttr(tensor(result).name));
    RankedTensorType type = numberType(result);
    // The name is that of the value in its final shape.
    if (value.getType() != type)
      value = builder.create<mla::ReshapeOp>(loc, type, value);
    else if (mlir::Operation *op = value.getDefiningOp();
             op && op->getLoc() == partLocation(operation))
      op->setLoc(loc);
    values[result].value = value;
  }
  return constantBytes > kMaxConstantBytes
             ? createStringError("makes the constants take more than " +
                                 Twine(kMaxConstantBytes) + " bytes")
             : llvm::Error::success();
}
