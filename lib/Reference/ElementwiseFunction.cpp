//===- ElementwiseFunction.cpp - What elementwise operations mean ---------===//
//
// From the quantization of operands and result to the scalar functions of
// lib/Numerics, whose comments explain the rounding.
//
//===----------------------------------------------------------------------===//
#include "sima/Reference/ElementwiseFunction.h"
#include "dialects/MLA/IR/Activation.h"
#include "sima/Numerics/OnnxElementwise.h"
#include "sima/Numerics/TFLiteElementwise.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;

namespace {
/// Scale and zero point of a tensor.
struct Quantized {
  explicit Quantized(Type type)
      : scale(mla::tensorScale(type)),
        zero(static_cast<int32_t>(mla::tensorZeroPoint(type))) {}
  double scale;
  int32_t zero;
};

/// The quantization of a binary operation, and its clamp.
struct Binary {
  explicit Binary(mla::BinaryElementwiseOp op)
      : a(op.getLhs().getType()), b(op.getRhs().getType()),
        out(op.getOutput().getType()),
        clamp(
            mla::activationClamp(op.getActivation(), op.getOutput().getType())),
        wide(mla::elementBytes(op.getOutput().getType()) == 2) {}
  Quantized a, b, out;
  tflite::Range clamp;
  bool wide;
};
} // namespace

using Add = decltype(tflite::add);
using AddPowerOfTwo = decltype(tflite::addPowerOfTwo);

/// Sum or difference on a common grid; the three scales may be any.
static BinaryFunction general(const Binary &of, Add function) {
  tflite::AddParams params = tflite::addParams(
      of.a.scale, of.b.scale, of.out.scale,
      of.wide ? tflite::kAddLeftShift16 : tflite::kAddLeftShift8);
  return [=](int32_t a, int32_t b) {
    return function(params, a, of.a.zero, b, of.b.zero, of.out.zero, of.clamp);
  };
}

/// Sum or difference of 16-bit codes, one of them shifted.
static BinaryFunction powerOfTwo(const Binary &of, AddPowerOfTwo function) {
  tflite::PowerOfTwoShifts shifts =
      *tflite::powerOfTwoShifts(of.a.scale, of.b.scale, of.out.scale);
  return [=](int32_t a, int32_t b) { return function(shifts, a, b, of.clamp); };
}

static BinaryFunction tfliteFunction(mla::BinaryElementwiseOp op) {
  Binary of(op);
  bool shifts = op.getArithmetic() == mla::Arithmetic::tflite_pot;
  return llvm::TypeSwitch<Operation *, BinaryFunction>(op)
      .Case<mla::AddOp>([&](auto) {
        return shifts ? powerOfTwo(of, tflite::addPowerOfTwo)
                      : general(of, tflite::add);
      })
      .Case<mla::SubOp>([&](auto) {
        return shifts ? powerOfTwo(of, tflite::subPowerOfTwo)
                      : general(of, tflite::sub);
      })
      .Case<mla::MulOp>([&](auto) {
        QuantizedMultiplier m =
            tflite::mulMultiplier(of.a.scale, of.b.scale, of.out.scale);
        return [=](int32_t a, int32_t b) {
          return tflite::mul(m, a, of.a.zero, b, of.b.zero, of.out.zero,
                             of.clamp);
        };
      })
      .Case<mla::DivOp>([&](auto) {
        QuantizedMultiplier m =
            tflite::divMultiplier(of.a.scale, of.b.scale, of.out.scale);
        return [=](int32_t a, int32_t b) {
          return tflite::div(m, a, of.a.zero, b, of.b.zero, of.out.zero,
                             of.clamp);
        };
      })
      .Case<mla::SquaredDifferenceOp>([&](auto) {
        tflite::AddParams params = tflite::squaredDifferenceParams(
            of.a.scale, of.b.scale, of.out.scale);
        return [=](int32_t a, int32_t b) {
          return tflite::squaredDifference(params, a, of.a.zero, b, of.b.zero,
                                           of.out.zero, of.clamp);
        };
      })
      .Case<mla::PReluOp>([&](auto) {
        tflite::PreluParams params =
            tflite::preluParams(of.a.scale, of.b.scale, of.out.scale);
        return [=](int32_t a, int32_t b) {
          return tflite::prelu(params, a, of.a.zero, b, of.b.zero, of.out.zero,
                               of.clamp);
        };
      })
      .Case<mla::MinimumOp>([&](auto) {
        return [=](int32_t a, int32_t b) {
          return tflite::clampTo(std::min(a, b), of.clamp);
        };
      })
      .Case<mla::MaximumOp>([&](auto) {
        return [=](int32_t a, int32_t b) {
          return tflite::clampTo(std::max(a, b), of.clamp);
        };
      });
}

static onnx::Quantization onnxOf(const Quantized &q) {
  return {static_cast<float>(q.scale), q.zero};
}

/// Sum and product as the runtime fuses them: of codes as they are, so that it
/// matters whether they are stored 128 lower.
static BinaryFunction fusedFunction(mla::BinaryElementwiseOp op) {
  Binary of(op);
  int32_t offset = op.getArithmetic() == mla::Arithmetic::onnx_u8 ? 128 : 0;
  onnx::Quantization lhs = onnxOf(of.a), rhs = onnxOf(of.b),
                     out = onnxOf(of.out);
  if (isa<mla::AddOp>(op.getOperation()))
    return [=, params = onnx::addParams(lhs, rhs, out, offset)](int32_t a,
                                                                int32_t b) {
      return onnx::add(params, a, b, of.clamp);
    };
  return [=, params = onnx::mulParams(lhs, rhs, out, offset)](int32_t a,
                                                              int32_t b) {
    return onnx::mul(params, wrappingSub(a, of.a.zero),
                     wrappingSub(b, of.b.zero), of.clamp);
  };
}

/// Dequantized operands, one float32 operation, quantization.
static BinaryFunction floatFunction(mla::BinaryElementwiseOp op) {
  using onnx::BinaryFunction;
  BinaryFunction function =
      llvm::TypeSwitch<Operation *, BinaryFunction>(op)
          .Case<mla::AddOp>([](auto) { return BinaryFunction::Add; })
          .Case<mla::SubOp>([](auto) { return BinaryFunction::Sub; })
          .Case<mla::MulOp>([](auto) { return BinaryFunction::Mul; })
          .Case<mla::DivOp>([](auto) { return BinaryFunction::Div; })
          .Case<mla::MinimumOp>([](auto) { return BinaryFunction::Min; })
          .Case<mla::MaximumOp>([](auto) { return BinaryFunction::Max; });
  Binary of(op);
  return [=](int32_t a, int32_t b) {
    return onnx::binary(function, a, onnxOf(of.a), b, onnxOf(of.b),
                        onnxOf(of.out), of.clamp);
  };
}

BinaryFunction reference::binaryFunction(mla::BinaryElementwiseOp op) {
  switch (op.getArithmetic()) {
  case mla::Arithmetic::onnx:
  case mla::Arithmetic::onnx_u8:
    return fusedFunction(op);
  case mla::Arithmetic::onnx_float:
    return floatFunction(op);
  default:
    return tfliteFunction(op);
  }
}

UnaryFunction reference::rescaleFunction(mla::RescaleOp op) {
  Quantized in(op.getInput().getType()), out(op.getOutput().getType());
  tflite::Range clamp = mla::codeRange(op.getOutput().getType());
  if (op.getArithmetic() == mla::Arithmetic::onnx_float)
    return [=](int32_t code) {
      float real =
          onnx::dequantize(code, static_cast<float>(in.scale), in.zero);
      return onnx::quantize(real, static_cast<float>(out.scale), out.zero,
                            clamp);
    };
  QuantizedMultiplier m = quantizeMultiplier(in.scale / out.scale);
  return [=](int32_t code) {
    return tflite::requant(wrappingSub(code, in.zero), m, out.zero, clamp);
  };
}
