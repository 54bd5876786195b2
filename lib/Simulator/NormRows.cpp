//===- NormRows.cpp - The formulas of norm on one row ---------------------===//
//
// Parameter blocks are laid out as docs/isa.md says.
//
//===----------------------------------------------------------------------===//
#include "NormRows.h"
#include "Vector.h"
#include "sima/Numerics/OnnxQuant.h"
#include "sima/Numerics/OnnxReduce.h"
#include "sima/Numerics/TFLiteNorm.h"
#include <cmath>

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using namespace sima::numerics;
using isa::Mode;
using isa::NormKind;

static constexpr uint64_t kTableBytes = 2 * kInterpolatedTableEntries;

/// Bytes of the parameters of 8-bit TFLite kernels; 0 where there is none.
static uint64_t fixedPointBytes(NormKind kind) {
  switch (kind) {
  case NormKind::Softmax:
    return 12;
  case NormKind::LogSoftmax:
    return 20;
  case NormKind::NormL2:
    return 8;
  default:
    return 0;
  }
}

/// Bytes of the parameters of formulas on reals.
static uint64_t floatBytes(NormKind kind, uint64_t channels) {
  switch (kind) {
  case NormKind::Softmax:
  case NormKind::LogSoftmax:
    return 8;
  case NormKind::NormL2:
    return 12;
  case NormKind::NormLayer:
  case NormKind::NormInstance:
    return 12 + 8 * channels;
  case NormKind::NormRMS:
    return 12 + 4 * channels;
  case NormKind::NormLocalResponse:
    return 24;
  }
  return 0;
}

uint64_t sim::normParameterBytes(const Operation &op, uint64_t channels) {
  auto kind = static_cast<NormKind>(op.kind);
  bool softmax = kind == NormKind::Softmax;
  switch (op.mode) {
  case Mode::Tflite:
  case Mode::TfliteU8:
    return fixedPointBytes(kind);
  case Mode::Tflite16x8:
    return softmax ? 8 + 2 * kTableBytes : 0;
  case Mode::Onnx:
  case Mode::OnnxU8:
    return softmax ? 4 + 4 * 256 : 0;
  case Mode::OnnxFloat:
    return floatBytes(kind, channels);
  default:
    return 0;
  }
}

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

/// A function of rows of `In` and `Out` codes as one of int32 codes.
template <typename In, typename Out, typename Function>
static RowFunction onCodes(Function function) {
  return [=](MutableArrayRef<int32_t> row, uint64_t) {
    std::vector<In> in(row.begin(), row.end());
    std::vector<Out> out(row.size());
    function(ArrayRef<In>(in), MutableArrayRef<Out>(out));
    std::copy(out.begin(), out.end(), row.begin());
  };
}

static RowFunction fixedPointSoftmax(const Operation &op, Parameters &par) {
  int32_t multiplier = par.word(), leftShift = par.word();
  tflite::SoftmaxParams params{multiplier, leftShift, par.word()};
  if (op.operands[0].type == ElementType::S16)
    return onCodes<int8_t, int16_t>(
        [=](ArrayRef<int8_t> in, MutableArrayRef<int16_t> out) {
          tflite::softmaxTo16(params, in, out);
        });
  return onCodes<int8_t, int8_t>(
      [=](ArrayRef<int8_t> in, MutableArrayRef<int8_t> out) {
        tflite::softmax(params, in, out);
      });
}

static RowFunction tableSoftmax(Parameters &par) {
  QuantizedMultiplier multiplier = par.multiplier();
  std::vector<int16_t> exp = par.halves(kInterpolatedTableEntries);
  std::vector<int16_t> reciprocal = par.halves(kInterpolatedTableEntries);
  return onCodes<int16_t, int16_t>(
      [=](ArrayRef<int16_t> in, MutableArrayRef<int16_t> out) {
        tflite::softmax16(multiplier, exp.data(), reciprocal.data(), in, out);
      });
}

static RowFunction fusedSoftmax(const Operation &op, Parameters &par) {
  float steps = par.real();
  std::vector<float> table = par.reals(256);
  int32_t zeroPoint = op.operands[0].zp;
  return onCodes<int8_t, int8_t>(
      [=](ArrayRef<int8_t> in, MutableArrayRef<int8_t> out) {
        onnx::softmax(table.data(), steps, zeroPoint, in, out);
      });
}

static RowFunction fixedPointLogSoftmax(Parameters &par) {
  int32_t multiplier = par.word(), leftShift = par.word();
  tflite::SoftmaxParams softmax{multiplier, leftShift, par.word()};
  tflite::LogSoftmaxParams params{softmax, par.multiplier()};
  return onCodes<int8_t, int8_t>(
      [=](ArrayRef<int8_t> in, MutableArrayRef<int8_t> out) {
        tflite::logSoftmax(params, in, out);
      });
}

static RowFunction fixedPointL2(const Operation &op, Parameters &par) {
  bool isU8 = op.mode == Mode::TfliteU8;
  int32_t zeroPoint = op.operands[1].zp;
  tflite::Range clamp = par.range();
  return onCodes<int8_t, int8_t>([=](ArrayRef<int8_t> in,
                                     MutableArrayRef<int8_t> out) {
    (isU8 ? tflite::l2NormalizeU8 : tflite::l2Normalize)(zeroPoint, in, out);
    for (int8_t &code : out)
      code = static_cast<int8_t>(tflite::clampTo(code, clamp));
  });
}

//===----------------------------------------------------------------------===//
// Reals
//===----------------------------------------------------------------------===//

namespace {
/// Codes of one row as reals and back.
struct Scales {
  Scales(const Operation &op, Parameters &par)
      : in(par.real()), out(par.real()), inZero(op.operands[1].zp),
        outZero(op.operands[0].zp), range(codeRange(op.operands[0].type)) {}

  std::vector<float> reals(ArrayRef<int32_t> row) const {
    std::vector<float> values(row.size());
    for (size_t i = 0; i != row.size(); ++i)
      values[i] = onnx::dequantize(row[i], in, inZero);
    return values;
  }
  int32_t code(float value) const {
    return onnx::quantize(value, out, outZero, range);
  }

  float in, out;
  int32_t inZero, outZero;
  tflite::Range range;
};
} // namespace

/// A function on a row of reals in place, with codes around it.
template <typename Function>
static RowFunction onReals(Scales scales, Function function) {
  return [=](MutableArrayRef<int32_t> row, uint64_t channel) {
    std::vector<float> values = scales.reals(row);
    function(MutableArrayRef<float>(values), channel);
    for (size_t i = 0; i != row.size(); ++i)
      row[i] = scales.code(values[i]);
  };
}

/// Layer norm: factors and offsets by place in the row.
static RowFunction layerNorm(Scales scales, Parameters &par,
                             uint64_t channels) {
  float epsilon = par.real();
  std::vector<float> factors = par.reals(channels);
  std::vector<float> offsets = par.reals(channels);
  return onReals(scales, [=](MutableArrayRef<float> row, uint64_t) {
    onnx::standardize(row, epsilon);
    for (size_t i = 0; i != row.size(); ++i)
      row[i] = std::fma(row[i], factors[i], offsets[i]);
  });
}

/// Instance norm: one factor and offset for a row, those of its channel.
static RowFunction instanceNorm(Scales scales, Parameters &par,
                                uint64_t channels) {
  float epsilon = par.real();
  std::vector<float> factors = par.reals(channels);
  std::vector<float> offsets = par.reals(channels);
  return onReals(scales, [=](MutableArrayRef<float> row, uint64_t channel) {
    onnx::standardize(row, epsilon);
    for (float &x : row)
      x = std::fma(x, factors[channel], offsets[channel]);
  });
}

static RowFunction rmsNorm(Scales scales, Parameters &par, uint64_t channels) {
  float epsilon = par.real();
  std::vector<float> factors = par.reals(channels);
  return onReals(scales, [=](MutableArrayRef<float> row, uint64_t) {
    onnx::rmsNormalize(row, epsilon);
    for (size_t i = 0; i != row.size(); ++i)
      row[i] *= factors[i];
  });
}

static RowFunction localResponse(Scales scales, Parameters &par) {
  onnx::LrnParams params;
  params.size = par.word();
  params.alpha = par.real();
  params.beta = par.real();
  params.bias = par.real();
  return onReals(scales, [=](MutableArrayRef<float> row, uint64_t) {
    std::vector<float> in(row.begin(), row.end());
    onnx::lrn(params, in, row);
  });
}

static RowFunction realFunction(const Operation &op, Parameters &par,
                                uint64_t channels) {
  Scales scales(op, par);
  switch (static_cast<NormKind>(op.kind)) {
  case NormKind::Softmax:
    return onReals(scales, [](MutableArrayRef<float> row, uint64_t) {
      onnx::softmax(row);
    });
  case NormKind::LogSoftmax:
    return onReals(scales, [](MutableArrayRef<float> row, uint64_t) {
      onnx::logSoftmax(row);
    });
  case NormKind::NormL2: {
    float epsilon = par.real();
    return onReals(scales, [=](MutableArrayRef<float> row, uint64_t) {
      onnx::l2Normalize(row, epsilon);
    });
  }
  case NormKind::NormLayer:
    return layerNorm(scales, par, channels);
  case NormKind::NormRMS:
    return rmsNorm(scales, par, channels);
  case NormKind::NormInstance:
    return instanceNorm(scales, par, channels);
  case NormKind::NormLocalResponse:
    return localResponse(scales, par);
  }
  llvm_unreachable("the decoder knows kinds of norm");
}

RowFunction sim::normRowFunction(const Operation &op, Parameters par,
                                 uint64_t channels) {
  auto kind = static_cast<NormKind>(op.kind);
  if (op.mode == Mode::OnnxFloat)
    return realFunction(op, par, channels);
  if (kind == NormKind::LogSoftmax)
    return fixedPointLogSoftmax(par);
  if (kind == NormKind::NormL2)
    return fixedPointL2(op, par);
  switch (op.mode) {
  case Mode::Tflite16x8:
    return tableSoftmax(par);
  case Mode::Onnx:
  case Mode::OnnxU8:
    return fusedSoftmax(op, par);
  default:
    return fixedPointSoftmax(op, par);
  }
}
