//===- Node.cpp - One operator while it is imported -----------------------===//

#include "Node.h"
#include "OperatorTable.h"
#include "TensorType.h"
#include "mlir/Dialect/Quant/QuantTypes.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

llvm::ArrayRef<int64_t> sima::tfl::shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

Node::Node(GraphImporter &graph, unsigned index)
    : graph(graph), index(index), inputs(graph.getModel().opInputs(index)),
      loc(NameLoc::get(
          graph.getBuilder().getStringAttr(graph.getModel().nodeName(index)))) {
}

llvm::Error Node::error(const Twine &message) const {
  return createStringError(model().operatorName(index) + " '" +
                           printable(model().nodeName(index)) +
                           "': " + message);
}

llvm::Error Node::checkOperands(unsigned min, unsigned max,
                                unsigned maxOutputs) const {
  if (inputs.size() < min || inputs.size() > max)
    return createStringError("has " + Twine(inputs.size()) + " inputs, takes " +
                             Twine(min) + " to " + Twine(max));
  for (unsigned i = 0; i < min; ++i)
    if (!hasInput(i))
      return createStringError("lacks input " + Twine(i));
  if (outputCount() < 1 || outputCount() > maxOutputs)
    return createStringError("has " + Twine(outputCount()) +
                             " outputs, gives 1" +
                             (maxOutputs > 1 ? " or more" : ""));
  return llvm::Error::success();
}

llvm::Error Node::checkSymmetry() const {
  if (!needsSymmetricInt16(model().code(index)))
    return llvm::Error::success();
  llvm::SmallVector<int32_t> tensors(inputs.begin(), inputs.end());
  llvm::append_range(tensors, model().opOutputs(index));
  for (int32_t tensor : tensors) {
    if (tensor < 0 || model().tensor(tensor).type() != fb::TensorType::INT16)
      continue;
    auto type = graph.type(tensor);
    if (!type)
      return type.takeError();
    if (!mla::isPerAxis(*type) && mla::tensorZeroPoint(*type) != 0)
      return createStringError("has an int16 tensor with zero point " +
                               Twine(mla::tensorZeroPoint(*type)) +
                               ", LiteRT takes 0");
  }
  return llvm::Error::success();
}

bool Node::isRead(unsigned output) const {
  int32_t tensor = model().opOutputs(index)[output];
  for (unsigned op = 0; op < model().operatorCount(); ++op)
    if (llvm::is_contained(model().opInputs(op), tensor))
      return true;
  return false;
}

mla::Arithmetic Node::arithmetic() const {
  switch (model().tensor(inputs[0]).type()) {
  case fb::TensorType::UINT8:
    return mla::Arithmetic::tflite_u8;
  case fb::TensorType::INT16:
    return mla::Arithmetic::tflite_16x8;
  default:
    return mla::Arithmetic::tflite;
  }
}

mla::Activation Node::activation() const {
  switch (fusedActivation(op())) {
  case fb::ActivationFunctionType::RELU:
    return mla::Activation::relu;
  case fb::ActivationFunctionType::RELU6:
    return mla::Activation::relu6;
  case fb::ActivationFunctionType::RELU_N1_TO_1:
    return mla::Activation::relu_n1_to_1;
  default:
    return mla::Activation::none;
  }
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

llvm::Expected<Value> Node::input(unsigned input, std::optional<int64_t> rank) {
  auto value = graph.value(inputs[input]);
  if (!value)
    return value;
  if (mla::isPerAxis(value->getType()))
    return createStringError("input " + Twine(input) +
                             " is quantized per channel, it needs one scale");
  if (rank && int64_t(shapeOf(*value).size()) != *rank)
    return createStringError("input " + Twine(input) + " has shape " +
                             toString(shapeOf(*value)) + ", rank " +
                             Twine(*rank) + " is needed");
  return value;
}

llvm::Expected<Value> Node::filter(int64_t rank, int64_t axis,
                                   bool hasZeroPoint) {
  auto value = graph.value(inputs[1]);
  if (!value)
    return value;
  if (int64_t(shapeOf(*value).size()) != rank)
    return createStringError("filter has shape " + toString(shapeOf(*value)) +
                             ", rank " + Twine(rank) + " is needed");
  if (mla::isPerAxis(value->getType())) {
    if (model().tensor(inputs[1]).type() == fb::TensorType::UINT8)
      return createStringError("filter of uint8 is quantized per channel, "
                               "LiteRT takes one scale");
    auto type = cast<quant::UniformQuantizedPerAxisType>(
        getElementTypeOrSelf(value->getType()));
    if (type.getQuantizedDimension() != axis)
      return createStringError("filter is quantized along dimension " +
                               Twine(type.getQuantizedDimension()) +
                               ", its output channels are dimension " +
                               Twine(axis));
    if (llvm::any_of(type.getZeroPoints(), [](int64_t z) { return z != 0; }))
      return createStringError("filter has zero points other than 0");
  } else if (int64_t zeroPoint = mla::tensorZeroPoint(value->getType());
             zeroPoint && !hasZeroPoint &&
             model().tensor(inputs[1]).type() == fb::TensorType::INT8) {
    return createStringError("filter has zero point " + Twine(zeroPoint) +
                             ", int8 filters have 0");
  }
  return value;
}

llvm::SmallVector<int64_t> Node::statedShape(unsigned input) const {
  const auto *shape = model().tensor(inputs[input]).shape();
  return shape ? llvm::SmallVector<int64_t>(shape->begin(), shape->end())
               : llvm::SmallVector<int64_t>();
}

unsigned Node::addedDimensions(unsigned input) const {
  llvm::SmallVector<int64_t> shape = statedShape(input);
  if (model().isConstant(inputs[input]))
    return 0;
  llvm::SmallVector<int64_t> framed = graph.withSamples(shape);
  // The last dimensions are those of the file, or a 1 was put there.
  return ArrayRef(framed).take_back(shape.size()) == ArrayRef(shape)
             ? framed.size() - shape.size()
             : 0;
}

llvm::Expected<int64_t> Node::axis(int64_t axis, unsigned input) const {
  int64_t rank = statedShape(input).size();
  if (axis < -rank || axis >= rank)
    return createStringError("axis " + Twine(axis) + " of a tensor of rank " +
                             Twine(rank));
  return (axis < 0 ? axis + rank : axis) + addedDimensions(input);
}

llvm::Expected<llvm::SmallVector<int64_t>>
Node::integers(unsigned input, unsigned limit) const {
  unsigned tensor = inputs[input];
  bool wide = model().tensor(tensor).type() == fb::TensorType::INT64;
  size_t width = wide ? sizeof(int64_t) : sizeof(int32_t);
  llvm::ArrayRef<uint8_t> data = model().data(tensor);
  if (data.size() % width != 0 || data.size() > limit * width)
    return createStringError("operand " + Twine(input) + " has " +
                             Twine(data.size()) + " bytes, not 1 to " +
                             Twine(limit) + (wide ? " int64" : " int32"));
  llvm::SmallVector<int64_t> values;
  for (; !data.empty(); data = data.drop_front(width))
    values.push_back(
        wide ? int64_t(llvm::support::endian::read64le(data.data()))
             : int32_t(llvm::support::endian::read32le(data.data())));
  return values;
}

//===----------------------------------------------------------------------===//
// The result
//===----------------------------------------------------------------------===//

llvm::Expected<RankedTensorType> Node::anyOutputType(unsigned output) {
  auto type = graph.type(model().opOutputs(index)[output]);
  if (type && mla::isPerAxis(*type))
    return createStringError(
        "output is quantized per channel, it needs one scale");
  return type;
}

llvm::Expected<RankedTensorType>
Node::outputType(llvm::ArrayRef<int64_t> computed, unsigned output) {
  auto type = anyOutputType(output);
  if (type && type->getShape() != ArrayRef(graph.withSamples(computed)))
    return createStringError("output has shape " + toString(type->getShape()) +
                             ", the operator gives " + toString(computed));
  return type;
}

llvm::Expected<RankedTensorType>
Node::outputType(llvm::ArrayRef<int64_t> computed, Value like,
                 unsigned output) {
  auto type = outputType(computed, output);
  if (type && type->getElementType() != getElementTypeOrSelf(like.getType()))
    return createStringError(
        "output must have the scale and zero point of the input");
  return type;
}

llvm::Error Node::setResult(Value value, unsigned output) {
  return graph.define(model().opOutputs(index)[output], value);
}

void Node::nameAfterOutput(unsigned output) {
  if (output > 0)
    loc = NameLoc::get(graph.getBuilder().getStringAttr(
        model().tensorName(model().opOutputs(index)[output])));
}
