//===- Axes.cpp - Dimensions that operators name --------------------------===//

#include "Axes.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

llvm::Expected<int64_t> sima::tfl::axisOf(int64_t stated, int64_t rank) {
  if (stated < -rank || stated >= rank)
    return createStringError("axis " + Twine(stated) + " of a tensor of rank " +
                             Twine(rank));
  return stated < 0 ? stated + rank : stated;
}

llvm::Error sima::tfl::checkWithinSample(int64_t axis, int64_t rank,
                                         llvm::StringRef verb) {
  if (rank > 1 && axis == 0)
    return createStringError(verb + " dimension 0, that of the samples, which "
                                    "are computed one by one");
  return llvm::Error::success();
}

RankedTensorType sima::tfl::withShape(Value value,
                                      llvm::ArrayRef<int64_t> shape) {
  return RankedTensorType::get(
      shape, cast<RankedTensorType>(value.getType()).getElementType());
}

llvm::Expected<Shape> sima::tfl::perDimension(const Node &node,
                                              unsigned operand, int64_t fill,
                                              unsigned input) {
  auto values = node.integers(operand);
  if (!values)
    return values;
  size_t rank = node.statedShape(input).size();
  if (values->size() != rank)
    return createStringError("operand " + Twine(operand) + " has " +
                             Twine(values->size()) +
                             " values, the input has rank " + Twine(rank));
  values->insert(values->begin(), node.addedDimensions(input), fill);
  return values;
}

Shape sima::tfl::shapeInFile(const Node &node, llvm::ArrayRef<int64_t> shape,
                             unsigned input) {
  return Shape(shape.drop_front(node.addedDimensions(input)));
}

Value sima::tfl::reshaped(Node &node, llvm::StringRef part, Value value,
                          llvm::ArrayRef<int64_t> shape) {
  if (shapeOf(value) == shape)
    return value;
  return node.createStep<mla::ReshapeOp>(part, withShape(value, shape), value);
}

llvm::Error sima::tfl::setMoved(Node &node, Value value,
                                llvm::ArrayRef<int64_t> shape,
                                unsigned output) {
  auto type = node.outputType(shape, value, output);
  if (!type)
    return type.takeError();
  return node.setResult(node.create<mla::ReshapeOp>(*type, value), output);
}
