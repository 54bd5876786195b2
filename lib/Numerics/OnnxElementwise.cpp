//===- OnnxElementwise.cpp - Two operands in mode onnx --------------------===//
//
// The order of float32 operations is ONNX Runtime's. Its kernel of QLinearAdd
// is compiled for machines with a fused multiply-add and uses it; std::fma says
// where. QLinearMul is not.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/OnnxElementwise.h"
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::onnx;

/// A float32 result that already contains the source's zero point: rounded with
/// ties to even. Beyond int32, and for a NaN, x86-64 converts to the lowest
/// integer.
static int32_t toStoredCode(float value, int32_t storageOffset,
                            tflite::Range clamp) {
  float rounded = std::nearbyint(value);
  int64_t code = std::numeric_limits<int32_t>::min();
  if (rounded >= -0x1p31f && rounded < 0x1p31f)
    code = static_cast<int64_t>(rounded);
  code -= storageOffset;
  return static_cast<int32_t>(
      std::min<int64_t>(std::max<int64_t>(code, clamp.lo), clamp.hi));
}

/// Codes and zero points as they are in the source.
static float asFloat(int32_t stored, int32_t storageOffset) {
  return static_cast<float>(int64_t{stored} + storageOffset);
}

AddParams onnx::addParams(const Quantization &lhs, const Quantization &rhs,
                          const Quantization &out, int32_t storageOffset) {
  float lhsFactor = lhs.scale / out.scale, rhsFactor = rhs.scale / out.scale;
  float zeros = std::fma(lhsFactor, asFloat(lhs.zeroPoint, storageOffset),
                         rhsFactor * asFloat(rhs.zeroPoint, storageOffset));
  return {lhsFactor, rhsFactor, asFloat(out.zeroPoint, storageOffset) - zeros,
          storageOffset};
}

bool onnx::swapsOperands(llvm::ArrayRef<int64_t> lhsShape,
                         llvm::ArrayRef<int64_t> rhsShape) {
  if (lhsShape.empty() || rhsShape.empty())
    return lhsShape.empty() && !rhsShape.empty();
  while (!lhsShape.empty() && !rhsShape.empty()) {
    if (lhsShape.back() != 1 || rhsShape.back() != 1)
      return lhsShape.back() == 1;
    lhsShape = lhsShape.drop_back();
    rhsShape = rhsShape.drop_back();
  }
  // No dimension that both have tells them apart; the runtime asks lhs first.
  return lhsShape.size() != rhsShape.size();
}

int32_t onnx::add(const AddParams &params, int32_t lhs, int32_t rhs,
                  tflite::Range clamp) {
  float sum = std::fma(asFloat(rhs, params.storageOffset), params.rhsFactor,
                       params.constant);
  sum = std::fma(asFloat(lhs, params.storageOffset), params.lhsFactor, sum);
  return toStoredCode(sum, params.storageOffset, clamp);
}

MulParams onnx::mulParams(const Quantization &lhs, const Quantization &rhs,
                          const Quantization &out, int32_t storageOffset) {
  float product = lhs.scale * rhs.scale;
  return {product / out.scale, asFloat(out.zeroPoint, storageOffset),
          storageOffset};
}

int32_t onnx::mul(const MulParams &params, int32_t lhsDifference,
                  int32_t rhsDifference, tflite::Range clamp) {
  auto product = static_cast<float>(int64_t{lhsDifference} * rhsDifference);
  float scaled = product * params.factor;
  return toStoredCode(scaled + params.outZeroPoint, params.storageOffset,
                      clamp);
}

float onnx::evaluate(BinaryFunction function, float lhs, float rhs) {
  switch (function) {
  case BinaryFunction::Add:
    return lhs + rhs;
  case BinaryFunction::Sub:
    return lhs - rhs;
  case BinaryFunction::Mul:
    return lhs * rhs;
  case BinaryFunction::Div:
    return lhs / rhs;
  case BinaryFunction::Min:
    return std::min(lhs, rhs);
  case BinaryFunction::Max:
    return std::max(lhs, rhs);
  case BinaryFunction::PRelu:
    return lhs >= 0.0f ? lhs : lhs * rhs;
  case BinaryFunction::Pow:
    break;
  }
  return std::pow(lhs, rhs);
}

int32_t onnx::binary(BinaryFunction function, int32_t lhs,
                     const Quantization &lhsIs, int32_t rhs,
                     const Quantization &rhsIs, const Quantization &outIs,
                     tflite::Range clamp) {
  float value =
      evaluate(function, dequantize(lhs, lhsIs.scale, lhsIs.zeroPoint),
               dequantize(rhs, rhsIs.scale, rhsIs.zeroPoint));
  return quantize(value, outIs.scale, outIs.zeroPoint, clamp);
}
