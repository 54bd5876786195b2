//===- Norms.cpp - SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION --------------===//

#include "Node.h"
#include "OperatorTable.h"
#include <cmath>

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// Checks that the output has the one quantization that the kernel computes:
/// scale 1/`stepsOfOne`, and `zeroPoint` as it is stored.
static llvm::Error checkOutput(mla::Arithmetic arithmetic, Type type,
                               int64_t stepsOfOne, int64_t zeroPoint) {
  if (mla::tensorScale(type) == 1.0 / double(stepsOfOne) &&
      mla::tensorZeroPoint(type) == zeroPoint)
    return llvm::Error::success();
  int64_t offset = arithmetic == mla::Arithmetic::tflite_u8 ? 128 : 0;
  return createStringError(
      "output has scale " + std::to_string(mla::tensorScale(type)) +
      " and zero point " + Twine(mla::tensorZeroPoint(type) + offset) +
      ", the kernel has 1/" + Twine(stepsOfOne) + " and " +
      Twine(zeroPoint + offset));
}

/// LiteRT's kernels of 8-bit codes have no multiplier of 1 or less for the
/// exponent.
static llvm::Error checkExponent(Value input, float beta) {
  double factor = beta * mla::tensorScale(input.getType()) * double(1 << 26);
  if (std::isfinite(beta) && factor > 1)
    return llvm::Error::success();
  return createStringError("beta " + std::to_string(beta) +
                           " times the input's scale is not above 2^-26");
}

/// Softmax gives the type of its input, and of int8 also int16.
static llvm::Error checkSoftmaxTypes(const Node &node) {
  fb::TensorType in = node.model().tensor(node.inputTensor(0)).type();
  fb::TensorType out = node.model().tensor(node.op().outputs()->Get(0)).type();
  if (in == out || (in == fb::TensorType::INT8 && out == fb::TensorType::INT16))
    return llvm::Error::success();
  return createStringError(Twine("goes from ") + fb::EnumNameTensorType(in) +
                           " to " + fb::EnumNameTensorType(out) +
                           ", which no kernel does");
}

/// The quantization of softmax's output, by the types of the tensors. The
/// kernel of uint8 ignores it.
static llvm::Error checkSoftmaxOutput(mla::Arithmetic arithmetic,
                                      RankedTensorType type) {
  if (arithmetic == mla::Arithmetic::tflite_u8)
    return llvm::Error::success();
  if (arithmetic == mla::Arithmetic::tflite_16x8)
    return checkOutput(arithmetic, type, 32768, 0);
  return mla::elementBytes(type) == 2
             ? checkOutput(arithmetic, type, 65536, -32768)
             : checkOutput(arithmetic, type, 256, -128);
}

llvm::Error sima::tfl::importSoftmax(Node &node) {
  auto options = node.options<fb::SoftmaxOptions>();
  if (!options)
    return options.takeError();
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto type = node.outputType(shapeOf(*input));
  if (!type)
    return type.takeError();
  mla::Arithmetic arithmetic = node.arithmetic();
  if (llvm::Error error = checkSoftmaxTypes(node))
    return error;
  if (arithmetic == mla::Arithmetic::tflite_16x8 &&
      mla::tensorZeroPoint(input->getType()) != 0)
    return createStringError("has an int16 input with zero point " +
                             Twine(mla::tensorZeroPoint(input->getType())) +
                             ", LiteRT takes 0");
  if (llvm::Error error = checkSoftmaxOutput(arithmetic, *type))
    return error;
  float beta = (*options)->beta();
  if (llvm::Error error = checkExponent(*input, beta))
    return error;
  return node.setResult(node.create<mla::SoftmaxOp>(
      *type, *input, llvm::APFloat(beta), arithmetic));
}

llvm::Error sima::tfl::importLogSoftmax(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  auto type = node.outputType(shapeOf(*input));
  if (!type)
    return type.takeError();
  if (llvm::Error error = checkOutput(node.arithmetic(), *type, 16, 127))
    return error;
  if (llvm::Error error = checkExponent(*input, 1.0f))
    return error;
  return node.setResult(node.create<mla::LogSoftmaxOp>(
      *type, *input, llvm::APFloat(1.0f), node.arithmetic()));
}

llvm::Error sima::tfl::importL2Normalization(Node &node) {
  auto input = node.input(0);
  if (!input)
    return input.takeError();
  if (node.activation() != mla::Activation::none)
    return createStringError("has a fused activation, the kernel takes none");
  auto type = node.outputType(shapeOf(*input));
  if (!type)
    return type.takeError();
  if (llvm::Error error = checkOutput(node.arithmetic(), *type, 128, 0))
    return error;
  return node.setResult(node.create<mla::L2NormalizationOp>(
      *type, *input, llvm::APFloat(0.0f), node.arithmetic()));
}
