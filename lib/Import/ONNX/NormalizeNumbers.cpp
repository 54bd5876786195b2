//===- NormalizeNumbers.cpp - Operators that codes cannot express ---------===//
//
// A value that codes do not stand for is computed on numbers: its operator, and
// those before it up to codes, inputs and constants.
//
//===----------------------------------------------------------------------===//

#include "Normalizer.h"
#include "NumberOperators.h"
#include <set>

using namespace sima::onnx_import;
using llvm::createStringError;

/// Whether numbers of a value come of no operator that is on numbers.
bool Normalizer::hasNumbers(int value) const {
  const Meaning &from = meanings[value];
  return numbers[value] >= 0 || graph.values[value].isConstant() ||
         from.kind == Meaning::codes || from.kind == Meaning::constant ||
         (from.kind == Meaning::pending && graph.values[value].producer < 0);
}

/// The tensor of an input that is used as numbers.
llvm::Expected<int> Normalizer::inputNumbers(int value) {
  Network::Port &port = network.inputs[meanings[value].pendingOperation->input];
  if (port.tensor < 0) {
    port.tensor = addTensor(port.name, *graph.values[value].shape, {});
    network.tensors[port.tensor].number = graph.values[value].type;
    port.isFloat = false;
  } else if (!network.tensors[port.tensor].number) {
    return createStringError("takes graph input '" + graph.valueName(value) +
                             "' as it is, and another node quantizes it; "
                             "quantize it for both");
  }
  return port.tensor;
}

/// The numbers of a value that needs no operator on numbers.
llvm::Expected<int> Normalizer::addNumbers(int value) {
  const GraphValue &entry = graph.values[value];
  const Meaning &from = meanings[value];
  if (!isNumber(entry.type))
    return createStringError("takes " + typeName(entry.type) + " '" +
                             graph.valueName(value) +
                             "'; numbers are float32, int32, int64 and bool");
  if (from.kind == Meaning::pending)
    return inputNumbers(value);
  ConstantRef constant = entry.constant;
  if (!constant && from.kind == Meaning::constant)
    constant = realsOf(from);
  int result = addTensor(entry.name, *entry.shape, {});
  Tensor &made = network.tensors[result];
  made.number = entry.type;
  if (constant) {
    made.codes = constant;
    return result;
  }
  CodeOp operation;
  operation.op = tensor(from.operand).isIndex ? "Positions" : "Dequantize";
  operation.operands = {from.operand};
  operation.results = {result};
  operation.isOnNumbers = true;
  network.operations.push_back(std::move(operation));
  return result;
}

llvm::Expected<int> Normalizer::numbersOf(int value) {
  // Nodes that are still to be put on numbers, in their order.
  std::set<int> needed;
  llvm::SmallVector<int> open = {value};
  while (!open.empty()) {
    int next = open.pop_back_val();
    if (hasNumbers(next))
      continue;
    int producer = graph.values[next].producer;
    if (producer < 0 || !numberOperands(graph.nodes[producer]))
      return createStringError("takes the float results '" +
                               graph.valueName(next) +
                               "', which the Cortex-A65 does not compute");
    if (!needed.insert(producer).second)
      continue;
    const Node &node = graph.nodes[producer];
    for (unsigned i = 0; i < *numberOperands(node); ++i) {
      if (i >= node.inputs.size())
        break;
      if (node.inputs[i] != kAbsent)
        open.push_back(node.inputs[i]);
    }
  }
  for (int index : needed) {
    const Node &node = graph.nodes[index];
    for (int output : node.outputs)
      if (output != kAbsent && !isNumber(graph.values[output].type))
        return createStringError("gives " +
                                 typeName(graph.values[output].type) +
                                 "; numbers are float32, int32, int64 and "
                                 "bool");
    CodeOp operation;
    operation.op = node.op;
    operation.node = &node;
    operation.isOnNumbers = true;
    unsigned count =
        std::min<size_t>(*numberOperands(node), node.inputs.size());
    for (unsigned i = 0; i < count; ++i) {
      if (node.inputs[i] == kAbsent) {
        operation.operands.push_back({-1, false});
        continue;
      }
      int &operand = numbers[node.inputs[i]];
      if (operand < 0) {
        auto added = addNumbers(node.inputs[i]);
        if (!added)
          return added.takeError();
        operand = *added;
      }
      operation.operands.push_back({operand, false});
    }
    for (int output : node.outputs) {
      if (output == kAbsent) {
        operation.results.push_back(-1);
        continue;
      }
      const GraphValue &entry = graph.values[output];
      numbers[output] = addTensor(entry.name, *entry.shape, {});
      network.tensors[numbers[output]].number = entry.type;
      operation.results.push_back(numbers[output]);
    }
    network.operations.push_back(std::move(operation));
  }
  if (numbers[value] < 0) {
    auto added = addNumbers(value);
    if (!added)
      return added;
    numbers[value] = *added;
  }
  return numbers[value];
}

int Normalizer::quantized(int numbers, const Quantization &quantization,
                          const std::string &name) {
  int result = addTensor(name, network.tensors[numbers].shape, quantization);
  CodeOp operation;
  operation.op = "Quantize";
  operation.operands = {{numbers, false}};
  operation.results = {result};
  operation.isOnNumbers = true;
  network.operations.push_back(std::move(operation));
  return result;
}

llvm::Error Normalizer::quantizeNumbers(NodeView &node) {
  GraphValue &output = graph.values[node.node.outputs[0]];
  auto quantization = readQuantization(node, output.type);
  if (!quantization)
    return quantization.takeError();
  if (llvm::Error error = checkCodes(*quantization))
    return error;
  auto from = numbersOf(node.node.inputs[0]);
  if (!from)
    return from.takeError();
  Meaning result;
  result.kind = Meaning::codes;
  result.operand = {quantized(*from, *quantization, output.name),
                    types.resultRunsUnsigned(node.node, *quantization)};
  set(node, std::move(result));
  return llvm::Error::success();
}

llvm::Error Normalizer::visitNumbers(Node &node) {
  NodeView view(graph, node);
  if (node.op == "QuantizeLinear")
    return quantizeNumbers(view);
  if (!numberOperands(node))
    return createStringError("is no operator on numbers");
  for (int output : node.outputs) {
    if (output == kAbsent)
      continue;
    auto tensor = numbersOf(output);
    if (!tensor)
      return tensor.takeError();
    meanings[output] = Meaning();
    meanings[output].kind = Meaning::number;
  }
  return llvm::Error::success();
}

/// What was begun on codes, or on numbers, and not finished, has no users.
void Normalizer::removeUnused() {
  std::vector<bool> used(network.tensors.size());
  for (const Network::Port &port : network.outputs)
    used[port.tensor] = true;
  std::vector<CodeOp> kept;
  for (CodeOp &operation : llvm::reverse(network.operations)) {
    if (llvm::none_of(operation.results,
                      [&](int result) { return result >= 0 && used[result]; }))
      continue;
    for (const Operand &operand : operation.operands)
      if (operand.tensor >= 0)
        used[operand.tensor] = true;
    kept.push_back(std::move(operation));
  }
  network.operations.assign(std::make_move_iterator(kept.rbegin()),
                            std::make_move_iterator(kept.rend()));
}
