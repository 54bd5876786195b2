//===- Normalization.cpp - Meaning of normalisations ----------------------===//

#include "FeatureMap.h"
#include "OpFunctions.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;

/// out[p, k] = exp(beta (x[p, k] - max)) / Σ exp(beta (x[p, ·] - max)) over the
/// channels of each position p, in steps of 1/256 from code -128. `tflite`
/// arithmetic computes it in 32-bit fixed point: the difference to the largest
/// code is scaled to 5 integer bits, exponentials to 0, their sum to 12; every
/// product rounds to nearest, the last shift rounds ties away from zero.
void reference::evaluate(mla::SoftmaxOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  FeatureMap<const int8_t> in = readMap(*operands[0]);
  FeatureMap<int8_t> out = writeMap(result);
  tflite::SoftmaxParams params = tflite::softmaxParams(
      op.getBeta().convertToFloat(), mla::tensorScale(operands[0]->type));
  std::vector<int8_t> row(in.shape.channels);
  forEachPosition(piece, out.shape.width, [&](int64_t n, int64_t r, int64_t c) {
    tflite::softmax(params, {in.at(n, r, c), row.size()}, row);
    for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
      out.at(n, r, c)[k] = row[k];
  });
}
