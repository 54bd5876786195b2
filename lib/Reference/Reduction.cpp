//===- Reduction.cpp - Meaning of reductions ------------------------------===//

#include "CodeMap.h"
#include "FeatureMap.h"
#include "OpFunctions.h"
#include "sima/Numerics/OnnxReduce.h"
#include "sima/Numerics/OnnxRequant.h"
#include "sima/Numerics/TFLiteReduce.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;
using mla::Arithmetic;

/// out[n, r, c, k] = reduce(codes) for every element of `piece`, where `codes`
/// are those of the input that differ from it along the axes only, in index
/// order.
template <typename Reduce>
static void reduceEach(mla::ReducingOp op, const mla::Piece &piece,
                       Operands operands, Tensor &result, Reduce reduce) {
  CodeMap<const Tensor> in(*operands[0]);
  CodeMap<Tensor> out(result);
  auto reduced = [](bool all, int64_t at, int64_t size) {
    return all ? mla::Range{0, size} : mla::Range{at, at + 1};
  };
  std::vector<int32_t> codes;
  forEachPosition(piece, out.shape.width, [&](int64_t n, int64_t r, int64_t c) {
    mla::Range rows = reduced(op.reducesRows(), r, in.shape.height);
    mla::Range columns = reduced(op.reducesColumns(), c, in.shape.width);
    for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k) {
      mla::Range channels = reduced(op.reducesChannels(), k, in.shape.channels);
      codes.clear();
      for (int64_t y = rows.begin; y < rows.end; ++y)
        for (int64_t x = columns.begin; x < columns.end; ++x)
          for (int64_t i = channels.begin; i < channels.end; ++i)
            codes.push_back(in.at(n, y, x, i));
      out.set(n, r, c, k, reduce(ArrayRef<int32_t>(codes)));
    }
  });
}

static bool isOnnx(Arithmetic arithmetic) {
  return arithmetic == Arithmetic::onnx || arithmetic == Arithmetic::onnx_u8 ||
         arithmetic == Arithmetic::onnx_float;
}

static int64_t sumOf(ArrayRef<int32_t> codes, int32_t zero) {
  int64_t sum = 0;
  for (int32_t code : codes)
    sum += int64_t{code} - zero;
  return sum;
}

/// out = clamp(zo + M(Σ (in - zi))). tflite: the sum wraps in int32, M
/// multiplies by s_in / (s_out · count) as a multiplier of 31 bits that was
/// divided by the count and truncated; the product rounds to nearest with ties
/// up, its shift to nearest with ties away from zero. onnx: the sum has 64
/// bits, M is a product in float32, rounded to nearest with ties to even.
void reference::evaluate(mla::ReduceMeanOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  double inScale = mla::tensorScale(operands[0]->type);
  double outScale = mla::tensorScale(result.type);
  int32_t inZero = zeroPoint(*operands[0]), outZero = zeroPoint(result);
  tflite::Range range = mla::codeRange(result.type);
  if (isOnnx(op.getArithmetic())) {
    float scale = onnx::meanScale(inScale, outScale, op.count());
    return reduceEach(op, piece, operands, result, [&](ArrayRef<int32_t> in) {
      return onnx::requant(sumOf(in, inZero), scale, outZero, range);
    });
  }
  QuantizedMultiplier m = tflite::meanMultiplier(inScale, outScale, op.count());
  reduceEach(op, piece, operands, result, [&](ArrayRef<int32_t> in) {
    return tflite::requant(static_cast<int32_t>(sumOf(in, inZero)), m, outZero,
                           range);
  });
}

/// The same without the division by the count. In tflite arithmetic codes are
/// read and written as if they were uint8: negative ones count as 256 more, and
/// the result is clamped to 0 .. 255 before it is stored as a byte.
void reference::evaluate(mla::ReduceSumOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  double inScale = mla::tensorScale(operands[0]->type);
  double outScale = mla::tensorScale(result.type);
  int32_t inZero = zeroPoint(*operands[0]), outZero = zeroPoint(result);
  tflite::Range range = mla::codeRange(result.type);
  if (isOnnx(op.getArithmetic())) {
    float scale = onnx::meanScale(inScale, outScale, 1);
    return reduceEach(op, piece, operands, result, [&](ArrayRef<int32_t> in) {
      return onnx::requant(sumOf(in, inZero), scale, outZero, range);
    });
  }
  QuantizedMultiplier m = tflite::sumMultiplier(inScale, outScale);
  bool asBytes = op.getArithmetic() == Arithmetic::tflite;
  reduceEach(op, piece, operands, result, [&](ArrayRef<int32_t> in) -> int32_t {
    if (!asBytes)
      return tflite::requant(static_cast<int32_t>(sumOf(in, inZero)), m,
                             outZero, range);
    int32_t sum = 0;
    for (int32_t code : in)
      sum =
          wrappingAdd(sum, tflite::sumTerm(static_cast<int8_t>(code), inZero));
    return tflite::sumCode(sum, m, outZero);
  });
}

/// out = the largest code. Nothing is rounded.
void reference::evaluate(mla::ReduceMaxOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  reduceEach(op, piece, operands, result, [](ArrayRef<int32_t> in) {
    return *std::max_element(in.begin(), in.end());
  });
}

/// out = the smallest code. Nothing is rounded.
void reference::evaluate(mla::ReduceMinOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  reduceEach(op, piece, operands, result, [](ArrayRef<int32_t> in) {
    return *std::min_element(in.begin(), in.end());
  });
}

/// out = place of the first largest (smallest) code along the axis.
void reference::evaluate(mla::ArgMaxOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  bool minimum = op.getMinimum();
  reduceEach(op, piece, operands, result, [=](ArrayRef<int32_t> in) {
    const int32_t *found = minimum ? std::min_element(in.begin(), in.end())
                                   : std::max_element(in.begin(), in.end());
    return static_cast<int32_t>(found - in.begin());
  });
}
