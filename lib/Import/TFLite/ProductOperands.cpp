//===- ProductOperands.cpp - Bias and arithmetic of products --------------===//

#include "ProductOperands.h"

using namespace mlir;
using namespace sima;
using namespace sima::tfl;
using llvm::createStringError;
using llvm::Twine;

/// Sums of 16-bit codes have 64 bits unless the operator names int32 biases.
static bool hasWideSums(fb::TensorType codes, fb::TensorType named) {
  return codes == fb::TensorType::INT16 && named != fb::TensorType::INT32;
}

static mla::Arithmetic arithmeticOf(fb::TensorType codes, bool wide,
                                    Rescaling rescaling) {
  if (rescaling == Rescaling::Float64)
    return mla::Arithmetic::tflite_f64;
  if (codes == fb::TensorType::UINT8)
    return mla::Arithmetic::tflite_u8;
  return wide ? mla::Arithmetic::tflite_16x8 : mla::Arithmetic::tflite;
}

llvm::Expected<ProductOperands>
sima::tfl::productOperands(Node &node, unsigned activation, unsigned input,
                           int64_t units, fb::TensorType named,
                           Rescaling rescaling) {
  fb::TensorType codes =
      node.model().tensor(node.inputTensor(activation)).type();
  bool wide = hasWideSums(codes, named);
  mla::Arithmetic arithmetic = arithmeticOf(codes, wide, rescaling);
  if (!node.hasInput(input))
    return ProductOperands{node.zeroBias(units, wide), arithmetic};
  fb::TensorType found = node.model().tensor(node.inputTensor(input)).type();
  fb::TensorType wanted = wide ? fb::TensorType::INT64 : fb::TensorType::INT32;
  if (found != wanted)
    return createStringError(
        "bias is " + llvm::StringRef(fb::EnumNameTensorType(found)).lower() +
        ", LiteRT's kernel reads " +
        llvm::StringRef(fb::EnumNameTensorType(wanted)).lower() +
        (wide ? " unless the operator names int32 (quantized_bias_type)" : ""));
  auto bias = node.bias(input, units);
  if (!bias)
    return bias.takeError();
  return ProductOperands{*bias, arithmetic};
}
