//===- InferData.cpp - Shapes as data -------------------------------------===//
//
// Operators whose results are known as soon as shapes are: they become
// constants here.
//
//===----------------------------------------------------------------------===//

#include "Limits.h"
#include "SourceOperators.h"

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

static llvm::Error setIntegers(NodeView &node, Shape shape,
                               llvm::ArrayRef<int64_t> values) {
  if (llvm::Error error = node.setOutput(0, shape, ElementType::i64))
    return error;
  node.setConstant(0, Constant::ofIntegers(ElementType::i64, shape, values));
  return llvm::Error::success();
}

llvm::Error sima::onnx_import::inferShape(NodeView &node) {
  int64_t rank = node.rank(0);
  auto start = node.integer("start", 0), end = node.integer("end", rank);
  if (!start || !end)
    return firstError(start.takeError(), end.takeError());
  auto place = [&](int64_t at) {
    return std::clamp<int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  int64_t from = place(*start), to = std::max(from, place(*end));
  return setIntegers(node, {to - from}, node.shape(0).slice(from, to - from));
}

llvm::Error sima::onnx_import::inferSize(NodeView &node) {
  return setIntegers(node, {}, {elementCount(node.shape(0))});
}

llvm::Error sima::onnx_import::inferConstantOfShape(NodeView &node) {
  auto shape = node.constantIntegers(0, "shape");
  if (!shape)
    return shape.takeError();
  auto attribute = node.node.attributes.find("value");
  ConstantRef value = Constant::ofFloats({}, {0.0f});
  if (attribute != node.node.attributes.end())
    if (const auto *stated = std::get_if<ConstantRef>(&attribute->second))
      value = *stated;
  if (value->size() != 1)
    return createStringError("value has " + Twine(value->size()) +
                             " elements, it must have 1");
  if (llvm::Error error = node.setOutput(0, *shape, value->type))
    return error;
  int64_t elements = elementCount(*shape);
  if (elements > kMaxFoldedElements)
    return createStringError("makes a constant of " + Twine(elements) +
                             " elements, the limit is " +
                             Twine(kMaxFoldedElements));
  auto result = std::make_shared<Constant>();
  result->type = value->type;
  result->shape = Shape(*shape);
  for (int64_t i = 0; i < elements; ++i)
    result->bytes += value->bytes;
  node.setConstant(0, std::move(result));
  return llvm::Error::success();
}

llvm::Error sima::onnx_import::inferRange(NodeView &node) {
  Integers bounds;
  for (unsigned i = 0; i < 3; ++i) {
    auto bound = node.constantIntegers(i, "bound");
    if (!bound)
      return bound.takeError();
    if (bound->size() != 1)
      return createStringError("bound " + Twine(i) + " has " +
                               Twine(bound->size()) + " elements, not 1");
    bounds.push_back(bound->front());
  }
  int64_t step = bounds[2], span;
  if (step == 0 || step == INT64_MIN ||
      __builtin_sub_overflow(bounds[1], bounds[0], &span) || span == INT64_MIN)
    return createStringError("runs from " + Twine(bounds[0]) + " to " +
                             Twine(bounds[1]) + " by " + Twine(step));
  if (step < 0) {
    step = -step;
    span = -span;
  }
  int64_t count = span <= 0 ? 0 : (span - 1) / step + 1;
  if (count > kMaxFoldedElements)
    return createStringError("gives " + Twine(count) +
                             " elements, the limit is " +
                             Twine(kMaxFoldedElements));
  Integers values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(bounds[0] + i * bounds[2]);
  if (llvm::Error error = node.setOutput(0, {count}, node.type(0)))
    return error;
  node.setConstant(0, Constant::ofIntegers(node.type(0), {count}, values));
  return llvm::Error::success();
}
