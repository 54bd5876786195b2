//===- QuantizedBinary.cpp - Elementwise operations as data ---------------===//

#include "sima/Numerics/QuantizedBinary.h"
#include "sima/Numerics/FixedPointMath.h"

using namespace sima::numerics;

int32_t simaQuantizedBinary(const QuantizedBinary *p, int32_t a, int32_t b) {
  switch (p->kind) {
  case BinaryKind::Add:
    return tflite::add(p->add, a, p->lhsZero, b, p->rhsZero, p->outZero,
                       p->clamp);
  case BinaryKind::Sub:
    return tflite::sub(p->add, a, p->lhsZero, b, p->rhsZero, p->outZero,
                       p->clamp);
  case BinaryKind::AddPowerOfTwo:
    return tflite::addPowerOfTwo(p->shifts, a, b, p->clamp);
  case BinaryKind::SubPowerOfTwo:
    return tflite::subPowerOfTwo(p->shifts, a, b, p->clamp);
  case BinaryKind::Mul:
    return tflite::mul(p->multiplier, a, p->lhsZero, b, p->rhsZero, p->outZero,
                       p->clamp);
  case BinaryKind::Div:
    return tflite::div(p->multiplier, a, p->lhsZero, b, p->rhsZero, p->outZero,
                       p->clamp);
  case BinaryKind::SquaredDifference:
    return tflite::squaredDifference(p->add, a, p->lhsZero, b, p->rhsZero,
                                     p->outZero, p->clamp);
  case BinaryKind::PRelu:
    return tflite::prelu(p->prelu, a, p->lhsZero, b, p->rhsZero, p->outZero,
                         p->clamp);
  case BinaryKind::Minimum:
    return tflite::clampTo(b < a ? b : a, p->clamp);
  case BinaryKind::Maximum:
    return tflite::clampTo(a < b ? b : a, p->clamp);
  case BinaryKind::OnnxAdd:
    return onnx::add(p->onnxAdd, a, b, p->clamp);
  case BinaryKind::OnnxMul:
    return onnx::mul(p->onnxMul, wrappingSub(a, p->lhsZero),
                     wrappingSub(b, p->rhsZero), p->clamp);
  case BinaryKind::OnnxFloat:
    return onnx::binary(p->function, a, p->lhs, b, p->rhs, p->out, p->clamp);
  }
  return 0;
}

int32_t simaQuantizedRescale(const QuantizedRescale *p, int32_t code) {
  if (p->isFloat)
    return onnx::quantize(onnx::dequantize(code, p->inScale, p->inZero),
                          p->outScale, p->outZero, p->clamp);
  return tflite::requant(wrappingSub(code, p->inZero), p->multiplier,
                         p->outZero, p->clamp);
}
