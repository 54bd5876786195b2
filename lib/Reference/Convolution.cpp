//===- Convolution.cpp - Meaning of convolutions --------------------------===//

#include "FeatureMap.h"
#include "ProductSums.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;

namespace {
/// Some rows of a sample as differences to the zero point.
template <typename Difference> class InputRows {
public:
  InputRows(const Tensor &tensor, const mla::Piece &piece)
      : shape(mla::mapShape(tensor.type)), firstRow(piece.rows.begin) {
    int64_t row = shape.width * shape.channels;
    int64_t sample = piece.sample * shape.elementsPerSample();
    values = differences<Difference>(tensor, sample + piece.rows.begin * row,
                                     sample + piece.rows.end * row,
                                     zeroPoint(tensor));
  }

  /// The channels of one position.
  const Difference *at(int64_t row, int64_t column) const {
    return values.data() +
           ((row - firstRow) * shape.width + column) * shape.channels;
  }

  mla::MapShape shape;

private:
  int64_t firstRow;
  std::vector<Difference> values;
};

/// Which input position a tap of an output position reads.
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

/// The same where inputs are spread over outputs: tap (i, j) of output (r, c)
/// is the input whose product falls there, if one does.
struct TransposedTaps {
  int64_t kernelH, kernelW;
  ArrayRef<int64_t> strides, padding;
  mla::MapShape input;

  template <typename Body>
  void forEach(int64_t row, int64_t column, Body body) const {
    for (int64_t i = 0; i < kernelH; ++i) {
      int64_t y = row + padding[0] - i;
      if (y < 0 || y % strides[0] != 0 || y / strides[0] >= input.height)
        continue;
      for (int64_t j = 0; j < kernelW; ++j) {
        int64_t x = column + padding[1] - j;
        if (x >= 0 && x % strides[1] == 0 && x / strides[1] < input.width)
          body(i * kernelW + j, y / strides[0], x / strides[1]);
      }
    }
  }
};

/// A convolution with an OHWI filter in groups.
template <typename Difference, typename Op, typename AnyTaps>
void convolve(Op op, const AnyTaps &taps, const mla::Piece &piece,
              Operands operands, Tensor &result) {
  InputRows<Difference> in(*operands[0], op.inputPiece(0, piece));
  mla::MapShape out = mla::mapShape(result.type);
  int64_t depth = operands[1]->type.getDimSize(3);
  int64_t size = taps.kernelH * taps.kernelW * depth;
  int64_t outputsOfGroup = out.channels / op.getGroups();
  SmallVector<int32_t> zeros =
      filterZeroPoints(operands[1]->type, out.channels);
  std::vector<std::vector<Difference>> filters;
  for (int64_t o = piece.channels.begin; o < piece.channels.end; ++o)
    filters.push_back(differences<Difference>(*operands[1], o * size,
                                              (o + 1) * size, zeros[o]));
  OutputChannels channels(op, operands, result);

  std::vector<int64_t> sums(piece.channels.size());
  forEachPosition(piece, out.width, [&](int64_t n, int64_t r, int64_t c) {
    std::fill(sums.begin(), sums.end(), 0);
    taps.forEach(r, c, [&](int64_t tap, int64_t y, int64_t x) {
      const Difference *pixel = in.at(y, x);
      for (size_t k = 0; k < sums.size(); ++k) {
        int64_t group = (piece.channels.begin + int64_t(k)) / outputsOfGroup;
        sums[k] +=
            dot(pixel + group * depth, filters[k].data() + tap * depth, depth);
      }
    });
    int64_t element = ((n * out.height + r) * out.width + c) * out.channels;
    for (size_t k = 0; k < sums.size(); ++k) {
      int64_t o = piece.channels.begin + int64_t(k);
      storeCode(result, element + o, channels.code(o, sums[k]));
    }
  });
}
} // namespace

/// out[n, r, c, o] = code(bias[o] + Σ (x - zx)(w - zw[o])) over taps (i, j) and
/// input channels k of the group of o, x = in[n, r·sh + i·dh - top, c·sw + j·dw
/// - left, k], w = filter[o, i, j, k]. For the rounding see OutputChannels.
void reference::evaluate(mla::Conv2DOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  ArrayRef<int64_t> filter = operands[1]->type.getShape();
  Taps taps = {filter[1],       filter[2],
               op.getStrides(), op.getDilations(),
               op.getPadding(), mla::mapShape(operands[0]->type)};
  withDifferences(operands, [&](auto difference) {
    convolve<decltype(difference)>(op, taps, piece, operands, result);
  });
}

/// out[n, r, c, o] = code(bias[o] + Σ (x - zx)(w - zw[o])) over taps (i, j) and
/// input channels k of the group of o, x = in[n, p, q, k] where p·sh + i - top
/// = r and q·sw + j - left = c, w = filter[o, i, j, k].
void reference::evaluate(mla::TransposeConv2DOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  ArrayRef<int64_t> filter = operands[1]->type.getShape();
  TransposedTaps taps = {filter[1], filter[2], op.getStrides(), op.getPadding(),
                         mla::mapShape(operands[0]->type)};
  withDifferences(operands, [&](auto difference) {
    convolve<decltype(difference)>(op, taps, piece, operands, result);
  });
}

/// out[n, r, c, o] = code(bias[o] + Σ (x - zx)(w - zw[o])) over taps (i, j), x
/// from input channel o / multiplier, w = filter[0, i, j, o].
void reference::evaluate(mla::DepthwiseConv2DOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  InputRows<int32_t> in(*operands[0], op.inputPiece(0, piece));
  mla::MapShape out = mla::mapShape(result.type);
  ArrayRef<int64_t> filter = operands[1]->type.getShape();
  int64_t multiplier = out.channels / in.shape.channels;
  Taps taps = {filter[1],         filter[2],       op.getStrides(),
               op.getDilations(), op.getPadding(), in.shape};
  SmallVector<int32_t> zeros =
      filterZeroPoints(operands[1]->type, out.channels);
  std::vector<int32_t> weights = differences<int32_t>(
      *operands[1], 0, operands[1]->type.getNumElements(), 0);
  OutputChannels channels(op, operands, result);

  std::vector<int64_t> sums(out.channels);
  forEachPosition(piece, out.width, [&](int64_t n, int64_t r, int64_t c) {
    std::fill(sums.begin(), sums.end(), 0);
    taps.forEach(r, c, [&](int64_t tap, int64_t y, int64_t x) {
      const int32_t *pixel = in.at(y, x);
      const int32_t *w = weights.data() + tap * out.channels;
      for (int64_t o = piece.channels.begin; o < piece.channels.end; ++o)
        sums[o] += int64_t{pixel[o / multiplier]} * (w[o] - zeros[o]);
    });
    int64_t element = ((n * out.height + r) * out.width + c) * out.channels;
    for (int64_t o = piece.channels.begin; o < piece.channels.end; ++o)
      storeCode(result, element + o, channels.code(o, sums[o]));
  });
}
