//===- Convolution.cpp - Meaning of convolutions and products -------------===//
//
// Sums are int32 and wrap modulo 2^32, as the machine's accumulators do: no
// order of summation changes a result.
//
//===----------------------------------------------------------------------===//
#include "FeatureMap.h"
#include "OpFunctions.h"
#include "mlir/Dialect/Quant/QuantTypes.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;

/// Σ (x[k] - zeroX)(w[k] - zeroW) over `count` channels, modulo 2^32.
static uint32_t dot(const int8_t *x, const int8_t *w, int64_t count,
                    uint32_t zeroX, uint32_t zeroW) {
  uint32_t sum = 0;
  for (int64_t k = 0; k < count; ++k)
    sum += (static_cast<uint32_t>(x[k]) - zeroX) *
           (static_cast<uint32_t>(w[k]) - zeroW);
  return sum;
}

/// One weight zero point per output channel; a per-tensor one is repeated.
static SmallVector<uint32_t> filterZeroPoints(Type type, int64_t count) {
  Type element = cast<RankedTensorType>(type).getElementType();
  SmallVector<uint32_t> zeros(count);
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element)) {
    for (auto [zero, value] : llvm::zip(zeros, perAxis.getZeroPoints()))
      zero = static_cast<uint32_t>(value);
    return zeros;
  }
  return SmallVector<uint32_t>(
      count, static_cast<uint32_t>(mla::tensorZeroPoint(type)));
}

namespace {
/// What convolutions and products share: zero points of the weights, bias, and
/// the way from an accumulator to a code. The real factor of channel c is
/// inputScale * filterScale[c] / outputScale, computed in double.
///
/// `tflite` makes a 31-bit fixed-point multiplier of it and rounds twice: the
/// saturating rounding doubling high multiply rounds to nearest, ties up; the
/// rounding shift that follows rounds to nearest, ties away from zero.
///
/// `tflite_f64` multiplies in double and rounds that product once, ties away
/// from zero.
///
/// Then the output's zero point is added and the code is clamped.
class OutputChannels {
public:
  OutputChannels(Operands operands, const Tensor &result, int64_t count,
                 mla::Activation activation, mla::Arithmetic arithmetic)
      : zeroPoints(filterZeroPoints(operands[1]->type, count)),
        arithmetic(arithmetic), bias(operands[2]->data<int32_t>()),
        outputZeroPoint(zeroPoint(result)),
        clamp(outputRange(activation, result.type)) {
    double input = mla::tensorScale(operands[0]->type);
    double output = mla::tensorScale(result.type);
    for (double filter : mla::channelScales(operands[1]->type, count)) {
      multipliers.push_back(tflite::convMultiplier(input, filter, output));
      factors.push_back(tflite::float64Factor(input, filter, output));
    }
  }

  /// The code of a sum to which the bias is still to be added.
  int8_t code(int64_t channel, uint32_t sum) const {
    auto acc = static_cast<int32_t>(sum + static_cast<uint32_t>(bias[channel]));
    return static_cast<int8_t>(
        arithmetic == mla::Arithmetic::tflite_f64
            ? tflite::requantFloat64(acc, factors[channel], outputZeroPoint,
                                     clamp)
            : tflite::requant(acc, multipliers[channel], outputZeroPoint,
                              clamp));
  }

  /// Of the weights of each channel.
  SmallVector<uint32_t> zeroPoints;

private:
  mla::Arithmetic arithmetic;
  SmallVector<QuantizedMultiplier> multipliers;
  SmallVector<double> factors;
  const int32_t *bias;
  int32_t outputZeroPoint;
  tflite::Range clamp;
};

/// Where the taps of a window lie.
struct Taps {
  int64_t kernelH, kernelW;
  ArrayRef<int64_t> strides, dilations, padding;
  mla::MapShape input;

  /// Calls `body(tap, inputRow, inputColumn)` for the taps inside the input.
  /// The others count as the input's zero point and add nothing.
  template <typename Body>
  void forEach(int64_t row, int64_t column, Body body) const {
    for (int64_t i = 0; i < kernelH; ++i) {
      int64_t y = row * strides[0] + i * dilations[0] - padding[0];
      if (y < 0 || y >= input.height)
        continue;
      for (int64_t j = 0; j < kernelW; ++j) {
        int64_t x = column * strides[1] + j * dilations[1] - padding[1];
        if (x >= 0 && x < input.width)
          body(i * kernelW + j, y, x);
      }
    }
  }
};
} // namespace

/// out[n, r, c, o] = requant(bias[o] + Σ (x - zx)(w - zw[o])) over taps (i, j)
/// and input channels k, x = in[n, r·sh + i·dh - top, c·sw + j·dw - left, k],
/// w = filter[o, i, j, k]. For the rounding see OutputChannels.
void reference::evaluate(mla::Conv2DOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  FeatureMap<const int8_t> in = readMap(*operands[0]);
  FeatureMap<int8_t> out = writeMap(result);
  ArrayRef<int64_t> filterShape = operands[1]->type.getShape();
  const int8_t *filter = operands[1]->data<int8_t>();
  int64_t depth = in.shape.channels;
  int64_t filterSize = filterShape[1] * filterShape[2] * depth;
  Taps taps = {filterShape[1],    filterShape[2],  op.getStrides(),
               op.getDilations(), op.getPadding(), in.shape};
  OutputChannels channels(operands, result, out.shape.channels,
                          op.getActivation(), op.getArithmetic());
  auto zeroX = static_cast<uint32_t>(zeroPoint(*operands[0]));

  std::vector<uint32_t> sums(out.shape.channels);
  forEachPosition(piece, out.shape.width, [&](int64_t n, int64_t r, int64_t c) {
    std::fill(sums.begin(), sums.end(), 0);
    taps.forEach(r, c, [&](int64_t tap, int64_t y, int64_t x) {
      for (int64_t o = piece.channels.begin; o < piece.channels.end; ++o)
        sums[o] += dot(in.at(n, y, x), filter + o * filterSize + tap * depth,
                       depth, zeroX, channels.zeroPoints[o]);
    });
    for (int64_t o = piece.channels.begin; o < piece.channels.end; ++o)
      out.at(n, r, c)[o] = channels.code(o, sums[o]);
  });
}

/// out[n, r, c, o] = requant(bias[o] + Σ (x - zx)(w - zw[o])) over taps (i, j),
/// x from input channel o / multiplier, w = filter[0, i, j, o]. Rounding as in
/// conv2d.
void reference::evaluate(mla::DepthwiseConv2DOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  FeatureMap<const int8_t> in = readMap(*operands[0]);
  FeatureMap<int8_t> out = writeMap(result);
  ArrayRef<int64_t> filterShape = operands[1]->type.getShape();
  const int8_t *filter = operands[1]->data<int8_t>();
  int64_t multiplier = out.shape.channels / in.shape.channels;
  Taps taps = {filterShape[1],    filterShape[2],  op.getStrides(),
               op.getDilations(), op.getPadding(), in.shape};
  OutputChannels channels(operands, result, out.shape.channels,
                          op.getActivation(), op.getArithmetic());
  auto zeroX = static_cast<uint32_t>(zeroPoint(*operands[0]));

  std::vector<uint32_t> sums(out.shape.channels);
  forEachPosition(piece, out.shape.width, [&](int64_t n, int64_t r, int64_t c) {
    std::fill(sums.begin(), sums.end(), 0);
    taps.forEach(r, c, [&](int64_t tap, int64_t y, int64_t x) {
      const int8_t *pixel = in.at(n, y, x);
      const int8_t *weights = filter + tap * out.shape.channels;
      for (int64_t o = piece.channels.begin; o < piece.channels.end; ++o)
        sums[o] += dot(pixel + o / multiplier, weights + o, 1, zeroX,
                       channels.zeroPoints[o]);
    });
    for (int64_t o = piece.channels.begin; o < piece.channels.end; ++o)
      out.at(n, r, c)[o] = channels.code(o, sums[o]);
  });
}

/// out[n, u] = requant(bias[u] + Σ (x - zx)(w - zw[u])) over features k, x =
/// in[n, k], w = filter[u, k]. For the rounding see OutputChannels.
void reference::evaluate(mla::FullyConnectedOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  FeatureMap<const int8_t> in = readMap(*operands[0]);
  FeatureMap<int8_t> out = writeMap(result);
  const int8_t *filter = operands[1]->data<int8_t>();
  int64_t features = in.shape.channels;
  OutputChannels channels(operands, result, out.shape.channels,
                          op.getActivation(), op.getArithmetic());
  auto zeroX = static_cast<uint32_t>(zeroPoint(*operands[0]));

  forEachPosition(piece, 1, [&](int64_t n, int64_t r, int64_t c) {
    for (int64_t u = piece.channels.begin; u < piece.channels.end; ++u)
      out.at(n, r, c)[u] =
          channels.code(u, dot(in.at(n, r, c), filter + u * features, features,
                               zeroX, channels.zeroPoints[u]));
  });
}
