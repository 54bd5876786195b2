//===- Inference.cpp - From a file's graph to one with shapes -------------===//

#include "Inference.h"
#include "ConstantFolding.h"
#include "IntegerKernels.h"
#include "Refusals.h"
#include "SourceOperators.h"

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

static bool isQuantized(const Graph &graph) {
  return llvm::any_of(graph.nodes, [](const Node &node) {
    llvm::StringRef op = node.op;
    return op == "QuantizeLinear" || op == "DequantizeLinear" ||
           op.contains("Quantize") || op.ends_with("Integer") ||
           isIntegerKernel(node) || op.contains("NBits");
  });
}

/// "is of bfloat16, which …", of networks with inputs or constants of 16 bits;
/// the targets' lists of types may name it.
static std::string halfFloats(const Graph &graph) {
  for (const GraphValue &value : graph.values)
    if (value.type == ElementType::bf16 || value.type == ElementType::f16)
      return "is of " + typeName(value.type) +
             ", which no target computes here: codes of 8 and 16 bits run on "
             "all of them; convert it to float32 and quantize it with "
             "calibration data, for example: ";
  return "";
}

llvm::Error sima::onnx_import::surveyOperators(const Graph &graph) {
  std::string wrong = halfFloats(graph);
  if (wrong.empty())
    wrong = "is not quantized: it has no QuantizeLinear; quantize it with "
            "calibration data first, for example: ";
  if (!isQuantized(graph))
    return createStringError(
        "network of " + Twine(graph.nodes.size()) + " nodes " + wrong +
        "onnxruntime.quantization.quantize_static(model, quantized_model, "
        "calibration_data_reader, quant_format=QuantFormat.QDQ, "
        "per_channel=True, activation_type=QuantType.QInt8, "
        "weight_type=QuantType.QInt8)");
  Refusals refusals;
  for (const Node &node : graph.nodes)
    if (!isIntegerKernel(node))
      if (std::string why = whyRefused(node); !why.empty())
        refusals.add(printable(node.operatorName()), why, printable(node.name));
  return refusals.error();
}

static llvm::Error checkOperands(const NodeView &node,
                                 const SourceOperator &row) {
  if (node.inputCount() < row.minInputs || node.inputCount() > row.maxInputs)
    return createStringError("has " + Twine(node.inputCount()) +
                             " inputs, takes " + Twine(row.minInputs) + " to " +
                             Twine(row.maxInputs));
  for (unsigned i = 0; i < row.minInputs; ++i)
    if (!node.hasInput(i))
      return createStringError("lacks input " + Twine(i));
  for (unsigned i = 1; i < node.outputCount(); ++i)
    if (i >= row.maxOutputs && node.node.hasOutput(i))
      return createStringError("has output " + Twine(i) + " in use, " +
                               Twine(row.maxOutputs) + " are imported");
  return llvm::Error::success();
}

static llvm::Error inferNode(NodeView &node) {
  const SourceOperator *row = findSourceOperator(node.node);
  if (!row)
    return createStringError(whyRefused(node.node));
  if (llvm::Error error = checkOperands(node, *row))
    return error;
  // Types are computed, too; wrong ones show where they matter.
  if (llvm::Error error = row->infer(node))
    return error;
  return fold(node);
}

llvm::Error sima::onnx_import::inferShapes(Graph &graph) {
  if (!graph.openSizes.empty())
    return createStringError(graph.openSizes);
  if (llvm::Error error = expandIntegerKernels(graph))
    return error;
  for (Node &node : graph.nodes) {
    NodeView view(graph, node);
    if (llvm::Error error = inferNode(view))
      return createStringError(node.operatorName() + " '" +
                               printable(node.name) +
                               "': " + llvm::toString(std::move(error)));
  }
  // What shapes were computed from is no user of a tensor any more.
  removeDeadNodes(graph);
  return llvm::Error::success();
}
