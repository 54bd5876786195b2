//===- ProductSums.cpp - Sums of products and their codes -----------------===//

#include "ProductSums.h"
#include "dialects/MLA/IR/Activation.h"
#include "mlir/Dialect/Quant/QuantTypes.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;

int32_t reference::codeAt(const Tensor &tensor, int64_t element) {
  return mla::elementBytes(tensor.type) == 1 ? tensor.data<int8_t>()[element]
                                             : tensor.data<int16_t>()[element];
}

void reference::storeCode(Tensor &tensor, int64_t element, int32_t code) {
  if (mla::elementBytes(tensor.type) == 1)
    tensor.data<int8_t>()[element] = static_cast<int8_t>(code);
  else
    tensor.data<int16_t>()[element] = static_cast<int16_t>(code);
}

SmallVector<int32_t> reference::filterZeroPoints(Type type, int64_t count) {
  Type element = cast<RankedTensorType>(type).getElementType();
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element))
    return SmallVector<int32_t>(perAxis.getZeroPoints());
  return SmallVector<int32_t>(count,
                              static_cast<int32_t>(mla::tensorZeroPoint(type)));
}

/// Biases of 32 or 64 bits; zeros for an operation without.
static std::vector<int64_t> biasesOf(Operands operands, int64_t count) {
  if (operands.size() < 3)
    return std::vector<int64_t>(count, 0);
  const Tensor &bias = *operands[2];
  if (bias.type.getElementType().isInteger(64))
    return {bias.data<int64_t>(), bias.data<int64_t>() + count};
  return {bias.data<int32_t>(), bias.data<int32_t>() + count};
}

static mla::Activation activationOf(Operation *op) {
  auto attr = op->getAttrOfType<mla::ActivationAttr>("activation");
  return attr ? attr.getValue() : mla::Activation::none;
}

OutputChannels::OutputChannels(Operation *op, Operands operands,
                               const Tensor &result)
    : rescale(mla::ProductTypes::of(op), mla::mapShape(result.type).channels),
      bias(biasesOf(operands, mla::mapShape(result.type).channels)),
      clamp(mla::activationClamp(activationOf(op), result.type)) {}
