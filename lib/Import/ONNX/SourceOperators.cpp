//===- SourceOperators.cpp - What the graph knows of operators ------------===//

#include "SourceOperators.h"
#include <algorithm>

using namespace sima::onnx_import;

/// Any number of operands that a list of the limits allows.
static constexpr unsigned kMany = 4096;

static constexpr SourceOperator operators[] = {
    {"", "Abs", 1, 1, 1, inferUnary},
    {"", "Add", 2, 2, 1, inferBroadcast},
    {"", "And", 2, 2, 1, inferComparison},
    {"", "ArgMax", 1, 1, 1, inferArgument},
    {"", "ArgMin", 1, 1, 1, inferArgument},
    {"", "AveragePool", 1, 1, 1, inferPool},
    {"", "BatchNormalization", 5, 5, 1, inferUnary},
    {"", "Cast", 1, 1, 1, inferCast},
    {"", "Ceil", 1, 1, 1, inferUnary},
    {"", "Celu", 1, 1, 1, inferUnary},
    {"", "Clip", 1, 3, 1, inferClip},
    {"", "Concat", 1, kMany, 1, inferConcat},
    {"", "ConstantOfShape", 1, 1, 1, inferConstantOfShape},
    {"", "Conv", 2, 3, 1, inferConv},
    {"", "ConvTranspose", 2, 3, 1, inferConvTranspose},
    {"", "Cos", 1, 1, 1, inferUnary},
    {"", "DepthToSpace", 1, 1, 1, inferDepthToSpace},
    {"", "DequantizeLinear", 2, 3, 1, inferDequantize},
    {"", "Div", 2, 2, 1, inferBroadcast},
    {"", "Dropout", 1, 3, 1, inferUnary},
    {"", "Einsum", 1, 2, 1, inferEinsum},
    {"", "Elu", 1, 1, 1, inferUnary},
    {"", "Equal", 2, 2, 1, inferComparison},
    {"", "Erf", 1, 1, 1, inferUnary},
    {"", "Exp", 1, 1, 1, inferUnary},
    {"", "Expand", 2, 2, 1, inferExpand},
    {"", "Flatten", 1, 1, 1, inferFlatten},
    {"", "Floor", 1, 1, 1, inferUnary},
    {"", "Gather", 2, 2, 1, inferGather},
    {"", "GatherND", 2, 2, 1, inferGatherND},
    {"", "Gelu", 1, 1, 1, inferUnary},
    {"", "Gemm", 2, 3, 1, inferGemm},
    {"", "GlobalAveragePool", 1, 1, 1, inferGlobalPool},
    {"", "GlobalMaxPool", 1, 1, 1, inferGlobalPool},
    {"", "Greater", 2, 2, 1, inferComparison},
    {"", "GreaterOrEqual", 2, 2, 1, inferComparison},
    {"", "HardSigmoid", 1, 1, 1, inferUnary},
    {"", "HardSwish", 1, 1, 1, inferUnary},
    {"", "Identity", 1, 1, 1, inferUnary},
    {"", "InstanceNormalization", 3, 3, 1, inferUnary},
    {"", "LRN", 1, 1, 1, inferUnary},
    {"", "LayerNormalization", 2, 3, 1, inferLayerNorm},
    {"", "LeakyRelu", 1, 1, 1, inferUnary},
    {"", "Less", 2, 2, 1, inferComparison},
    {"", "LessOrEqual", 2, 2, 1, inferComparison},
    {"", "Log", 1, 1, 1, inferUnary},
    {"", "LogSoftmax", 1, 1, 1, inferAlongAxis},
    {"", "LpNormalization", 1, 1, 1, inferAlongAxis},
    {"", "MatMul", 2, 2, 1, inferMatMul},
    {"", "Max", 1, kMany, 1, inferBroadcast},
    {"", "MaxPool", 1, 1, 1, inferPool},
    {"", "Mean", 1, kMany, 1, inferBroadcast},
    {"", "Min", 1, kMany, 1, inferBroadcast},
    {"", "Mish", 1, 1, 1, inferUnary},
    {"", "Mod", 2, 2, 1, inferBroadcast},
    {"", "Mul", 2, 2, 1, inferBroadcast},
    {"", "Neg", 1, 1, 1, inferUnary},
    {"", "Not", 1, 1, 1, inferUnary},
    {"", "Or", 2, 2, 1, inferComparison},
    {"", "PRelu", 2, 2, 1, inferPRelu},
    {"", "Pad", 1, 4, 1, inferPad},
    {"", "Pow", 2, 2, 1, inferBroadcast},
    {"", "QuantizeLinear", 2, 3, 1, inferQuantize},
    {"", "RMSNormalization", 2, 2, 1, inferLayerNorm},
    {"", "Range", 3, 3, 1, inferRange},
    {"", "Reciprocal", 1, 1, 1, inferUnary},
    {"", "ReduceMax", 1, 2, 1, inferReduction},
    {"", "ReduceMean", 1, 2, 1, inferReduction},
    {"", "ReduceMin", 1, 2, 1, inferReduction},
    {"", "ReduceProd", 1, 2, 1, inferReduction},
    {"", "ReduceSum", 1, 2, 1, inferReduction},
    {"", "ReduceSumSquare", 1, 2, 1, inferReduction},
    {"", "Relu", 1, 1, 1, inferUnary},
    {"", "Reshape", 2, 2, 1, inferReshape},
    {"", "Resize", 1, 4, 1, inferResize},
    {"", "Round", 1, 1, 1, inferUnary},
    {"", "Selu", 1, 1, 1, inferUnary},
    {"", "Shape", 1, 1, 1, inferShape},
    {"", "Sigmoid", 1, 1, 1, inferUnary},
    {"", "Sign", 1, 1, 1, inferUnary},
    {"", "Sin", 1, 1, 1, inferUnary},
    {"", "Size", 1, 1, 1, inferSize},
    {"", "Slice", 3, 5, 1, inferSlice},
    {"", "Softmax", 1, 1, 1, inferAlongAxis},
    {"", "Softplus", 1, 1, 1, inferUnary},
    {"", "Softsign", 1, 1, 1, inferUnary},
    {"", "SpaceToDepth", 1, 1, 1, inferSpaceToDepth},
    {"", "Split", 1, 2, kMany, inferSplit},
    {"", "Sqrt", 1, 1, 1, inferUnary},
    {"", "Squeeze", 1, 2, 1, inferSqueeze},
    {"", "Sub", 2, 2, 1, inferBroadcast},
    {"", "Sum", 1, kMany, 1, inferBroadcast},
    {"", "Swish", 1, 1, 1, inferUnary},
    {"", "Tanh", 1, 1, 1, inferUnary},
    {"", "ThresholdedRelu", 1, 1, 1, inferUnary},
    {"", "Tile", 2, 2, 1, inferTile},
    {"", "TopK", 2, 2, 2, inferTopK},
    {"", "Transpose", 1, 1, 1, inferTranspose},
    {"", "Unsqueeze", 1, 2, 1, inferUnsqueeze},
    {"", "Where", 3, 3, 1, inferWhere},
    {kMicrosoft, "DequantizeLinear", 2, 3, 1, inferDequantize},
    {kMicrosoft, "Gelu", 1, 1, 1, inferUnary},
    {kMicrosoft, "QuantizeLinear", 2, 3, 1, inferQuantize},
    {kMicrosoft, "QuickGelu", 1, 1, 1, inferUnary},
};

llvm::ArrayRef<SourceOperator> sima::onnx_import::sourceOperators() {
  return operators;
}

const SourceOperator *sima::onnx_import::findSourceOperator(const Node &node) {
  const auto *found =
      std::find_if(std::begin(operators), std::end(operators),
                   [&](const SourceOperator &row) {
                     return node.op == row.name && node.domain == row.domain;
                   });
  return found == std::end(operators) ? nullptr : found;
}

//===----------------------------------------------------------------------===//
// Refusals
//===----------------------------------------------------------------------===//

namespace {
struct Refusal {
  const char *domain;
  llvm::ArrayRef<const char *> names;
  const char *reason;
};
} // namespace

static constexpr const char *controlFlow[] = {"If", "Loop", "Scan",
                                              "SequenceMap"};
static constexpr const char *recurrent[] = {"LSTM", "GRU", "RNN"};
static constexpr const char *runTimeScales[] = {"DynamicQuantizeLinear"};
static constexpr const char *runTimeScalesMS[] = {
    "DynamicQuantizeMatMul", "MatMulIntegerToFloat", "DynamicQuantizeLSTM",
    "QAttention"};
static constexpr const char *integerProducts[] = {"ConvInteger",
                                                  "MatMulInteger"};
static constexpr const char *randomNumbers[] = {
    "RandomNormal",      "RandomNormalLike", "RandomUniform",
    "RandomUniformLike", "Bernoulli",        "Multinomial"};
static constexpr const char *dataShapes[] = {"NonZero", "Unique", "Compress",
                                             "NonMaxSuppression"};
static constexpr const char *weightBlocks[] = {"MatMulNBits", "MatMulBnb4",
                                               "GatherBlockQuantized"};

static constexpr Refusal refusals[] = {
    {"", controlFlow, "control flow; export the model for one fixed path"},
    {"", recurrent,
     "recurrent; unroll it, or use convolutions over time instead"},
    {"", runTimeScales,
     "scales are computed at run time; quantize the model statically, for "
     "example with onnxruntime.quantization.quantize_static"},
    {kMicrosoft, runTimeScalesMS,
     "scales are computed at run time; quantize the model statically, for "
     "example with onnxruntime.quantization.quantize_static"},
    {"", integerProducts,
     "int32 result without a scale; quantize the model statically with "
     "quant_format=QuantFormat.QDQ"},
    {"", randomNumbers, "random numbers"},
    {"", dataShapes, "shape of the result depends on the data"},
    {kMicrosoft, weightBlocks,
     "weights with one scale for each block; quantize them per channel"},
};

std::string sima::onnx_import::whyRefused(const Node &node) {
  for (const Refusal &refusal : refusals)
    if (node.domain == refusal.domain &&
        llvm::is_contained(refusal.names, llvm::StringRef(node.op)))
      return refusal.reason;
  if (!node.domain.empty() && node.domain != kMicrosoft)
    return "an operator of domain '" + printable(node.domain) +
           "'; read are those of ai.onnx and com.microsoft";
  for (const auto &[name, attribute] : node.attributes)
    if (std::holds_alternative<std::monostate>(attribute))
      return "attribute '" + printable(name) +
             "' is a graph, a type or sparse; export it without";
  return findSourceOperator(node) ? "" : "not in this version";
}
