//===- Reduction.cpp - Meaning of reductions ------------------------------===//

#include "FeatureMap.h"
#include "OpFunctions.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;

/// out = clamp(zo + M(Σ (in - zi))), the sum over the averaged dimensions, in
/// int32 with wrap. M multiplies by s_in / (s_out · count) as a multiplier of
/// 31 bits that was divided by the count and truncated; the product rounds to
/// nearest with ties up, its shift to nearest with ties away from zero.
void reference::evaluate(mla::ReduceMeanOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  FeatureMap<const int8_t> in = readMap(*operands[0]);
  FeatureMap<int8_t> out = writeMap(result);
  QuantizedMultiplier multiplier =
      tflite::meanMultiplier(mla::tensorScale(operands[0]->type),
                             mla::tensorScale(result.type), op.count());
  int32_t inZero = zeroPoint(*operands[0]), outZero = zeroPoint(result);
  auto averaged = [](bool all, int64_t at, int64_t size) {
    return all ? mla::Range{0, size} : mla::Range{at, at + 1};
  };
  forEachPosition(piece, out.shape.width, [&](int64_t n, int64_t r, int64_t c) {
    mla::Range rows = averaged(op.reducesRows(), r, in.shape.height);
    mla::Range columns = averaged(op.reducesColumns(), c, in.shape.width);
    for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k) {
      mla::Range channels =
          averaged(op.reducesChannels(), k, in.shape.channels);
      int32_t sum = 0;
      for (int64_t y = rows.begin; y < rows.end; ++y)
        for (int64_t x = columns.begin; x < columns.end; ++x)
          for (int64_t i = channels.begin; i < channels.end; ++i)
            sum = wrappingAdd(sum, in.at(n, y, x)[i] - inZero);
      out.at(n, r, c)[k] = static_cast<int8_t>(
          tflite::requant(sum, multiplier, outZero, {-128, 127}));
    }
  });
}
