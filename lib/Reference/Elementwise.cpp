//===- Elementwise.cpp - Meaning of elementwise operations ----------------===//

#include "FeatureMap.h"
#include "OpFunctions.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;

/// Bounds are quantized with the output's scale (float32 division, ties away
/// from zero) and intersected with the int8 codes.
tflite::Range reference::outputRange(mla::Activation activation, Type type) {
  auto kind = tflite::Activation::None;
  switch (activation) {
  case mla::Activation::none:
    break;
  case mla::Activation::relu:
    kind = tflite::Activation::Relu;
    break;
  case mla::Activation::relu6:
    kind = tflite::Activation::Relu6;
    break;
  case mla::Activation::relu_n1_to_1:
    kind = tflite::Activation::ReluN1To1;
    break;
  }
  return tflite::activationRange(
      kind, mla::tensorScale(type),
      static_cast<int32_t>(mla::tensorZeroPoint(type)), -128, 127);
}

/// out = clamp(requant(lhs' + rhs')) element by element. Each operand, less its
/// zero point, is shifted left by 20 and rescaled to half of the larger operand
/// scale (first rounding, double as in conv2d); the sum is rescaled to the
/// output's scale (second rounding, double too), the output's zero point is
/// added, and the code is clamped.
void reference::evaluate(mla::AddOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  const Tensor &lhs = *operands[0], &rhs = *operands[1];
  FeatureMap<const int8_t> a = readMap(lhs), b = readMap(rhs);
  FeatureMap<int8_t> out = writeMap(result);
  tflite::AddParams params =
      tflite::addParams(mla::tensorScale(lhs.type), mla::tensorScale(rhs.type),
                        mla::tensorScale(result.type));
  tflite::Range clamp = outputRange(op.getActivation(), result.type);
  int32_t zeroA = zeroPoint(lhs), zeroB = zeroPoint(rhs);
  int32_t zeroOut = zeroPoint(result);
  forEachPosition(piece, out.shape.width, [&](int64_t n, int64_t r, int64_t c) {
    for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
      out.at(n, r, c)[k] = static_cast<int8_t>(
          tflite::add(params, a.at(n, r, c)[k], zeroA, b.at(n, r, c)[k], zeroB,
                      zeroOut, clamp));
  });
}
