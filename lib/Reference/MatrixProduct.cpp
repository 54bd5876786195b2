//===- MatrixProduct.cpp - Meaning of matrix products ---------------------===//

#include "FeatureMap.h"
#include "ProductSums.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;

/// out[n, u] = code(bias[u] + Σ (x - zx)(w - zw[u])) over features k, x =
/// in[n, k], w = filter[u, k]. For the rounding see OutputChannels.
void reference::evaluate(mla::FullyConnectedOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  int64_t features = mla::mapShape(operands[0]->type).channels;
  int64_t units = mla::mapShape(result.type).channels;
  SmallVector<int32_t> zeros = filterZeroPoints(operands[1]->type, units);
  OutputChannels channels(op, operands, result);
  withDifferences(operands, [&](auto difference) {
    using Difference = decltype(difference);
    auto x = differences<Difference>(*operands[0], piece.sample * features,
                                     (piece.sample + 1) * features,
                                     zeroPoint(*operands[0]));
    for (int64_t u = piece.channels.begin; u < piece.channels.end; ++u) {
      auto w = differences<Difference>(*operands[1], u * features,
                                       (u + 1) * features, zeros[u]);
      storeCode(result, piece.sample * units + u,
                channels.code(u, dot(x.data(), w.data(), features)));
    }
  });
}

/// The matrix that row `row` of the left operand is multiplied by, as output
/// columns x inner elements, differences to the zero point. Only `columns` of
/// it are filled.
template <typename Difference>
static std::vector<Difference> rightMatrix(const Tensor &tensor,
                                           bool transposed, int64_t sample,
                                           int64_t row, mla::Range columns) {
  mla::MapShape shape = mla::mapShape(tensor.type);
  int64_t size = shape.width * shape.channels;
  int64_t begin = (shape.samples == 1 ? 0 : sample) * shape.height * size +
                  (shape.height == 1 ? 0 : row) * size;
  std::vector<Difference> matrix =
      differences<Difference>(tensor, begin, begin + size, zeroPoint(tensor));
  if (transposed)
    return matrix;
  std::vector<Difference> turned(size);
  for (int64_t c = columns.begin; c < columns.end; ++c)
    for (int64_t k = 0; k < shape.width; ++k)
      turned[c * shape.width + k] = matrix[k * shape.channels + c];
  return turned;
}

template <typename Difference>
static void multiply(mla::MatMulOp op, const mla::Piece &piece,
                     Operands operands, Tensor &result) {
  mla::MapShape lhs = mla::mapShape(operands[0]->type);
  mla::MapShape out = mla::mapShape(result.type);
  int64_t depth = lhs.channels;
  OutputChannels channels(op, operands, result);
  for (int64_t r = piece.rows.begin; r < piece.rows.end; ++r) {
    auto right = rightMatrix<Difference>(*operands[1], op.getTransposeRhs(),
                                         piece.sample, r, piece.channels);
    int64_t row = (piece.sample * lhs.height + r) * lhs.width;
    auto left = differences<Difference>(*operands[0], row * depth,
                                        (row + lhs.width) * depth,
                                        zeroPoint(*operands[0]));
    for (int64_t m = 0; m < lhs.width; ++m)
      for (int64_t c = piece.channels.begin; c < piece.channels.end; ++c)
        storeCode(result, (row + m) * out.channels + c,
                  channels.code(c, dot(left.data() + m * depth,
                                       right.data() + c * depth, depth)));
  }
}

/// out[n, h, m, c] = code(Σ (x - zx)(y - zy)) over k, x = lhs[n, h, m, k], y =
/// rhs[n, h, k, c], or rhs[n, h, c, k] with transpose_rhs; a size of 1 of rhs
/// serves all samples or all h.
void reference::evaluate(mla::MatMulOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  withDifferences(operands, [&](auto difference) {
    multiply<decltype(difference)>(op, piece, operands, result);
  });
}
