//===- RuntimeTypes.cpp - What ONNX Runtime computes in integers ----------===//

#include "RuntimeTypes.h"
#include "llvm/ADT/StringSwitch.h"

using namespace sima::onnx_import;

RuntimeTypes::RuntimeTypes(Graph &graph)
    : graph(graph), useCounts(graph.values.size()),
      onlyUser(graph.values.size(), -1) {
  for (auto [index, node] : llvm::enumerate(graph.nodes))
    for (int input : node.inputs)
      if (input != kAbsent) {
        ++useCounts[input];
        onlyUser[input] = index;
      }
  for (int output : graph.outputs)
    ++useCounts[output];
}

/// Whether two nodes state the same scale and zero point.
static bool sameParameters(const Graph &graph, const Node &a, const Node &b) {
  for (unsigned i : {1u, 2u}) {
    if (!a.hasInput(i) || !b.hasInput(i))
      return false;
    const ConstantRef &x = graph.values[a.inputs[i]].constant;
    const ConstantRef &y = graph.values[b.inputs[i]].constant;
    if (!x || !y || x->type != y->type || x->bytes != y->bytes)
      return false;
  }
  return true;
}

bool RuntimeTypes::resultRunsUnsigned(const Node &node,
                                      const Quantization &quantization) const {
  if (quantization.declared != ElementType::i8)
    return quantization.declared == ElementType::u8;
  // A pair of QuantizeLinear and DequantizeLinear, with nothing else between. A
  // DequantizeLinear of several users has been copied for each of them before.
  int codes = node.outputs.front();
  if (node.isIntegerKernel || quantization.isPerAxis() ||
      quantization.isOverridable || onlyUserOf(codes) < 0)
    return false;
  const Node &user = graph.nodes[onlyUserOf(codes)];
  return user.op == "DequantizeLinear" && !user.isIntegerKernel &&
         user.hasOutput(0) && uses(user.outputs[0]) == 1 &&
         sameParameters(graph, node, user);
}

/// int8 constants within these bounds cannot make a sum of two products of the
/// runtime's kernels saturate: it leaves them alone.
static constexpr int64_t kSmallCode = 64;

bool RuntimeTypes::constantRunsUnsigned(const Node &node,
                                        const Quantization &quantization,
                                        const Constant &codes) {
  if (quantization.declared != ElementType::i8)
    return quantization.declared == ElementType::u8;
  if (node.isIntegerKernel || quantization.isOverridable)
    return false;
  return llvm::any_of(codes.integers(), [](int64_t code) {
    return code < -kSmallCode || code > kSmallCode;
  });
}

bool RuntimeTypes::isFused(const CodeOp &operation,
                           const std::vector<Tensor> &tensors,
                           const Quantization &result, bool runsUnsigned) {
  if (operation.node && operation.node->isIntegerKernel)
    return true;
  bool sameType = result.bits() == 8, isOverridable = result.isOverridable;
  for (const Operand &operand : operation.operands)
    sameType &= tensors[operand.tensor].quantization.bits() == 8 &&
                operand.runsUnsigned == runsUnsigned;
  for (const Operand &operand : operation.operands)
    isOverridable |= tensors[operand.tensor].quantization.isOverridable;
  bool isProduct = llvm::StringSwitch<bool>(operation.op)
                       .Cases("Conv", "MatMul", "Gemm", true)
                       .Default(false);
  if (isProduct)
    return runsUnsigned && result.bits() == 8 &&
           operation.operands[0].runsUnsigned &&
           tensors[operation.operands[1].tensor].quantization.bits() == 8;
  return sameType &&
         llvm::StringSwitch<bool>(operation.op)
             .Cases("Add", "Mul", "Sigmoid", "LeakyRelu", true)
             .Cases("AveragePool", "GlobalAveragePool", "Concat", true)
             .Case("Softmax", !isOverridable)
             .Default(false);
}
