//===- Pooling.cpp - Meaning of pooling -----------------------------------===//

#include "CodeMap.h"
#include "FeatureMap.h"
#include "OpFunctions.h"
#include "dialects/MLA/IR/Activation.h"
#include "dialects/MLA/IR/Window.h"
#include "sima/Numerics/OnnxQuant.h"
#include "sima/Numerics/OnnxReduce.h"
#include "sima/Numerics/OnnxRequant.h"
#include "sima/Numerics/TFLiteReduce.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;
using mla::Arithmetic;

/// Calls `body(sample, row, column, inputRows, inputColumns)` for every output
/// position of `piece` with the part of its window that lies in the input.
template <typename Op, typename Body>
static void forEachWindow(Op op, const mla::Piece &piece, mla::MapShape input,
                          int64_t outputWidth, Body body) {
  mla::Window h = {op.getWindow()[0], op.getStrides()[0], 1, op.getPadding()[0],
                   op.getPadding()[2]};
  mla::Window w = {op.getWindow()[1], op.getStrides()[1], 1, op.getPadding()[1],
                   op.getPadding()[3]};
  forEachPosition(piece, outputWidth, [&](int64_t n, int64_t r, int64_t c) {
    body(n, r, c, h.inputRange({r, r + 1}, input.height),
         w.inputRange({c, c + 1}, input.width));
  });
}

namespace {
/// The average of one window, as its arithmetic defines it.
class Average {
public:
  Average(mla::AvgPool2DOp op, const Tensor &input, const Tensor &result)
      : arithmetic(op.getArithmetic()),
        clamp(mla::activationClamp(op.getActivation(), result.type)),
        inScale(static_cast<float>(mla::tensorScale(input.type))),
        outScale(static_cast<float>(mla::tensorScale(result.type))),
        inZero(zeroPoint(input)), outZero(zeroPoint(result)) {}

  /// Whether dequantized codes are summed, one after the other.
  bool sumsReals() const {
    return arithmetic == Arithmetic::onnx || arithmetic == Arithmetic::onnx_u8;
  }
  float real(int32_t code) const {
    return onnx::dequantize(code, inScale, inZero);
  }

  /// Of `inside` codes with the sums `sum` and `reals`, divided by `divisor`.
  ///
  /// tflite: the sum, wrapped in int32, over the number of codes, rounded to
  /// nearest, ties away from zero; tflite_u8: the same of codes that are 128
  /// higher, so ties go up. onnx: in float32, rounded to a code with the zero
  /// point already added, ties to even. onnx_float: the exact sum less zero
  /// points times one float32 factor, ties to even.
  int32_t of(int64_t sum, float reals, int64_t inside, int64_t divisor) const {
    auto wrapped = static_cast<int32_t>(sum);
    auto count = static_cast<int32_t>(divisor);
    switch (arithmetic) {
    case Arithmetic::tflite_u8:
      return tflite::averagePoolU8(wrapped, count, clamp);
    case Arithmetic::onnx:
      return onnx::averagePool(reals, count, outScale, outZero, 0, clamp);
    case Arithmetic::onnx_u8:
      return onnx::averagePool(reals, count, outScale, outZero, 128, clamp);
    case Arithmetic::onnx_float:
      return onnx::requant(sum - inside * inZero,
                           onnx::meanScale(inScale, outScale, divisor), outZero,
                           clamp);
    default:
      return tflite::averagePool(wrapped, count, clamp);
    }
  }

private:
  Arithmetic arithmetic;
  tflite::Range clamp;
  float inScale, outScale;
  int32_t inZero, outZero;
};
} // namespace

/// out[n, r, c, k] = mean of the window's positions inside the input, as class
/// Average computes it. Padding counts in the divisor with count_include_pad;
/// it never adds anything.
void reference::evaluate(mla::AvgPool2DOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  CodeMap<const Tensor> in(*operands[0]);
  CodeMap<Tensor> out(result);
  Average average(op, *operands[0], result);
  int64_t window = op.getWindow()[0] * op.getWindow()[1];
  std::vector<int64_t> sums(out.shape.channels);
  std::vector<float> reals(out.shape.channels);
  forEachWindow(
      op, piece, in.shape, out.shape.width,
      [&](int64_t n, int64_t r, int64_t c, mla::Range rows,
          mla::Range columns) {
        std::fill(sums.begin(), sums.end(), 0);
        std::fill(reals.begin(), reals.end(), 0.0f);
        for (int64_t y = rows.begin; y < rows.end; ++y)
          for (int64_t x = columns.begin; x < columns.end; ++x)
            for (int64_t k = piece.channels.begin; k < piece.channels.end;
                 ++k) {
              int32_t code = in.at(n, y, x, k);
              sums[k] += code;
              if (average.sumsReals())
                reals[k] += average.real(code);
            }
        int64_t inside = rows.size() * columns.size();
        for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
          out.set(n, r, c, k,
                  average.of(sums[k], reals[k], inside,
                             op.getCountIncludePad() ? window : inside));
      });
}

/// out[n, r, c, k] = clamp(largest code of the window's positions inside the
/// input). Nothing is rounded.
void reference::evaluate(mla::MaxPool2DOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  CodeMap<const Tensor> in(*operands[0]);
  CodeMap<Tensor> out(result);
  tflite::Range clamp = mla::activationClamp(op.getActivation(), result.type);
  std::vector<int32_t> largest(out.shape.channels);
  forEachWindow(
      op, piece, in.shape, out.shape.width,
      [&](int64_t n, int64_t r, int64_t c, mla::Range rows,
          mla::Range columns) {
        std::fill(largest.begin(), largest.end(), INT32_MIN);
        for (int64_t y = rows.begin; y < rows.end; ++y)
          for (int64_t x = columns.begin; x < columns.end; ++x)
            for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
              largest[k] = std::max(largest[k], in.at(n, y, x, k));
        for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
          out.set(n, r, c, k, tflite::clampTo(largest[k], clamp));
      });
}
