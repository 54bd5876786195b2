//===- Normalizer.cpp - From real numbers to codes ------------------------===//

#include "Normalizer.h"
#include "NumberOperators.h"
#include "SourceOperators.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace sima::onnx_import;
using llvm::createStringError;

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

int Normalizer::addTensor(std::string name, Shape shape,
                          Quantization quantization) {
  network.tensors.push_back(
      {std::move(name), std::move(shape), std::move(quantization), nullptr});
  return network.tensors.size() - 1;
}

void Normalizer::set(NodeView &node, Meaning meaning, unsigned output) {
  if (node.node.hasOutput(output))
    meanings[node.node.outputs[output]] = std::move(meaning);
}

Operand Normalizer::addUnary(const char *op, Operand operand,
                             const Quantization &quantization,
                             const std::string &name) {
  int result = addTensor(name, tensor(operand).shape, quantization);
  CodeOp operation;
  operation.op = op;
  operation.operands = {operand};
  operation.results = {result};
  network.operations.push_back(std::move(operation));
  return {result, false};
}

Operand Normalizer::addTable(Operand argument, ExpressionRef function,
                             const Quantization &quantization,
                             const std::string &name) {
  Operand result = addUnary("Table", argument, quantization, name);
  network.operations.back().function = std::move(function);
  return result;
}

/// Operators that the runtime moves a QuantizeLinear over, to the one before.
static bool isMovedOver(const Node *node) {
  return llvm::StringSwitch<bool>(node->op)
      .Cases("MaxPool", "Reshape", "Transpose", "Squeeze", "Unsqueeze", true)
      .Cases("Slice", "Identity", "Dropout", true)
      .Default(false);
}

llvm::Error Normalizer::checkCodes(const Quantization &quantization) {
  if (quantization.isPerAxis())
    return createStringError("has one scale for each channel, a tensor that is "
                             "computed needs one");
  bool isWhole = quantization.lowest() == llvm::minIntN(quantization.bits()) &&
                 quantization.highest() == llvm::maxIntN(quantization.bits());
  if (quantization.bits() > 16 || !isWhole)
    return createStringError("has codes of " + typeName(quantization.declared) +
                             "; tensors that are computed have 8 or 16 bits");
  return llvm::Error::success();
}

/// Functions that have a form on codes of 16 bits, for which there are no
/// tables.
static bool hasWideForm(llvm::StringRef op) {
  return llvm::StringSwitch<bool>(op)
      .Cases("Add", "Sub", "Mul", "Div", "Min", "Max", true)
      .Cases("Neg", "Reciprocal", "Relu", "Clip", true)
      .Default(false);
}

llvm::Expected<int> Normalizer::finish(const Pending &pending,
                                       const Quantization &quantization,
                                       bool runsUnsigned,
                                       const std::string &name) {
  if (llvm::Error error = checkCodes(quantization))
    return std::move(error);
  int result;
  if (pending.input >= 0) {
    Network::Port &port = network.inputs[pending.input];
    if (port.tensor < 0)
      port.tensor = addTensor(port.name, pending.shape, quantization);
    else if (network.tensors[port.tensor].number)
      return quantized(port.tensor, quantization, name);
    else if (!network.tensors[port.tensor].quantization.sameNumbers(
                 quantization))
      return createStringError(
          "quantizes graph input '" + printable(port.name) +
          "' a second time with another scale; quantize it once");
    result = port.tensor;
  } else {
    CodeOp operation = pending.operation;
    if (operation.node && operation.op == operation.node->op &&
        isElementwise(*operation.node) && !hasWideForm(operation.op) &&
        tensor(operation.operands[0]).quantization.bits() == 16)
      return createStringError("is a function of 16-bit codes; functions of "
                               "8-bit codes are imported");
    operation.runsUnsigned = runsUnsigned;
    int64_t low = quantization.lowest(), high = quantization.highest();
    if (pending.low > -INFINITY)
      low = quantization.code(pending.low);
    if (pending.high < INFINITY)
      high = std::max(low, quantization.code(pending.high));
    bool isRedundant =
        low == quantization.lowest() && high == quantization.highest();
    if (!isRedundant)
      operation.clamp = {low, high};
    operation.isFused = (isRedundant && !pending.isShared &&
                         llvm::all_of(pending.moves, isMovedOver) &&
                         RuntimeTypes::isFused(operation, network.tensors,
                                               quantization, runsUnsigned)) ||
                        (operation.node && operation.node->isIntegerKernel);
    if (llvm::Error error = finishProduct(operation, pending, quantization))
      return std::move(error);
    result = addTensor(name, pending.shape, quantization);
    operation.results = {result};
    network.operations.push_back(std::move(operation));
  }
  Operand moved = {result, runsUnsigned};
  for (const Node *node : pending.moves) {
    auto next = moveCodes(*node, moved, 0);
    if (!next)
      return next.takeError();
    moved.tensor = next->tensor;
  }
  return moved.tensor;
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

Meaning &Normalizer::meaning(const NodeView &node, unsigned input) {
  return meanings[node.node.inputs[input]];
}

ConstantRef Normalizer::realConstant(const NodeView &node, unsigned input) {
  const GraphValue &value = node.input(input);
  if (value.isConstant())
    return value.constant;
  const Meaning &codes = meaning(node, input);
  return codes.kind == Meaning::constant ? realsOf(codes) : nullptr;
}

ConstantRef Normalizer::realsOf(const Meaning &codes) {
  const Quantization &quantization = codes.quantization;
  std::vector<float> values(codes.data->size());
  int64_t inner = 1;
  for (int64_t d = quantization.axis + 1;
       quantization.isPerAxis() && d < int64_t(codes.data->shape.size()); ++d)
    inner *= codes.data->shape[d];
  for (size_t i = 0; i < values.size(); ++i) {
    size_t channel =
        quantization.isPerAxis() ? i / inner % quantization.scales.size() : 0;
    values[i] =
        quantization.scales[channel] *
        float(codes.data->integer(i) - quantization.zeroPoints[channel]);
  }
  return Constant::ofFloats(codes.data->shape, values);
}

llvm::Expected<Operand> Normalizer::codesOf(const NodeView &node,
                                            unsigned input) {
  Meaning &from = meaning(node, input);
  std::string name = "'" + graph.valueName(node.node.inputs[input]) + "'";
  switch (from.kind) {
  case Meaning::codes:
    return from.operand;
  case Meaning::constant: {
    int tensor = addTensor(graph.values[node.node.inputs[input]].name,
                           from.data->shape, from.quantization);
    network.tensors[tensor].codes = from.data;
    return Operand{tensor, types.constantRunsUnsigned(
                               node.node, from.quantization, *from.data)};
  }
  case Meaning::expression: {
    // Codes of the argument's scale will do where they lose nothing, as for
    // Relu.
    const Quantization quantization = tensor(from.operand).quantization;
    if (quantization.bits() == 8 && channelAxis(*from.function) < 0) {
      bool isExact = true;
      for (int64_t code = quantization.lowest(); code <= quantization.highest();
           ++code) {
        float real = evaluate(*from.function, quantization.real(code), 0);
        isExact &= quantization.real(quantization.code(real)) == real;
      }
      if (isExact) {
        Operand result = addTable(from.operand, from.function, quantization,
                                  graph.values[node.node.inputs[input]].name);
        from = Meaning();
        from.kind = Meaning::codes;
        from.operand = result;
        return result;
      }
    }
    [[fallthrough]];
  }
  case Meaning::pending:
    return createStringError("takes the float results " + name +
                             " of another operator; put QuantizeLinear and "
                             "DequantizeLinear between them");
  case Meaning::number:
    return createStringError("takes the float results " + name +
                             " of the Cortex-A65; put QuantizeLinear and "
                             "DequantizeLinear between them");
  case Meaning::none:
    break;
  }
  if (node.input(input).isConstant())
    return createStringError("has a float constant " + name +
                             "; quantize it (QuantizeLinear, or codes and "
                             "DequantizeLinear)");
  return createStringError("takes " + typeName(node.type(input)) + " " + name +
                           ", which is not quantized");
}

//===----------------------------------------------------------------------===//
// Quantization
//===----------------------------------------------------------------------===//

llvm::Error Normalizer::dequantize(NodeView &node) {
  auto quantization = readQuantization(node, node.type(0));
  if (!quantization)
    return quantization.takeError();
  Meaning result;
  if (const GraphValue &codes = node.input(0); codes.isConstant()) {
    result.kind = Meaning::constant;
    result.data = storedCodes(codes.constant);
    result.quantization = *quantization;
    set(node, std::move(result));
    return llvm::Error::success();
  }
  if (llvm::Error error = checkCodes(*quantization))
    return error;
  Meaning &from = meaning(node, 0);
  if (from.kind == Meaning::pending && from.pendingOperation->input >= 0) {
    // Codes are an input of the graph; this says what they mean.
    auto input = finish(*from.pendingOperation, *quantization, false, "");
    if (!input)
      return input.takeError();
    result.kind = Meaning::codes;
    result.operand = {*input, quantization->declared == ElementType::u8};
    set(node, std::move(result));
    return llvm::Error::success();
  }
  if (from.kind != Meaning::codes)
    return createStringError("dequantizes '" +
                             graph.valueName(node.node.inputs[0]) +
                             "', which is no result of a QuantizeLinear");
  result = from;
  if (!tensor(from.operand).quantization.sameNumbers(*quantization))
    result.operand =
        addUnary("Reinterpret", from.operand, *quantization, node.node.name);
  set(node, std::move(result));
  return llvm::Error::success();
}

llvm::Error Normalizer::quantize(NodeView &node) {
  GraphValue &output = graph.values[node.node.outputs[0]];
  auto quantization = readQuantization(node, output.type);
  if (!quantization)
    return quantization.takeError();
  if (llvm::Error error = checkCodes(*quantization))
    return error;
  bool runsUnsigned = types.resultRunsUnsigned(node.node, *quantization);
  const Meaning from = meaning(node, 0);
  Meaning result;
  result.kind = Meaning::codes;
  switch (from.kind) {
  case Meaning::codes:
  case Meaning::constant: {
    auto operand = codesOf(node, 0);
    if (!operand)
      return operand.takeError();
    result.operand = *operand;
    if (!tensor(*operand).quantization.sameNumbers(*quantization))
      result.operand =
          addUnary("Requantize", *operand, *quantization, output.name);
    break;
  }
  case Meaning::expression: {
    const Quantization &in = tensor(from.operand).quantization;
    if (from.pendingOperation) {
      CodeOp probe = from.pendingOperation->operation;
      bool isFusedSum = (probe.op == "Add" || probe.op == "Mul") &&
                        !from.pendingOperation->isShared &&
                        RuntimeTypes::isFused(probe, network.tensors,
                                              *quantization, runsUnsigned);
      if (isFusedSum || in.bits() != 8) {
        auto finished = finish(*from.pendingOperation, *quantization,
                               runsUnsigned, output.name);
        if (!finished)
          return finished.takeError();
        result.operand.tensor = *finished;
        break;
      }
    }
    if (in.bits() != 8)
      return createStringError(
          "quantizes a function of several operators of a tensor of 16 bits; "
          "put QuantizeLinear and DequantizeLinear between them");
    result.operand =
        addTable(from.operand, from.function, *quantization, output.name);
    break;
  }
  case Meaning::pending: {
    auto finished = finish(*from.pendingOperation, *quantization, runsUnsigned,
                           output.name);
    if (!finished)
      return finished.takeError();
    result.operand.tensor = *finished;
    break;
  }
  case Meaning::number:
    return quantizeNumbers(node);
  case Meaning::none:
    return createStringError("quantizes '" +
                             graph.valueName(node.node.inputs[0]) +
                             "', which is neither quantized nor an input");
  }
  result.operand.runsUnsigned = runsUnsigned;
  if (!tensor(result.operand).codes &&
      !llvm::any_of(network.inputs, [&](const Network::Port &port) {
        return port.tensor == result.operand.tensor;
      }))
    network.tensors[result.operand.tensor].name = output.name;
  set(node, std::move(result));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

/// Nodes that outputs depend on, but not through constants.
std::vector<bool> Normalizer::findLive() const {
  std::vector<bool> wanted(graph.values.size()), live(graph.nodes.size());
  for (int output : graph.outputs)
    wanted[output] = true;
  for (size_t i = graph.nodes.size(); i-- > 0;) {
    const Node &node = graph.nodes[i];
    live[i] = llvm::any_of(node.outputs, [&](int output) {
      return output != kAbsent && wanted[output] &&
             !graph.values[output].isConstant();
    });
    for (int input : node.inputs)
      if (live[i] && input != kAbsent)
        wanted[input] = true;
  }
  return live;
}

llvm::Error Normalizer::visitInput(int value, int position) {
  network.inputs.push_back(
      {graph.values[value].name, -1, isFloat(graph.values[value].type)});
  Meaning &meaning = meanings[value];
  meaning.kind = Meaning::pending;
  meaning.pendingOperation = std::make_shared<Pending>();
  meaning.pendingOperation->input = position;
  meaning.pendingOperation->shape = *graph.values[value].shape;
  return llvm::Error::success();
}

std::shared_ptr<Pending> Normalizer::makePending(NodeView &node) {
  auto result = std::make_shared<Pending>();
  result->operation.op = node.node.op;
  result->operation.node = &node.node;
  const GraphValue &output = graph.values[node.node.outputs[0]];
  result->shape = *output.shape;
  result->isShared = types.uses(node.node.outputs[0]) != 1;
  return result;
}

llvm::Error Normalizer::compute(NodeView &node) {
  auto pending = makePending(node);
  CodeOp &operation = pending->operation;
  for (unsigned i = 0; i < node.inputCount(); ++i) {
    if (!node.hasInput(i))
      continue;
    bool isParameter = i > 0 && realConstant(node, i);
    if (isParameter && node.node.op != "Concat") {
      operation.reals.resize(i + 1);
      operation.reals[i] = realConstant(node, i);
      continue;
    }
    auto operand = codesOf(node, i);
    if (!operand)
      return operand.takeError();
    operation.operands.push_back(*operand);
  }
  Meaning result;
  result.kind = Meaning::pending;
  result.pendingOperation = std::move(pending);
  set(node, std::move(result));
  return llvm::Error::success();
}

llvm::Error Normalizer::argument(NodeView &node) {
  auto operand = codesOf(node, 0);
  if (!operand)
    return operand.takeError();
  if (node.node.op == "ArgMin" && tensor(*operand).quantization.bits() != 8)
    return createStringError("has 16-bit codes; 8-bit ones are imported");
  const GraphValue &output = graph.values[node.node.outputs[0]];
  int result = addTensor(output.name, *output.shape, Quantization());
  network.tensors[result].isIndex = true;
  CodeOp operation;
  operation.op = node.node.op;
  operation.node = &node.node;
  operation.operands = {*operand};
  operation.results = {result};
  network.operations.push_back(std::move(operation));
  Meaning meaning;
  meaning.kind = Meaning::codes;
  meaning.operand.tensor = result;
  set(node, std::move(meaning));
  return llvm::Error::success();
}

/// On codes, or else on numbers. What neither can do is said of codes.
llvm::Error Normalizer::visit(Node &node) {
  llvm::Error error = visitCodes(node);
  if (!error)
    return error;
  llvm::Error onNumbers = visitNumbers(node);
  bool isDone = !onNumbers;
  llvm::consumeError(std::move(onNumbers));
  if (!isDone)
    return error;
  llvm::consumeError(std::move(error));
  return llvm::Error::success();
}

llvm::Error Normalizer::visitCodes(Node &node) {
  NodeView view(graph, node);
  llvm::StringRef op = node.op;
  for (int input : node.inputs)
    if (input != kAbsent && meanings[input].kind == Meaning::codes &&
        network.tensors[meanings[input].operand.tensor].isIndex)
      return createStringError("takes the indices '" + graph.valueName(input) +
                               "', which can only be an output of the network");
  if (op == "DequantizeLinear")
    return dequantize(view);
  if (op == "QuantizeLinear")
    return quantize(view);
  if (op == "Concat")
    return concat(view);
  if (isMove(view))
    return move(view);
  if (op == "Conv" || op == "ConvTranspose" || op == "MatMul" || op == "Gemm")
    return product(view);
  if (op == "ArgMax" || op == "ArgMin")
    return argument(view);
  if (isElementwise(node))
    return elementwise(view);
  if (isForNumbersOnly(node))
    return createStringError("has no equivalent on the accelerator in this "
                             "version");
  return compute(view);
}

llvm::Error Normalizer::addOutput(int value) {
  const Meaning &from = meanings[value];
  std::string name = "graph output '" + graph.valueName(value) + "' ";
  if (graph.values[value].isConstant() || from.kind == Meaning::constant)
    return createStringError(name + "is a constant; remove it");
  if (from.kind == Meaning::codes) {
    network.outputs.push_back({graph.values[value].name, from.operand.tensor,
                               isFloat(graph.values[value].type)});
    return llvm::Error::success();
  }
  bool isInput = from.kind == Meaning::pending &&
                 from.pendingOperation->input >= 0 &&
                 from.pendingOperation->moves.empty() &&
                 from.pendingOperation->activations.empty();
  if (isInput)
    return createStringError(name + "is a copy of an input; remove it");
  auto tensor = numbersOf(value);
  if (tensor) {
    network.outputs.push_back({graph.values[value].name, *tensor, false});
    return llvm::Error::success();
  }
  llvm::consumeError(tensor.takeError());
  const Node &node = graph.nodes[graph.values[value].producer];
  return createStringError(
      name + "is computed in float by " + node.operatorName() + " '" +
      printable(node.name) +
      "'; quantize it (QuantizeLinear and DequantizeLinear behind it), or "
      "remove the operator from the model and compute it on the host");
}

llvm::Expected<Network> Normalizer::run() {
  for (auto [position, value] : llvm::enumerate(graph.inputs))
    if (llvm::Error error = visitInput(value, position))
      return std::move(error);
  std::vector<bool> live = findLive();
  Refusals refusals;
  for (auto [index, node] : llvm::enumerate(graph.nodes)) {
    if (!live[index])
      continue;
    if (llvm::Error error = visit(node)) {
      // One reason is enough for what depends on it.
      bool follows = llvm::any_of(node.inputs, [&](int input) {
        return input != kAbsent && refused.contains(input);
      });
      for (int output : node.outputs)
        refused.insert(output);
      std::string why = llvm::toString(std::move(error));
      if (!follows)
        refusals.add(printable(node.operatorName()), why, printable(node.name));
    }
  }
  if (!refusals.empty())
    return refusals.error();
  for (int output : graph.outputs)
    if (llvm::Error error = addOutput(output))
      return std::move(error);
  for (const Network::Port &port : network.inputs)
    if (port.tensor < 0)
      return createStringError("graph input '" + printable(port.name) +
                               "' is not quantized: no QuantizeLinear takes "
                               "it, or it is not used at all");
  removeUnused();
  return std::move(network);
}

llvm::Expected<Network> sima::onnx_import::normalize(Graph &graph) {
  return Normalizer(graph).run();
}
