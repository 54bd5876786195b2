//===- Elementwise.cpp - Meaning of elementwise operations ----------------===//

#include "FeatureMap.h"
#include "OpFunctions.h"
#include "dialects/MLA/IR/Activation.h"
#include "sima/Numerics/TFLiteTables.h"
#include "sima/Reference/ElementwiseFunction.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;

tflite::Range reference::outputRange(mla::Activation activation, Type type) {
  return mla::activationClamp(activation, type);
}

namespace {
/// Reads codes of 8 or 16 bits by their place in a feature map. A size of 1
/// stands for every place.
class Codes {
public:
  explicit Codes(const Tensor &tensor)
      : tensor(tensor), shape(mla::mapShape(tensor.type)),
        wide(mla::elementBytes(tensor.type) == 2) {}

  int32_t at(int64_t n, int64_t r, int64_t c, int64_t k) const {
    auto place = [](int64_t i, int64_t size) { return size == 1 ? 0 : i; };
    int64_t position =
        (place(n, shape.samples) * shape.height + place(r, shape.height)) *
            shape.width +
        place(c, shape.width);
    int64_t i = position * shape.channels + place(k, shape.channels);
    return wide ? tensor.data<int16_t>()[i] : tensor.data<int8_t>()[i];
  }

private:
  const Tensor &tensor;
  mla::MapShape shape;
  bool wide;
};
} // namespace

/// Writes function(n, r, c, k) to every element of `piece`.
template <typename F>
static void fill(Tensor &result, const mla::Piece &piece, F function) {
  mla::MapShape shape = mla::mapShape(result.type);
  bool wide = mla::elementBytes(result.type) == 2;
  forEachPosition(piece, shape.width, [&](int64_t n, int64_t r, int64_t c) {
    int64_t position = (n * shape.height + r) * shape.width + c;
    for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k) {
      int32_t code = function(n, r, c, k);
      if (wide)
        result.data<int16_t>()[position * shape.channels + k] =
            static_cast<int16_t>(code);
      else
        result.data<int8_t>()[position * shape.channels + k] =
            static_cast<int8_t>(code);
    }
  });
}

/// Element by element; what the function of two codes is depends on the
/// operation, its arithmetic and the three scales (binaryFunction). Sizes of 1
/// are repeated.
void reference::evaluate(mla::BinaryElementwiseOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Codes a(*operands[0]), b(*operands[1]);
  BinaryFunction function = binaryFunction(op);
  fill(result, piece, [&](int64_t n, int64_t r, int64_t c, int64_t k) {
    return function(a.at(n, r, c, k), b.at(n, r, c, k));
  });
}

/// out = (in - inZero) * (inScale / outScale) + outZero, rescaled like a
/// convolution's accumulator and clamped to the codes of the output
/// (rescaleFunction).
void reference::evaluate(mla::RescaleOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Codes in(*operands[0]);
  UnaryFunction function = rescaleFunction(op);
  fill(result, piece, [&](int64_t n, int64_t r, int64_t c, int64_t k) {
    return function(in.at(n, r, c, k));
  });
}

/// The entry of a code, of the channel's table where there is one for each.
static int32_t entryOf(const Tensor &table, int64_t channel, int32_t code) {
  int64_t i = (table.type.getRank() == 2 ? channel * 256 : 0) + code + 128;
  return table.type.getElementType().isInteger(16) ? table.data<int16_t>()[i]
                                                   : table.data<int8_t>()[i];
}

/// 8-bit codes are looked up. 16-bit codes are interpolated: between the 513
/// entries of a table in steps of 128 codes, or on a table of the sigmoid,
/// which LOGISTIC and TANH share (docs/numerics.md, functions of int16).
void reference::evaluate(mla::LookupOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  const Tensor &table = *operands[1];
  Codes in(*operands[0]);
  double scale = mla::tensorScale(operands[0]->type);
  auto fillWide = [&](auto function) {
    fill(result, piece, [&](int64_t n, int64_t r, int64_t c, int64_t k) {
      return function(static_cast<int16_t>(in.at(n, r, c, k)));
    });
  };
  const uint16_t *sigmoid = table.data<uint16_t>();
  switch (op.getArithmetic()) {
  case mla::Arithmetic::tflite_logistic:
    return fillWide([=, params = tflite::logistic16Params(scale)](int16_t x) {
      return tflite::logistic16(params, sigmoid, x);
    });
  case mla::Arithmetic::tflite_tanh:
    return fillWide([=, params = tflite::tanh16Params(scale)](int16_t x) {
      return tflite::tanh16(params, sigmoid, x);
    });
  default:
    break;
  }
  if (mla::elementBytes(operands[0]->type) == 2)
    return fillWide([samples = table.data<int16_t>()](int16_t x) {
      return interpolate(x, samples);
    });
  fill(result, piece, [&](int64_t n, int64_t r, int64_t c, int64_t k) {
    return entryOf(table, k, in.at(n, r, c, k));
  });
}
