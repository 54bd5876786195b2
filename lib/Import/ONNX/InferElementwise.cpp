//===- InferElementwise.cpp - Shapes of elementwise operators -------------===//

#include "SourceOperators.h"

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

llvm::Error sima::onnx_import::inferUnary(NodeView &node) {
  return node.setOutput(0, node.shape(0), node.type(0));
}

/// Bounds become the attributes `min` and `max`, as float; absent ones are left
/// out.
llvm::Error sima::onnx_import::inferClip(NodeView &node) {
  for (unsigned i : {1u, 2u}) {
    if (!node.hasInput(i))
      continue;
    const char *name = i == 1 ? "min" : "max";
    auto bound = node.constantReal(i, name);
    if (!bound)
      return bound.takeError();
    node.setAttribute(name, float(*bound));
  }
  return inferUnary(node);
}

llvm::Error sima::onnx_import::inferCast(NodeView &node) {
  auto to = node.integer("to", 0);
  if (!to)
    return to.takeError();
  if (*to < 0 || *to > 255 || !isKnown(ElementType(*to)))
    return createStringError("casts to " + typeName(ElementType(uint8_t(*to))) +
                             ", which is not read");
  return node.setOutput(0, node.shape(0), ElementType(*to));
}

static llvm::Expected<Shape> commonShape(const NodeView &node) {
  Shape shape(node.shape(0));
  for (unsigned i = 1; i < node.inputCount(); ++i) {
    if (!node.hasInput(i))
      return createStringError("lacks input " + Twine(i));
    auto wider = broadcastShape(shape, node.shape(i));
    if (!wider)
      return wider;
    shape = *wider;
  }
  return shape;
}

llvm::Error sima::onnx_import::inferBroadcast(NodeView &node) {
  auto shape = commonShape(node);
  if (!shape)
    return shape.takeError();
  return node.setOutput(0, *shape, node.type(0));
}

llvm::Error sima::onnx_import::inferComparison(NodeView &node) {
  auto shape = commonShape(node);
  if (!shape)
    return shape.takeError();
  return node.setOutput(0, *shape, ElementType::boolean);
}

llvm::Error sima::onnx_import::inferWhere(NodeView &node) {
  auto shape = commonShape(node);
  if (!shape)
    return shape.takeError();
  return node.setOutput(0, *shape, node.type(1));
}

llvm::Error sima::onnx_import::inferPRelu(NodeView &node) {
  auto shape = broadcastShape(node.shape(0), node.shape(1));
  if (!shape)
    return shape.takeError();
  if (llvm::ArrayRef<int64_t>(*shape) != node.shape(0))
    return createStringError("slope of shape " + toString(node.shape(1)) +
                             " does not fit an input of shape " +
                             toString(node.shape(0)));
  return inferUnary(node);
}
