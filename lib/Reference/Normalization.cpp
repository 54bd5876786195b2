//===- Normalization.cpp - Meaning of normalisations ----------------------===//

#include "CodeMap.h"
#include "FeatureMap.h"
#include "OpFunctions.h"
#include "sima/Numerics/OnnxQuant.h"
#include "sima/Numerics/OnnxReduce.h"
#include "sima/Numerics/TFLiteNorm.h"
#include <cmath>

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;
using mla::Arithmetic;

using Row = std::vector<int32_t>;

/// Replaces the channels of every position of `piece` by normalize(channels).
template <typename Normalize>
static void normalizeChannels(const mla::Piece &piece, Operands operands,
                              Tensor &result, Normalize normalize) {
  CodeMap<const Tensor> in(*operands[0]);
  CodeMap<Tensor> out(result);
  forEachPosition(piece, out.shape.width, [&](int64_t n, int64_t r, int64_t c) {
    Row row(in.shape.channels);
    for (int64_t k = 0; k < in.shape.channels; ++k)
      row[k] = in.at(n, r, c, k);
    row = normalize(row);
    for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
      out.set(n, r, c, k, row[k]);
  });
}

/// The row that `function` makes of one of `In` codes.
template <typename In, typename Out, typename Function>
static Row onCodes(const Row &row, Function function) {
  std::vector<In> in(row.begin(), row.end());
  std::vector<Out> out(row.size());
  function(ArrayRef<In>(in), MutableArrayRef<Out>(out));
  return {out.begin(), out.end()};
}

namespace {
/// What turns codes into reals and back.
struct Scales {
  Scales(const Tensor &input, const Tensor &result)
      : in(static_cast<float>(mla::tensorScale(input.type))),
        out(static_cast<float>(mla::tensorScale(result.type))),
        inZero(zeroPoint(input)), outZero(zeroPoint(result)),
        range(mla::codeRange(result.type)) {}

  float in, out;
  int32_t inZero, outZero;
  tflite::Range range;
};
} // namespace

/// Dequantizes a row (s · (q - z), float32), changes the reals in place by
/// function(reals), and quantizes them: x / s, ties to even, + z, saturated.
template <typename Function>
static Row onReals(const Scales &scales, const Row &row, Function function) {
  std::vector<float> reals;
  for (int32_t code : row)
    reals.push_back(onnx::dequantize(code, scales.in, scales.inZero));
  function(MutableArrayRef<float>(reals));
  Row codes;
  for (float x : reals)
    codes.push_back(
        onnx::quantize(x, scales.out, scales.outZero, scales.range));
  return codes;
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// In 32-bit fixed point, 8-bit codes: the difference to the largest code is
/// scaled to 5 integer bits, exponentials to 0, their sum to 12; every product
/// rounds to nearest, the last shift rounds ties away from zero.
static void fixedPointSoftmax(mla::SoftmaxOp op, const mla::Piece &piece,
                              Operands operands, Tensor &result) {
  tflite::SoftmaxParams params = tflite::softmaxParams(
      op.getBeta().convertToFloat(), mla::tensorScale(operands[0]->type));
  bool wide = mla::elementBytes(result.type) == 2;
  normalizeChannels(piece, operands, result, [&](const Row &row) {
    if (wide)
      return onCodes<int8_t, int16_t>(row, [&](auto in, auto out) {
        tflite::softmaxTo16(params, in, out);
      });
    return onCodes<int8_t, int8_t>(
        row, [&](auto in, auto out) { tflite::softmax(params, in, out); });
  });
}

/// 16-bit codes: exponentials and the reciprocal of their sum come from
/// interpolated tables.
static void tableSoftmax(mla::SoftmaxOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  QuantizedMultiplier multiplier = tflite::softmax16Multiplier(
      op.getBeta().convertToFloat(), mla::tensorScale(operands[0]->type));
  normalizeChannels(piece, operands, result, [&](const Row &row) {
    return onCodes<int16_t, int16_t>(row, [&](auto in, auto out) {
      tflite::softmax16(multiplier, tflite::softmax16ExpTable().data(),
                        tflite::softmax16ReciprocalTable().data(), in, out);
    });
  });
}

/// As ONNX Runtime fuses it: exponentials of 8-bit differences from a table,
/// summed in float32.
static void fusedSoftmax(mla::SoftmaxOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Scales scales(*operands[0], result);
  onnx::SoftmaxTable table =
      onnx::softmaxTable(scales.in, mla::mapShape(operands[0]->type).channels);
  float steps = onnx::softmaxSteps(scales.out);
  normalizeChannels(piece, operands, result, [&](const Row &row) {
    return onCodes<int8_t, int8_t>(row, [&](auto in, auto out) {
      onnx::softmax(table.data(), steps, scales.outZero, in, out);
    });
  });
}

/// out[p, k] = exp(beta (x[p, k] - max)) / Σ exp(beta (x[p, ·] - max)) over the
/// channels of each position p.
void reference::evaluate(mla::SoftmaxOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  switch (op.getArithmetic()) {
  case Arithmetic::tflite_16x8:
    return tableSoftmax(op, piece, operands, result);
  case Arithmetic::onnx:
  case Arithmetic::onnx_u8:
    return fusedSoftmax(op, piece, operands, result);
  case Arithmetic::onnx_float: {
    Scales scales(*operands[0], result);
    return normalizeChannels(piece, operands, result, [&](const Row &row) {
      return onReals(scales, row,
                     [](MutableArrayRef<float> x) { onnx::softmax(x); });
    });
  }
  default:
    return fixedPointSoftmax(op, piece, operands, result);
  }
}

/// out = (x - max) - log Σ exp(x - max) over the channels of each position.
/// tflite: as softmax, the logarithm in fixed point with 5 integer bits.
void reference::evaluate(mla::LogSoftmaxOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  if (op.getArithmetic() == Arithmetic::onnx_float) {
    Scales scales(*operands[0], result);
    return normalizeChannels(piece, operands, result, [&](const Row &row) {
      return onReals(scales, row,
                     [](MutableArrayRef<float> x) { onnx::logSoftmax(x); });
    });
  }
  tflite::LogSoftmaxParams params =
      tflite::logSoftmaxParams(mla::tensorScale(operands[0]->type));
  normalizeChannels(piece, operands, result, [&](const Row &row) {
    return onCodes<int8_t, int8_t>(
        row, [&](auto in, auto out) { tflite::logSoftmax(params, in, out); });
  });
}

//===----------------------------------------------------------------------===//
// By sums of squares
//===----------------------------------------------------------------------===//

/// out = x / sqrt(Σ x²) over the channels of each position. tflite: the inverse
/// root of the integer sum is a multiplier of 31 bits; for uint8 codes the
/// factor 128 of the output is multiplied in before, for int8 in its shift.
void reference::evaluate(mla::L2NormalizationOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  if (op.getArithmetic() == Arithmetic::onnx_float) {
    Scales scales(*operands[0], result);
    float epsilon = op.getEpsilon().convertToFloat();
    return normalizeChannels(piece, operands, result, [&](const Row &row) {
      return onReals(scales, row, [&](MutableArrayRef<float> x) {
        onnx::l2Normalize(x, epsilon);
      });
    });
  }
  bool isU8 = op.getArithmetic() == Arithmetic::tflite_u8;
  int32_t inZero = zeroPoint(*operands[0]);
  normalizeChannels(piece, operands, result, [&](const Row &row) {
    return onCodes<int8_t, int8_t>(row, [&](auto in, auto out) {
      (isU8 ? tflite::l2NormalizeU8 : tflite::l2Normalize)(inZero, in, out);
    });
  });
}

/// out[p, k] = (x - mean) / sqrt(variance + epsilon) · scale[k] + offset[k]
/// over the channels of each position, in float32.
void reference::evaluate(mla::LayerNormOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Scales scales(*operands[0], result);
  const float *factors = operands[1]->data<float>();
  const float *offsets = operands[2]->data<float>();
  float epsilon = op.getEpsilon().convertToFloat();
  normalizeChannels(piece, operands, result, [&](const Row &row) {
    return onReals(scales, row, [&](MutableArrayRef<float> x) {
      onnx::standardize(x, epsilon);
      for (size_t k = 0; k < x.size(); ++k)
        x[k] = std::fma(x[k], factors[k], offsets[k]);
    });
  });
}

/// out[p, k] = x / sqrt(mean of squares + epsilon) · scale[k] over the channels
/// of each position, in float32.
void reference::evaluate(mla::RMSNormOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Scales scales(*operands[0], result);
  const float *factors = operands[1]->data<float>();
  float epsilon = op.getEpsilon().convertToFloat();
  normalizeChannels(piece, operands, result, [&](const Row &row) {
    return onReals(scales, row, [&](MutableArrayRef<float> x) {
      onnx::rmsNormalize(x, epsilon);
      for (size_t k = 0; k < x.size(); ++k)
        x[k] *= factors[k];
    });
  });
}

/// out[p, k] = (x - mean) / sqrt(variance + epsilon) · scale[k] + offset[k]
/// over the positions of each channel, row by row, in float32.
void reference::evaluate(mla::InstanceNormOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Scales scales(*operands[0], result);
  CodeMap<const Tensor> in(*operands[0]);
  CodeMap<Tensor> out(result);
  const float *factors = operands[1]->data<float>();
  const float *offsets = operands[2]->data<float>();
  float epsilon = op.getEpsilon().convertToFloat();
  mla::Piece whole = in.shape.whole(piece.sample);
  for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k) {
    Row row;
    forEachPosition(whole, in.shape.width,
                    [&](int64_t n, int64_t r, int64_t c) {
                      row.push_back(in.at(n, r, c, k));
                    });
    row = onReals(scales, row, [&](MutableArrayRef<float> values) {
      onnx::standardize(values, epsilon);
      for (float &x : values)
        x = std::fma(x, factors[k], offsets[k]);
    });
    forEachPosition(piece, in.shape.width,
                    [&](int64_t n, int64_t r, int64_t c) {
                      out.set(n, r, c, k, row[r * in.shape.width + c]);
                    });
  }
}

/// out[p, k] = x · (bias + alpha / size · Σ x²)^-beta, the sum over channels
/// around k that exist, in float32.
void reference::evaluate(mla::LRNOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Scales scales(*operands[0], result);
  onnx::LrnParams params = {
      static_cast<int32_t>(op.getSize()), op.getAlpha().convertToFloat(),
      op.getBeta().convertToFloat(), op.getBias().convertToFloat()};
  normalizeChannels(piece, operands, result, [&](const Row &row) {
    return onReals(scales, row, [&](MutableArrayRef<float> x) {
      std::vector<float> in(x.begin(), x.end());
      onnx::lrn(params, in, x);
    });
  });
}
