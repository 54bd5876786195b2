//===- NormalizeElementwise.cpp - Functions of one or two tensors ---------===//
//
// Elementwise operators on one tensor and constants become expressions, which
// end as tables. Those on two tensors stay operations. Relu and Clip behind
// another operator are clamps of its codes.
//
//===----------------------------------------------------------------------===//

#include "Normalizer.h"

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// Operators that may have more than one tensor.
static bool isBinary(const Node &node) { return node.inputs.size() >= 2; }

/// The bounds of Relu and Clip; none for other operators.
static std::optional<std::pair<float, float>> bounds(const NodeView &node) {
  if (node.node.op == "Relu")
    return std::pair(0.0f, INFINITY);
  if (node.node.op != "Clip")
    return std::nullopt;
  auto low = node.real("min", -INFINITY), high = node.real("max", INFINITY);
  if (!low || !high) {
    llvm::consumeError(firstError(low.takeError(), high.takeError()));
    return std::nullopt;
  }
  return std::pair(*low, *high);
}

llvm::Error Normalizer::activation(NodeView &node, Meaning &on) {
  auto [low, high] = *bounds(node);
  Meaning result = on;
  auto pending = std::make_shared<Pending>(*on.pendingOperation);
  pending->low = std::min(std::max(pending->low, low), high);
  pending->high = std::max(std::min(pending->high, high), pending->low);
  pending->activations.push_back(&node.node);
  // Another user sees the results before the activation.
  pending->isShared |= types.uses(node.node.outputs[0]) != 1;
  result.pendingOperation = std::move(pending);
  set(node, std::move(result));
  return llvm::Error::success();
}

/// An operand of an expression; `argument` is the tensor it is about, -1 while
/// there is none.
llvm::Expected<ExpressionRef> Normalizer::operandExpression(NodeView &node,
                                                            unsigned input,
                                                            Operand &argument) {
  auto leaf = std::make_shared<Expression>();
  if (ConstantRef constant = realConstant(node, input)) {
    leaf->constant = constant;
    if (constant->size() == 1)
      return leaf;
    llvm::ArrayRef<int64_t> out = *graph.values[node.node.outputs[0]].shape;
    for (auto [d, size] : llvm::enumerate(constant->shape))
      if (size != 1) {
        if (leaf->axis >= 0)
          return nullptr;
        leaf->axis = out.size() - constant->shape.size() + d;
      }
    return leaf;
  }
  const Meaning &from = meaning(node, input);
  if (from.kind == Meaning::expression) {
    if (argument.tensor >= 0 && argument.tensor != from.operand.tensor)
      return nullptr;
    argument = from.operand;
    return from.function;
  }
  auto operand = codesOf(node, input);
  if (!operand)
    return operand.takeError();
  if (argument.tensor >= 0 && argument.tensor != operand->tensor)
    return nullptr;
  argument = *operand;
  return leaf;
}

/// One of two operands has to have the whole of the output's `shape`: if
/// neither has, one that is computed is repeated before.
void Normalizer::stretch(llvm::MutableArrayRef<Operand> operands,
                         const Shape &shape) {
  Operand *stretched = nullptr;
  for (Operand &operand : operands) {
    if (tensor(operand).codes)
      continue;
    if (elementCount(tensor(operand).shape) == elementCount(shape))
      return;
    stretched = &operand;
  }
  if (!stretched)
    return;
  const Tensor &from = tensor(*stretched);
  int whole = addTensor(from.name + "#part", shape, from.quantization);
  CodeOp operation;
  operation.op = "Expand";
  operation.operands = {*stretched};
  operation.results = {whole};
  network.operations.push_back(std::move(operation));
  stretched->tensor = whole;
}

/// Two or more tensors, or a tensor and a constant that is no table.
llvm::Error Normalizer::binary(NodeView &node) {
  auto pending = makePending(node);
  for (unsigned i = 0; i < node.inputCount(); ++i) {
    auto operand = codesOf(node, i);
    if (!operand)
      return operand.takeError();
    pending->operation.operands.push_back(*operand);
  }
  if (node.inputCount() > 2)
    return createStringError("has " + Twine(node.inputCount()) +
                             " tensors; use several operators of two");
  stretch(pending->operation.operands, pending->shape);
  Meaning result;
  result.kind = Meaning::pending;
  result.pendingOperation = std::move(pending);
  set(node, std::move(result));
  return llvm::Error::success();
}

llvm::Error Normalizer::elementwise(NodeView &node) {
  Meaning &first = meaning(node, 0);
  if (bounds(node) && first.kind == Meaning::pending &&
      first.pendingOperation->input < 0)
    return activation(node, first);
  if (node.node.op == "Add" && addBias(node))
    return llvm::Error::success();
  auto expression = std::make_shared<Expression>();
  expression->node = &node.node;
  Operand argument;
  int64_t axis = -1;
  for (unsigned i = 0; i < node.inputCount(); ++i) {
    if (!node.hasInput(i) || (node.node.op == "Clip" && i > 0))
      continue;
    auto operand = operandExpression(node, i, argument);
    if (!operand)
      return operand.takeError();
    if (!*operand)
      return binary(node);
    int64_t own = channelAxis(**operand);
    if (own >= 0 && axis >= 0 && own != axis)
      return binary(node);
    axis = std::max(axis, own);
    expression->operators += (*operand)->operators;
    expression->operands.push_back(*operand);
  }
  // A shared operand counts, and is computed, once for each use.
  constexpr unsigned maxOperators = 1024;
  if (++expression->operators > maxOperators)
    return createStringError("ends a function of more than " +
                             Twine(maxOperators) +
                             " elementwise operators without QuantizeLinear");
  // A constant must not stretch the tensor.
  llvm::ArrayRef<int64_t> out = *graph.values[node.node.outputs[0]].shape;
  if (argument.tensor < 0 || tensor(argument).quantization.isPerAxis() ||
      llvm::ArrayRef<int64_t>(tensor(argument).shape) != out)
    return binary(node);
  Meaning result;
  result.kind = Meaning::expression;
  result.operand = argument;
  result.function = std::move(expression);
  // The operation, for where the runtime or 16-bit codes need one.
  bool isPlain = llvm::none_of(node.node.inputs, [&](int input) {
    return input != kAbsent && meanings[input].kind == Meaning::expression;
  });
  bool hasCodes =
      isBinary(node.node) && node.node.op != "Clip" &&
      llvm::all_of(node.node.inputs, [&](int input) {
        return input != kAbsent && (meanings[input].kind == Meaning::codes ||
                                    meanings[input].kind == Meaning::constant);
      });
  if (isPlain && (hasCodes || !isBinary(node.node) || node.node.op == "Clip")) {
    auto pending = makePending(node);
    for (unsigned i = 0; i < (hasCodes ? node.inputCount() : 1); ++i) {
      auto operand = codesOf(node, i);
      if (!operand)
        return operand.takeError();
      pending->operation.operands.push_back(*operand);
    }
    if (auto limits = bounds(node)) {
      // Codes are ordered like their numbers: a change of scale, then a clamp.
      pending->operation.op = "Requantize";
      std::tie(pending->low, pending->high) = *limits;
    }
    result.pendingOperation = std::move(pending);
  }
  set(node, std::move(result));
  return llvm::Error::success();
}
