//===- NodeView.cpp - One node of a graph with its operands ---------------===//

#include "NodeView.h"
#include "Limits.h"
#include <algorithm>

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// The attribute `name` if it is there, which must be a `T`.
template <typename T>
static llvm::Expected<const T *> find(const Node &node, llvm::StringRef name) {
  auto found = node.attributes.find(name);
  if (found == node.attributes.end())
    return nullptr;
  if (const T *value = std::get_if<T>(&found->second))
    return value;
  return createStringError("attribute '" + name +
                           "' has another kind of value "
                           "than the operator takes");
}

template <typename T>
static llvm::Expected<T> valueOr(const Node &node, llvm::StringRef name,
                                 T otherwise) {
  auto found = find<T>(node, name);
  if (!found)
    return found.takeError();
  return *found ? **found : otherwise;
}

llvm::Expected<int64_t> NodeView::integer(llvm::StringRef name,
                                          int64_t otherwise) const {
  return valueOr(node, name, otherwise);
}

llvm::Expected<float> NodeView::real(llvm::StringRef name,
                                     float otherwise) const {
  return valueOr(node, name, otherwise);
}

llvm::Expected<std::string> NodeView::text(llvm::StringRef name,
                                           llvm::StringRef otherwise) const {
  return valueOr(node, name, otherwise.str());
}

llvm::Expected<Integers> NodeView::integers(llvm::StringRef name) const {
  auto found = find<std::vector<int64_t>>(node, name);
  if (!found)
    return found.takeError();
  return *found ? Integers((*found)->begin(), (*found)->end()) : Integers();
}

llvm::Error sima::onnx_import::firstError(llvm::Error first,
                                          llvm::Error second) {
  if (!first)
    return second;
  llvm::consumeError(std::move(second));
  return first;
}

//===----------------------------------------------------------------------===//
// Constant operands
//===----------------------------------------------------------------------===//

llvm::Expected<Integers> NodeView::constantIntegers(unsigned i,
                                                    const char *role) const {
  const GraphValue &value = input(i);
  if (!value.isConstant())
    return createStringError(Twine(role) + " '" +
                             graph.valueName(node.inputs[i]) +
                             "' is computed at run time, it must be constant");
  if (!isInteger(value.constant->type) ||
      value.constant->size() > int64_t(kMaxListedValues))
    return createStringError(
        Twine(role) + " '" + graph.valueName(node.inputs[i]) + "' has " +
        Twine(value.constant->size()) + " elements of " +
        typeName(value.constant->type) + ", it must be at most " +
        Twine(kMaxListedValues) + " integers");
  return value.constant->integers();
}

llvm::Expected<double> NodeView::constantReal(unsigned i,
                                              const char *role) const {
  const GraphValue &value = input(i);
  if (!value.isConstant())
    return createStringError(Twine(role) + " '" +
                             graph.valueName(node.inputs[i]) +
                             "' is computed at run time, it must be constant");
  if (value.constant->size() != 1)
    return createStringError(
        Twine(role) + " '" + graph.valueName(node.inputs[i]) + "' has " +
        Twine(value.constant->size()) + " elements, it must have 1");
  return value.constant->real(0);
}

llvm::Expected<std::optional<Integers>>
NodeView::listed(unsigned i, llvm::StringRef name) const {
  auto some = [](llvm::Expected<Integers> list)
      -> llvm::Expected<std::optional<Integers>> {
    if (!list)
      return list.takeError();
    return std::optional(std::move(*list));
  };
  if (hasInput(i))
    return some(constantIntegers(i, name.str().c_str()));
  if (hasAttribute(name))
    return some(integers(name));
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Axes and shapes
//===----------------------------------------------------------------------===//

llvm::Expected<int64_t> NodeView::axis(int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank)
    return createStringError("axis " + Twine(axis) + " of a tensor of rank " +
                             Twine(rank));
  return axis < 0 ? axis + rank : axis;
}

llvm::Expected<Integers> NodeView::axes(llvm::ArrayRef<int64_t> axes,
                                        int64_t rank) {
  Integers result;
  for (int64_t stated : axes) {
    auto positive = axis(stated, rank);
    if (!positive)
      return positive.takeError();
    if (llvm::is_contained(result, *positive))
      return createStringError("axis " + Twine(stated) + " is named twice");
    result.push_back(*positive);
  }
  llvm::sort(result);
  return result;
}

llvm::Expected<Shape>
sima::onnx_import::broadcastShape(llvm::ArrayRef<int64_t> a,
                                  llvm::ArrayRef<int64_t> b) {
  Shape result(std::max(a.size(), b.size()));
  for (size_t d = 0; d < result.size(); ++d) {
    // Dimensions are aligned at the end.
    size_t back = result.size() - d;
    int64_t x = back <= a.size() ? a[a.size() - back] : 1;
    int64_t y = back <= b.size() ? b[b.size() - back] : 1;
    if (x != y && x != 1 && y != 1)
      return createStringError("shapes " + toString(a) + " and " + toString(b) +
                               " cannot be broadcast to one");
    result[d] = x == 1 ? y : x;
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

llvm::Error NodeView::setOutput(unsigned i, llvm::ArrayRef<int64_t> shape,
                                ElementType type) {
  if (!node.hasOutput(i))
    return llvm::Error::success();
  int64_t elements = 1;
  for (int64_t size : shape)
    if (size < 0 || __builtin_mul_overflow(elements, size, &elements) ||
        elements > kMaxElements)
      return createStringError("gives a tensor of shape " + toString(shape) +
                               ", the limits are sizes of at least 0 and " +
                               Twine(kMaxElements) + " elements");
  if (shape.size() > kMaxSourceRank)
    return createStringError("gives a tensor of rank " + Twine(shape.size()) +
                             ", the limit is " + Twine(kMaxSourceRank));
  GraphValue &value = graph.values[node.outputs[i]];
  value.shape = Shape(shape);
  value.type = type;
  return llvm::Error::success();
}

void NodeView::setConstant(unsigned i, ConstantRef constant) {
  if (node.hasOutput(i))
    graph.values[node.outputs[i]].constant = std::move(constant);
}
