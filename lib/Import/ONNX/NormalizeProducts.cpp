//===- NormalizeProducts.cpp - Convolutions and matrix products -----------===//
//
// Filters in codes, biases as int32 at the scale of the accumulator.
//
//===----------------------------------------------------------------------===//

#include "Normalizer.h"

using namespace sima::onnx_import;
using llvm::createStringError;
using llvm::Twine;

/// The constant that a bias is: int32 codes, or real numbers.
llvm::Error Normalizer::product(NodeView &node) {
  llvm::StringRef op = node.node.op;
  auto alpha = node.real("alpha", 1), beta = node.real("beta", 1);
  if (!alpha || !beta)
    return firstError(alpha.takeError(), beta.takeError());
  if (op == "Gemm" && (*alpha != 1 || (*beta != 1 && node.hasInput(2))))
    return createStringError("has alpha " + std::to_string(*alpha) +
                             " and beta " + std::to_string(*beta) +
                             "; fold them into the weights and the bias");
  auto pending = makePending(node);
  for (unsigned i : {0u, 1u}) {
    auto operand = codesOf(node, i);
    if (!operand)
      return operand.takeError();
    pending->operation.operands.push_back(*operand);
  }
  if (tensor(pending->operation.operands[0]).codes &&
      tensor(pending->operation.operands[1]).codes)
    return createStringError("multiplies two constants");
  // The runtime has a kernel for these that rounds the activations to 8 bits.
  const Tensor &weights = tensor(pending->operation.operands[1]);
  if ((op == "MatMul" || op == "Gemm") && weights.codes &&
      weights.shape.size() == 2 && weights.quantization.bits() == 8 &&
      tensor(pending->operation.operands[0]).quantization.bits() == 16)
    return createStringError(
        "multiplies activations of 16 bits with weights of "
        "8; give both 8 bits, or both 16");
  if (node.hasInput(2)) {
    const Meaning &bias = meaning(node, 2);
    if (bias.kind == Meaning::constant && bias.quantization.bits() == 32) {
      pending->bias = bias.data;
      pending->biasQuantization = bias.quantization;
    } else {
      pending->bias = realConstant(node, 2);
    }
    if (!pending->bias)
      return createStringError("has a bias '" +
                               graph.valueName(node.node.inputs[2]) +
                               "' that is computed at run time");
    llvm::ArrayRef<int64_t> shape = pending->bias->shape;
    int64_t channels = pending->shape[op == "Gemm" ? 1 : 1];
    if (pending->bias->size() != 1 &&
        (pending->bias->size() != channels || shape.back() != channels))
      return createStringError("has a bias of shape " + toString(shape) +
                               ", one value for each of " + Twine(channels) +
                               " channels is needed");
  }
  Meaning result;
  result.kind = Meaning::pending;
  result.pendingOperation = std::move(pending);
  set(node, std::move(result));
  return llvm::Error::success();
}

/// Whether `node`, an Add, gives a product that lies before it a constant bias.
bool Normalizer::addBias(NodeView &node) {
  for (unsigned i : {0u, 1u}) {
    Meaning &from = meaning(node, i);
    ConstantRef bias = realConstant(node, 1 - i);
    if (from.kind != Meaning::pending || !bias)
      continue;
    const Pending &pending = *from.pendingOperation;
    bool isMatrix =
        pending.operation.op == "MatMul" || pending.operation.op == "Gemm";
    int64_t channels = pending.shape.empty() ? 0 : pending.shape.back();
    if (!isMatrix || pending.bias || pending.isShared ||
        !pending.moves.empty() || !pending.activations.empty() ||
        bias->size() != channels || bias->shape.back() != channels)
      continue;
    Meaning result = from;
    result.pendingOperation = std::make_shared<Pending>(pending);
    result.pendingOperation->bias = bias;
    result.pendingOperation->isShared = types.uses(node.node.outputs[0]) != 1;
    set(node, std::move(result));
    return true;
  }
  return false;
}

/// Which dimension of operand 1 of a product gives the output's channels.
static int64_t channelDimension(const CodeOp &operation, int64_t rank) {
  if (operation.op == "Conv")
    return 0;
  if (operation.op == "ConvTranspose")
    return 1;
  auto transB = operation.node->attributes.find("transB");
  bool isTransposed = operation.op == "Gemm" &&
                      transB != operation.node->attributes.end() &&
                      transB->second != AttributeValue(int64_t(0));
  return isTransposed ? rank - 2 : rank - 1;
}

llvm::Error Normalizer::finishProduct(CodeOp &operation, const Pending &pending,
                                      const Quantization &quantization) {
  if (!pending.bias)
    return llvm::Error::success();
  const Quantization &in = tensor(operation.operands[0]).quantization;
  const Tensor &filter = tensor(operation.operands[1]);
  const Quantization &weights = filter.quantization;
  if (weights.isPerAxis() &&
      weights.axis != channelDimension(operation, filter.shape.size()) &&
      operation.op != "ConvTranspose")
    return createStringError("has a filter with one scale for each element of "
                             "dimension " +
                             Twine(weights.axis) +
                             ", which are not its output channels");
  int64_t channels = operation.op == "Conv" || operation.op == "ConvTranspose"
                         ? pending.shape[1]
                         : pending.shape.back();
  bool isCodes = pending.bias->type == ElementType::i32;
  for (int64_t c = 0; c < channels; ++c) {
    int64_t index = pending.bias->size() == 1 ? 0 : c;
    float scale =
        in.scale() *
        weights.scales[weights.isPerAxis() ? c % int64_t(weights.scales.size())
                                           : 0];
    float value;
    if (isCodes) {
      int64_t code = pending.bias->integer(index), zero = 0;
      float own = scale;
      if (pending.biasQuantization) {
        bool isPerAxis = pending.biasQuantization->scales.size() > 1;
        own = pending.biasQuantization->scales[isPerAxis ? index : 0];
        zero = pending.biasQuantization->zeroPoints[isPerAxis ? index : 0];
      }
      if (operation.isFused || (own == scale && zero == 0)) {
        // The runtime's integer kernels do not look at the scale of a bias.
        operation.bias.push_back(int32_t(code));
        continue;
      }
      value = float(code - zero) * own;
    } else {
      value = float(pending.bias->real(index));
    }
    float steps = std::nearbyint(value / scale);
    if (!(std::fabs(steps) < 2147483648.0f))
      return createStringError("has a bias of " + std::to_string(value) +
                               ", more than 2^31 steps of " +
                               std::to_string(scale) +
                               ", the product of the operands' scales");
    operation.bias.push_back(int32_t(steps));
  }
  return llvm::Error::success();
}
