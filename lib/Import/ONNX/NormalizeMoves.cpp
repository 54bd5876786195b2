//===- NormalizeMoves.cpp - Operators that move codes ---------------------===//
//
// What only moves elements, or selects some, gives codes of the operand's
// scale: it does not matter whether the model quantizes before it or behind it.
//
//===----------------------------------------------------------------------===//

#include "ConstantFolding.h"
#include "Normalizer.h"
#include "llvm/ADT/StringSwitch.h"

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// The number that Pad writes: its operand 2, or 0.
static llvm::Expected<float> padValue(const NodeView &node) {
  if (!node.hasInput(2))
    return 0.0f;
  auto value = node.constantReal(2, "pad value");
  if (!value)
    return value.takeError();
  return float(*value);
}

bool Normalizer::isMove(const NodeView &node) {
  llvm::StringRef op = node.node.op;
  if (op == "Resize") {
    auto mode = node.text("mode", "nearest");
    if (mode)
      return *mode == "nearest";
    llvm::consumeError(mode.takeError());
    return false;
  }
  if (op == "Cast") // nothing but float to float remains behind folding
    return node.type(0) == ElementType::f32 &&
           graph.values[node.node.outputs[0]].type == ElementType::f32;
  return llvm::StringSwitch<bool>(op)
      .Cases("Identity", "Dropout", "Reshape", "Flatten", "Squeeze", true)
      .Cases("Unsqueeze", "Transpose", "Slice", "Split", "Gather", true)
      .Cases("Expand", "Tile", "DepthToSpace", "SpaceToDepth", "Pad", true)
      .Cases("MaxPool", "GlobalMaxPool", "ReduceMax", "ReduceMin", true)
      .Default(false);
}

/// Where the dimension `axis` of `from` is in `to`, a tensor of the same
/// elements in the same order; -1 if it is not there as a whole.
static int64_t sameDimension(llvm::ArrayRef<int64_t> from, int64_t axis,
                             llvm::ArrayRef<int64_t> to) {
  int64_t before = elementCount(from.take_front(axis)), product = 1;
  for (auto [d, size] : llvm::enumerate(to)) {
    if (product == before && size == from[axis])
      return d;
    product *= size;
  }
  return -1;
}

llvm::Error Normalizer::moveConstant(NodeView &node, const Meaning &from) {
  llvm::StringRef op = node.node.op;
  llvm::ArrayRef<int64_t> shape = *graph.values[node.node.outputs[0]].shape;
  Meaning result = from;
  int64_t &axis = result.quantization.axis;
  if (op == "Transpose") {
    auto perm = node.integers("perm");
    if (!perm)
      return perm.takeError();
    llvm::SmallVector<int64_t> strides = stridesOf(from.data->shape), ordered;
    for (int64_t d : *perm)
      ordered.push_back(strides[d]);
    result.data = gathered(*from.data, shape, 0, ordered);
    if (axis >= 0)
      axis = std::find(perm->begin(), perm->end(), axis) - perm->begin();
  } else if (op == "Identity" || op == "Dropout" || op == "Cast" ||
             op == "Reshape" || op == "Flatten" || op == "Squeeze" ||
             op == "Unsqueeze") {
    if (axis >= 0) {
      axis = sameDimension(from.data->shape, axis, shape);
      if (axis < 0)
        return createStringError("cuts the dimension that has one scale for "
                                 "each channel");
    }
    auto data = std::make_shared<Constant>(*from.data);
    data->shape = Shape(shape);
    result.data = std::move(data);
  } else {
    return createStringError("is applied to a constant; fold constants before, "
                             "for example with onnxsim");
  }
  set(node, std::move(result));
  return llvm::Error::success();
}

llvm::Expected<Operand> Normalizer::moveCodes(const Node &node, Operand operand,
                                              unsigned output) {
  if (node.op == "Identity" || node.op == "Dropout" || node.op == "Cast")
    return operand;
  CodeOp operation;
  operation.op = node.op;
  operation.node = &node;
  operation.operands = {operand};
  const Quantization quantization = tensor(operand).quantization;
  int first = -1;
  for (int value : node.outputs) {
    if (value == kAbsent) {
      operation.results.push_back(-1);
      continue;
    }
    int result = addTensor(graph.values[value].name, *graph.values[value].shape,
                           quantization);
    operation.results.push_back(result);
  }
  first = operation.results[output];
  network.operations.push_back(std::move(operation));
  return Operand{first, operand.runsUnsigned};
}

llvm::Error Normalizer::move(NodeView &node) {
  Meaning &from = meaning(node, 0);
  if (from.kind == Meaning::constant)
    return moveConstant(node, from);
  for (unsigned i = 1; i < node.inputCount(); ++i)
    if (node.hasInput(i) && !node.input(i).isConstant() &&
        !realConstant(node, i))
      return createStringError("takes '" +
                               graph.valueName(node.node.inputs[i]) +
                               "', which is computed at run time; it must be "
                               "constant");
  Meaning result = from;
  bool isSingle = node.outputCount() == 1;
  if (from.kind == Meaning::pending && isSingle) {
    result.pendingOperation = std::make_shared<Pending>(*from.pendingOperation);
    result.pendingOperation->moves.push_back(&node.node);
    set(node, std::move(result));
    return llvm::Error::success();
  }
  Operand operand;
  if (from.kind == Meaning::expression && channelAxis(*from.function) < 0 &&
      node.node.op != "Pad") {
    operand = from.operand;
    result.pendingOperation = nullptr;
  } else {
    auto codes = codesOf(node, 0);
    if (!codes)
      return codes.takeError();
    operand = *codes;
    result = Meaning();
    result.kind = Meaning::codes;
  }
  if (node.node.op == "Pad") {
    auto value = padValue(node);
    if (!value)
      return value.takeError();
    const Quantization &quantization = tensor(operand).quantization;
    if (quantization.real(quantization.code(*value)) != *value) {
      // The result's scale decides about the code of the border.
      result.kind = Meaning::pending;
      result.pendingOperation = makePending(node);
      result.pendingOperation->operation.op = "Requantize";
      result.pendingOperation->operation.node = nullptr;
      result.pendingOperation->operation.operands = {operand};
      result.pendingOperation->shape = tensor(operand).shape;
      result.pendingOperation->moves = {&node.node};
      set(node, std::move(result));
      return llvm::Error::success();
    }
  }
  auto moved = moveCodes(node.node, operand, 0);
  if (!moved)
    return moved.takeError();
  llvm::SmallVector<int, 1> tensors = {moved->tensor};
  if (!isSingle)
    tensors = network.operations.back().results;
  for (auto [output, index] : llvm::enumerate(tensors)) {
    result.operand = {index, operand.runsUnsigned};
    set(node, result, output);
  }
  return llvm::Error::success();
}

/// Operands of one scale are copied; else the result's scale has to be known.
llvm::Error Normalizer::concat(NodeView &node) {
  llvm::SmallVector<Operand> operands;
  for (unsigned i = 0; i < node.inputCount(); ++i) {
    auto operand = codesOf(node, i);
    if (!operand)
      return operand.takeError();
    operands.push_back(*operand);
  }
  bool isCopy = llvm::all_of(operands, [&](const Operand &operand) {
    return tensor(operand).quantization.sameNumbers(
        tensor(operands[0]).quantization);
  });
  auto pending = makePending(node);
  pending->operation.operands.assign(operands.begin(), operands.end());
  Meaning result;
  if (!isCopy) {
    result.kind = Meaning::pending;
    result.pendingOperation = std::move(pending);
  } else {
    const Quantization quantization = this->tensor(operands[0]).quantization;
    auto tensor = finish(*pending, quantization, operands[0].runsUnsigned,
                         graph.values[node.node.outputs[0]].name);
    if (!tensor)
      return tensor.takeError();
    result.kind = Meaning::codes;
    result.operand = {*tensor, operands[0].runsUnsigned};
  }
  set(node, std::move(result));
  return llvm::Error::success();
}
