//===- NoOps.cpp - Nodes that the runtime removes -------------------------===//
//
// Which ones, of those that change nothing, was found by trial with ONNX
// Runtime: not Reshape, Pad, Tile or Relu, and of Slice only the one that ends
// at the greatest integer.
//
//===----------------------------------------------------------------------===//

#include "NoOps.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <limits>
#include <map>

using namespace sima::onnx_import;
using llvm::StringRef;

/// The value of a constant of one element.
static std::optional<double> number(const Graph &graph, const Node &node,
                                    unsigned input) {
  if (!node.hasInput(input))
    return std::nullopt;
  const GraphValue &value = graph.values[node.inputs[input]];
  if (!value.isConstant() || value.isOverridable || value.constant->size() != 1)
    return std::nullopt;
  return value.constant->real(0);
}

static bool hasShapeOf(const Graph &graph, int a, int b) {
  return graph.values[a].shape &&
         graph.values[a].shape == graph.values[b].shape;
}

/// x + 0, x - 0, x * 1, x / 1, and 0 + x and 1 * x.
static int unchangedOperand(const Graph &graph, const Node &node) {
  auto neutral = llvm::StringSwitch<std::optional<double>>(node.op)
                     .Cases("Add", "Sub", 0.0)
                     .Cases("Mul", "Div", 1.0)
                     .Default(std::nullopt);
  if (!neutral || node.inputs.size() != 2)
    return kAbsent;
  if (number(graph, node, 1) == neutral)
    return node.inputs[0];
  bool commutes = node.op == "Add" || node.op == "Mul";
  return commutes && number(graph, node, 0) == neutral ? node.inputs[1]
                                                       : kAbsent;
}

static bool isWholeSlice(const Graph &graph, const Node &node) {
  if (!node.hasInput(2))
    return false;
  const ConstantRef &ends = graph.values[node.inputs[2]].constant;
  if (!ends)
    return false;
  for (int64_t i = 0; i < ends->size(); ++i)
    if (ends->integer(i) < std::numeric_limits<int32_t>::max())
      return false;
  return true;
}

static llvm::ArrayRef<int64_t> permutation(const Node &node) {
  auto found = node.attributes.find("perm");
  const auto *order = found == node.attributes.end()
                          ? nullptr
                          : std::get_if<std::vector<int64_t>>(&found->second);
  return order ? llvm::ArrayRef<int64_t>(*order) : llvm::ArrayRef<int64_t>();
}

/// The input of the Transpose before `node`, which undoes it.
static int untransposed(const Graph &graph, const Node &node) {
  int producer = graph.values[node.inputs[0]].producer;
  if (producer < 0 || graph.nodes[producer].op != "Transpose")
    return kAbsent;
  const Node &before = graph.nodes[producer];
  llvm::ArrayRef<int64_t> first = permutation(before),
                          second = permutation(node);
  if (first.empty() || first.size() != second.size())
    return kAbsent;
  for (auto [place, d] : llvm::enumerate(second))
    if (d < 0 || d >= int64_t(first.size()) || first[d] != int64_t(place))
      return kAbsent;
  return before.inputs[0];
}

/// The value that the result of `node` is, or kAbsent.
static int source(const Graph &graph, const Node &node) {
  if (node.isIntegerKernel || !node.hasInput(0) || !node.hasOutput(0))
    return kAbsent;
  StringRef op = node.op;
  if (op == "Transpose")
    return untransposed(graph, node);
  if (int operand = unchangedOperand(graph, node); operand != kAbsent)
    return hasShapeOf(graph, operand, node.outputs[0]) ? operand : kAbsent;
  bool changesNothing = op == "Identity" || op == "Dropout" || op == "Expand" ||
                        op == "Cast" ||
                        (op == "Slice" && isWholeSlice(graph, node));
  bool same =
      hasShapeOf(graph, node.inputs[0], node.outputs[0]) &&
      graph.values[node.inputs[0]].type == graph.values[node.outputs[0]].type;
  return changesNothing && same ? node.inputs[0] : kAbsent;
}

static bool isDequantized(const Graph &graph, int value) {
  int producer = graph.values[value].producer;
  return producer >= 0 && graph.nodes[producer].op == "DequantizeLinear";
}

void sima::onnx_import::removeNoOps(Graph &graph) {
  llvm::DenseSet<int> outputs(graph.outputs.begin(), graph.outputs.end());
  std::map<int, int> sources;
  for (Node &node : graph.nodes) {
    for (int &input : node.inputs)
      if (auto found = sources.find(input); found != sources.end())
        input = found->second;
    int value = source(graph, node);
    if (value != kAbsent && isDequantized(graph, value) &&
        !outputs.contains(node.outputs[0]))
      sources[node.outputs[0]] = value;
  }
  if (!sources.empty())
    removeDeadNodes(graph);
}
