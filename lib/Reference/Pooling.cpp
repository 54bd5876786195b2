//===- Pooling.cpp - Meaning of pooling -----------------------------------===//

#include "FeatureMap.h"
#include "OpFunctions.h"
#include "dialects/MLA/IR/Window.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;

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

/// out[n, r, c, k] = clamp(mean of the codes of the window's positions inside
/// the input). The zero point is not subtracted: input and output share it. The
/// mean is an integer division of the sum by the number of positions, rounded
/// to nearest, ties away from zero.
void reference::evaluate(mla::AvgPool2DOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  FeatureMap<const int8_t> in = readMap(*operands[0]);
  FeatureMap<int8_t> out = writeMap(result);
  tflite::Range clamp = outputRange(op.getActivation(), result.type);
  std::vector<uint32_t> sums(out.shape.channels);
  forEachWindow(
      op, piece, in.shape, out.shape.width,
      [&](int64_t n, int64_t r, int64_t c, mla::Range rows,
          mla::Range columns) {
        std::fill(sums.begin(), sums.end(), 0);
        for (int64_t y = rows.begin; y < rows.end; ++y)
          for (int64_t x = columns.begin; x < columns.end; ++x)
            for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
              sums[k] += static_cast<uint32_t>(in.at(n, y, x)[k]);
        auto count = static_cast<int32_t>(rows.size() * columns.size());
        for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
          out.at(n, r, c)[k] = static_cast<int8_t>(
              tflite::averagePool(static_cast<int32_t>(sums[k]), count, clamp));
      });
}

/// out[n, r, c, k] = clamp(largest code of the window's positions inside the
/// input). Nothing is rounded.
void reference::evaluate(mla::MaxPool2DOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  FeatureMap<const int8_t> in = readMap(*operands[0]);
  FeatureMap<int8_t> out = writeMap(result);
  tflite::Range clamp = outputRange(op.getActivation(), result.type);
  std::vector<int8_t> largest(out.shape.channels);
  forEachWindow(
      op, piece, in.shape, out.shape.width,
      [&](int64_t n, int64_t r, int64_t c, mla::Range rows,
          mla::Range columns) {
        std::fill(largest.begin(), largest.end(), -128);
        for (int64_t y = rows.begin; y < rows.end; ++y)
          for (int64_t x = columns.begin; x < columns.end; ++x)
            for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
              largest[k] = std::max(largest[k], in.at(n, y, x)[k]);
        for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
          out.at(n, r, c)[k] =
              static_cast<int8_t>(tflite::clampTo(largest[k], clamp));
      });
}
