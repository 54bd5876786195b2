//===- ProductRescale.cpp - From sums of products to codes ----------------===//

#include "dialects/MLA/IR/ProductRescale.h"
#include "sima/Numerics/OnnxRequant.h"
#include "sima/Numerics/ShiftRequant.h"
#include "sima/Numerics/TFLite16x8.h"

using namespace mlir;
using namespace sima;
using namespace sima::mla;
using namespace sima::numerics;

ProductTypes ProductTypes::of(Operation *op) {
  Type output = op->getResult(0).getType();
  auto arithmetic = op->getAttrOfType<ArithmeticAttr>("arithmetic").getValue();
  bool isMatrixProduct = isa<MatMulOp>(op);
  return {op->getOperand(0).getType(),
          op->getOperand(1).getType(),
          output,
          isMatrixProduct ? Type() : op->getOperand(2).getType(),
          arithmetic,
          isMatrixProduct};
}

/// LiteRT rounds the product of two scales to float32 for uint8 convolutions
/// and for products of two activations, not for int8 and int16 convolutions.
static QuantizedMultiplier multiplierOf(const ProductTypes &types, double in,
                                        double filter, double out) {
  bool roundsProduct =
      types.isMatrixProduct || types.arithmetic == Arithmetic::tflite_u8;
  return roundsProduct ? tflite::productMultiplier(in, filter, out)
                       : tflite::convMultiplier(in, filter, out);
}

static ProductRescale::Channel channelOf(const ProductTypes &types, double in,
                                         double filter, double out) {
  ProductRescale::Channel channel;
  switch (types.arithmetic) {
  case Arithmetic::tflite:
  case Arithmetic::tflite_u8:
  case Arithmetic::tflite_16x8:
    channel.multiplier = multiplierOf(types, in, filter, out);
    break;
  case Arithmetic::tflite_f64:
    channel.factor = tflite::float64Factor(in, filter, out);
    break;
  case Arithmetic::onnx:
    channel.scale = onnx::requantScale(in, filter, out);
    break;
  case Arithmetic::shift:
    channel.exponent =
        shift::nearestExponent(tflite::float64Factor(in, filter, out));
    break;
  case Arithmetic::onnx_float:
    llvm_unreachable("the verifier refuses it");
  }
  return channel;
}

ProductRescale::ProductRescale(const ProductTypes &types, int64_t count)
    : arithmetic(types.arithmetic), wide(isWide(types)),
      zeroPoint(static_cast<int32_t>(tensorZeroPoint(types.output))) {
  double in = tensorScale(types.input), out = tensorScale(types.output);
  for (double filter : channelScales(types.filter, count))
    channels.push_back(channelOf(types, in, filter, out));
}

bool ProductRescale::isWide(const ProductTypes &types) {
  switch (types.arithmetic) {
  case Arithmetic::tflite_16x8:
    return true;
  case Arithmetic::tflite_f64:
    // LiteRT's sums have the type of the bias that the operator names.
    return types.bias ? cast<RankedTensorType>(types.bias)
                            .getElementType()
                            .isSignlessInteger(64)
                      : storageElementType(types.input).isInteger(16);
  case Arithmetic::onnx:
    return storageElementType(types.input).isInteger(16);
  default:
    return false;
  }
}

int32_t ProductRescale::code(int64_t index, int64_t sum,
                             tflite::Range clamp) const {
  const Channel &channel = channels[index];
  if (!wide)
    sum = static_cast<int32_t>(sum);
  switch (arithmetic) {
  case Arithmetic::tflite:
  case Arithmetic::tflite_u8:
    return tflite::requant(static_cast<int32_t>(sum), channel.multiplier,
                           zeroPoint, clamp);
  case Arithmetic::tflite_16x8:
    return tflite::requant16x8(sum, channel.multiplier, zeroPoint, clamp);
  case Arithmetic::tflite_f64:
    return tflite::requantFloat64(sum, channel.factor, zeroPoint, clamp);
  case Arithmetic::onnx:
    return onnx::requant(sum, channel.scale, zeroPoint, clamp);
  case Arithmetic::shift:
    return shift::requant(sum, channel.exponent, zeroPoint, clamp);
  case Arithmetic::onnx_float:
    break; // the verifier refuses it
  }
  llvm_unreachable("covered switch");
}
