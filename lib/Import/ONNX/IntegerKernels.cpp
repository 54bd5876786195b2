//===- IntegerKernels.cpp - Operators on codes ----------------------------===//

#include "IntegerKernels.h"
#include "SourceOperators.h"
#include <algorithm>

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

namespace {

class Expansion;

struct Row {
  const char *domain;
  const char *name;
  const char *op; ///< the operator of real numbers
  unsigned minInputs, maxInputs;
  void (Expansion::*expand)();
};

/// One node while it is expanded.
class Expansion {
public:
  Expansion(Graph &graph, std::vector<Node> &out, const Node &node,
            const Row &row)
      : graph(graph), out(out), node(node), real(node) {
    real.domain.clear();
    real.op = row.op;
    real.opset = graph.opset;
    real.isIntegerKernel = true;
    real.inputs.clear();
    (this->*row.expand)();
  }

  /// x, scale, zero point, result's scale and zero point.
  void unary() {
    dequantize(0, -1);
    finish(3);
  }
  /// Two operands of one scale each, then the result's.
  void binary() {
    dequantize(0, -1);
    dequantize(3, -1);
    finish(6);
  }
  void conv() {
    dequantize(0, -1);
    dequantize(3, 0);
    if (node.hasInput(8))
      real.inputs.push_back(node.inputs[8]);
    finish(6);
  }
  void matMul() {
    dequantize(0, -2);
    dequantize(3, -1);
    finish(6);
  }
  void gemm() {
    auto transB = node.attributes.find("transB");
    bool isTransposed = transB != node.attributes.end() &&
                        transB->second == AttributeValue(int64_t(1));
    dequantize(0, -1);
    dequantize(3, isTransposed ? 0 : 1);
    if (node.hasInput(6))
      real.inputs.push_back(node.inputs[6]);
    finish(7);
  }
  void concat() {
    for (unsigned i = 2; i + 1 < node.inputs.size(); i += 3)
      dequantize(i, -1);
    finish(0);
  }
  void where() {
    real.inputs.push_back(node.inputs[0]);
    dequantize(1, -1);
    dequantize(4, -1);
    finish(7);
  }
  /// Its own operator set is an attribute.
  void softmax() {
    auto version = node.attributes.find("opset");
    if (version != node.attributes.end())
      if (const auto *stated = std::get_if<int64_t>(&version->second))
        real.opset = *stated;
    real.attributes.erase("opset");
    unary();
  }

private:
  int makeValue(const std::string &name) {
    graph.values.emplace_back().name = name;
    return graph.values.size() - 1;
  }
  int operand(unsigned i) const {
    return node.hasInput(i) ? node.inputs[i] : kAbsent;
  }
  /// A node for input `i` with its scale and zero point behind it, one scale or
  /// one along `axis`.
  void dequantize(unsigned i, int64_t axis) {
    Node step;
    step.op = "DequantizeLinear";
    step.isIntegerKernel = true;
    step.name = node.name + "/operand" + std::to_string(i);
    step.opset = graph.opset;
    step.inputs = {operand(i), operand(i + 1), operand(i + 2)};
    step.outputs = {makeValue(step.name)};
    step.attributes["axis"] = axis;
    real.inputs.push_back(step.outputs[0]);
    out.push_back(std::move(step));
  }
  /// The operator itself, then the result's node; its scale is input `i`. No
  /// scale: the result is float.
  void finish(unsigned i) {
    if (!node.hasInput(i)) {
      out.push_back(std::move(real));
      return;
    }
    Node step;
    step.op = "QuantizeLinear";
    step.isIntegerKernel = true;
    step.name = node.name + "/result";
    step.opset = graph.opset;
    step.outputs = node.outputs;
    real.outputs = {makeValue(step.name)};
    step.inputs = {real.outputs[0], operand(i), operand(i + 1)};
    out.push_back(std::move(real));
    out.push_back(std::move(step));
  }

  Graph &graph;
  std::vector<Node> &out;
  const Node &node;
  Node real;
};

constexpr Row rows[] = {
    {"", "QLinearConv", "Conv", 8, 9, &Expansion::conv},
    {"", "QLinearMatMul", "MatMul", 8, 8, &Expansion::matMul},
    {kMicrosoft, "QGemm", "Gemm", 6, 9, &Expansion::gemm},
    {kMicrosoft, "QLinearAdd", "Add", 7, 8, &Expansion::binary},
    {kMicrosoft, "QLinearAveragePool", "AveragePool", 4, 5, &Expansion::unary},
    {kMicrosoft, "QLinearConcat", "Concat", 5, 4096, &Expansion::concat},
    {kMicrosoft, "QLinearGlobalAveragePool", "GlobalAveragePool", 4, 5,
     &Expansion::unary},
    {kMicrosoft, "QLinearLeakyRelu", "LeakyRelu", 4, 5, &Expansion::unary},
    {kMicrosoft, "QLinearMul", "Mul", 7, 8, &Expansion::binary},
    {kMicrosoft, "QLinearReduceMean", "ReduceMean", 4, 5, &Expansion::unary},
    {kMicrosoft, "QLinearSigmoid", "Sigmoid", 4, 5, &Expansion::unary},
    {kMicrosoft, "QLinearSoftmax", "Softmax", 4, 5, &Expansion::softmax},
    {kMicrosoft, "QLinearWhere", "Where", 8, 9, &Expansion::where},
};

} // namespace

static const Row *findRow(const Node &node) {
  const Row *found =
      std::find_if(std::begin(rows), std::end(rows), [&](const Row &row) {
        return node.op == row.name && node.domain == row.domain;
      });
  return found == std::end(rows) ? nullptr : found;
}

bool sima::onnx_import::isIntegerKernel(const Node &node) {
  return findRow(node) != nullptr;
}

static llvm::Error check(const Graph &graph, const Node &node, const Row &row) {
  auto problem = [&](const Twine &text) {
    return createStringError(node.operatorName() + " '" + printable(node.name) +
                             "': " + text);
  };
  if (node.inputs.size() < row.minInputs || node.inputs.size() > row.maxInputs)
    return problem("has " + Twine(node.inputs.size()) + " inputs, takes " +
                   Twine(row.minInputs) + " to " + Twine(row.maxInputs));
  if (node.outputs.size() != 1 || !node.hasOutput(0))
    return problem("has " + Twine(node.outputs.size()) + " outputs, gives 1");
  auto last = node.attributes.find("channels_last");
  if (last != node.attributes.end() &&
      last->second != AttributeValue(int64_t(0)))
    return problem("has channels_last set; export the model before it is "
                   "optimised for a runtime");
  return llvm::Error::success();
}

llvm::Error sima::onnx_import::expandIntegerKernels(Graph &graph) {
  std::vector<Node> nodes;
  for (Node &node : graph.nodes) {
    const Row *row = findRow(node);
    if (!row) {
      nodes.push_back(std::move(node));
      continue;
    }
    if (llvm::Error error = check(graph, node, *row))
      return error;
    Expansion(graph, nodes, node, *row);
  }
  graph.nodes = std::move(nodes);
  removeDeadNodes(graph);
  return llvm::Error::success();
}
