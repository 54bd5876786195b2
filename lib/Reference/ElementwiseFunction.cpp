//===- ElementwiseFunction.cpp - What elementwise operations mean ---------===//
//
// From the quantization of operands and result to the scalar functions of
// lib/Numerics, whose comments explain the rounding.
//
//===----------------------------------------------------------------------===//
#include "sima/Reference/ElementwiseFunction.h"
#include "dialects/MLA/IR/Activation.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cstring>

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;

/// Parameters with nothing but zeros.
static QuantizedBinary zeros() {
  QuantizedBinary parameters;
  std::memset(static_cast<void *>(&parameters), 0, sizeof(parameters));
  return parameters;
}

namespace {
/// Scale and zero point of a tensor.
struct Quantized {
  explicit Quantized(Type type)
      : scale(mla::tensorScale(type)),
        zero(static_cast<int32_t>(mla::tensorZeroPoint(type))) {}
  double scale;
  int32_t zero;

  onnx::Quantization onnx() const { return {static_cast<float>(scale), zero}; }
};

/// The scales of a binary operation, and what every kind needs.
struct Binary {
  explicit Binary(mla::BinaryElementwiseOp op)
      : a(op.getLhs().getType()), b(op.getRhs().getType()),
        out(op.getOutput().getType()),
        wide(mla::elementBytes(op.getOutput().getType()) == 2) {
    parameters.lhsZero = a.zero;
    parameters.rhsZero = b.zero;
    parameters.outZero = out.zero;
    parameters.clamp =
        mla::activationClamp(op.getActivation(), op.getOutput().getType());
  }
  QuantizedBinary of(BinaryKind kind) {
    parameters.kind = kind;
    return parameters;
  }
  Quantized a, b, out;
  QuantizedBinary parameters = zeros();
  bool wide;
};
} // namespace

/// Sum or difference: on a common grid, where the three scales may be any; or
/// of 16-bit codes, one of them shifted.
static QuantizedBinary addition(Binary of, bool isSum, bool shifts) {
  if (shifts) {
    of.parameters.shifts =
        *tflite::powerOfTwoShifts(of.a.scale, of.b.scale, of.out.scale);
    return of.of(isSum ? BinaryKind::AddPowerOfTwo : BinaryKind::SubPowerOfTwo);
  }
  of.parameters.add = tflite::addParams(of.a.scale, of.b.scale, of.out.scale,
                                        of.wide ? tflite::kAddLeftShift16
                                                : tflite::kAddLeftShift8);
  return of.of(isSum ? BinaryKind::Add : BinaryKind::Sub);
}

static QuantizedBinary tfliteParameters(mla::BinaryElementwiseOp op) {
  Binary of(op);
  bool shifts = op.getArithmetic() == mla::Arithmetic::tflite_pot;
  double a = of.a.scale, b = of.b.scale, out = of.out.scale;
  return llvm::TypeSwitch<Operation *, QuantizedBinary>(op)
      .Case<mla::AddOp>([&](auto) { return addition(of, true, shifts); })
      .Case<mla::SubOp>([&](auto) { return addition(of, false, shifts); })
      .Case<mla::MulOp>([&](auto) {
        of.parameters.multiplier = tflite::mulMultiplier(a, b, out);
        return of.of(BinaryKind::Mul);
      })
      .Case<mla::DivOp>([&](auto) {
        of.parameters.multiplier = tflite::divMultiplier(a, b, out);
        return of.of(BinaryKind::Div);
      })
      .Case<mla::SquaredDifferenceOp>([&](auto) {
        of.parameters.add = tflite::squaredDifferenceParams(a, b, out);
        return of.of(BinaryKind::SquaredDifference);
      })
      .Case<mla::PReluOp>([&](auto) {
        of.parameters.prelu = tflite::preluParams(a, b, out);
        return of.of(BinaryKind::PRelu);
      })
      .Case<mla::MinimumOp>([&](auto) { return of.of(BinaryKind::Minimum); })
      .Case<mla::MaximumOp>([&](auto) { return of.of(BinaryKind::Maximum); });
}

/// Sum and product as the runtime fuses them: of codes as they are, so that it
/// matters whether they are stored 128 lower.
static QuantizedBinary fusedParameters(mla::BinaryElementwiseOp op) {
  Binary of(op);
  int32_t offset = op.getArithmetic() == mla::Arithmetic::onnx_u8 ? 128 : 0;
  onnx::Quantization lhs = of.a.onnx(), rhs = of.b.onnx(), out = of.out.onnx();
  if (isa<mla::AddOp>(op.getOperation())) {
    of.parameters.onnxAdd = onnx::addParams(lhs, rhs, out, offset);
    return of.of(BinaryKind::OnnxAdd);
  }
  of.parameters.onnxMul = onnx::mulParams(lhs, rhs, out, offset);
  return of.of(BinaryKind::OnnxMul);
}

/// Dequantized operands, one float32 operation, quantization.
static QuantizedBinary floatParameters(mla::BinaryElementwiseOp op) {
  using onnx::BinaryFunction;
  Binary of(op);
  of.parameters.function =
      llvm::TypeSwitch<Operation *, BinaryFunction>(op)
          .Case<mla::AddOp>([](auto) { return BinaryFunction::Add; })
          .Case<mla::SubOp>([](auto) { return BinaryFunction::Sub; })
          .Case<mla::MulOp>([](auto) { return BinaryFunction::Mul; })
          .Case<mla::DivOp>([](auto) { return BinaryFunction::Div; })
          .Case<mla::MinimumOp>([](auto) { return BinaryFunction::Min; })
          .Case<mla::MaximumOp>([](auto) { return BinaryFunction::Max; });
  of.parameters.lhs = of.a.onnx();
  of.parameters.rhs = of.b.onnx();
  of.parameters.out = of.out.onnx();
  return of.of(BinaryKind::OnnxFloat);
}

QuantizedBinary reference::binaryParameters(mla::BinaryElementwiseOp op) {
  switch (op.getArithmetic()) {
  case mla::Arithmetic::onnx:
  case mla::Arithmetic::onnx_u8:
    return fusedParameters(op);
  case mla::Arithmetic::onnx_float:
    return floatParameters(op);
  default:
    return tfliteParameters(op);
  }
}

BinaryFunction reference::binaryFunction(mla::BinaryElementwiseOp op) {
  return [parameters = binaryParameters(op)](int32_t a, int32_t b) {
    return simaQuantizedBinary(&parameters, a, b);
  };
}

QuantizedRescale reference::rescaleParameters(mla::RescaleOp op) {
  Quantized in(op.getInput().getType()), out(op.getOutput().getType());
  bool isFloat = op.getArithmetic() == mla::Arithmetic::onnx_float;
  return {isFloat,
          in.zero,
          out.zero,
          mla::codeRange(op.getOutput().getType()),
          quantizeMultiplier(in.scale / out.scale),
          static_cast<float>(in.scale),
          static_cast<float>(out.scale)};
}

UnaryFunction reference::rescaleFunction(mla::RescaleOp op) {
  return [parameters = rescaleParameters(op)](int32_t code) {
    return simaQuantizedRescale(&parameters, code);
  };
}
