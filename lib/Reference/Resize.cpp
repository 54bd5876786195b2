//===- Resize.cpp - Meaning of resizing -----------------------------------===//

#include "FeatureMap.h"
#include "OpFunctions.h"
#include "dialects/MLA/IR/ResizeEntries.h"
#include "sima/Numerics/OnnxQuant.h"

using namespace mlir;
using namespace sima;
using namespace sima::reference;
using namespace sima::numerics;
using mla::ResizeAxis;

namespace {
/// Input and output of a resize, as feature maps.
struct Maps {
  const Tensor &input;
  Tensor &result;
  mla::MapShape in = mla::mapShape(input.type);
  mla::MapShape out = mla::mapShape(result.type);

  int32_t at(int64_t sample, int64_t row, int64_t column, int64_t k) const {
    return code(input,
                ((sample * in.height + row) * in.width + column) * in.channels +
                    k);
  }
  void set(int64_t sample, int64_t row, int64_t column, int64_t k,
           int32_t code) const {
    setCode(result,
            ((sample * out.height + row) * out.width + column) * out.channels +
                k,
            code);
  }
};
} // namespace

/// Calls `compute(sample, row, column, channel)` for each element of `piece`
/// and sets it.
template <typename Compute>
static void forEachElement(const mla::Piece &piece, const Maps &maps,
                           Compute compute) {
  forEachPosition(piece, maps.out.width, [&](int64_t n, int64_t r, int64_t c) {
    for (int64_t k = piece.channels.begin; k < piece.channels.end; ++k)
      maps.set(n, r, c, k, compute(n, r, c, k));
  });
}

/// out[r, c] is interpolated between two rows and two columns by `element`, on
/// codes: zero points take no part.
template <typename Taps, typename Element>
static void interpolate(const mla::Piece &piece, const Taps &rows,
                        const Taps &columns, const Maps &maps,
                        Element element) {
  forEachElement(piece, maps, [&](int64_t n, int64_t r, int64_t c, int64_t k) {
    const auto &row = rows[r], &column = columns[c];
    return element({maps.at(n, row.lower, column.lower, k),
                    maps.at(n, row.upper, column.lower, k),
                    maps.at(n, row.lower, column.upper, k),
                    maps.at(n, row.upper, column.upper, k)},
                   row, column);
  });
}

/// out[r, c] = in[row of r, column of c]: the code as it is.
static void copyNearest(const mla::Piece &piece,
                        const std::vector<int32_t> &rows,
                        const std::vector<int32_t> &columns, const Maps &maps) {
  forEachElement(piece, maps, [&](int64_t n, int64_t r, int64_t c, int64_t k) {
    return maps.at(n, rows[r], columns[c], k);
  });
}

/// LiteRT: positions from sizes alone; int8 and int16 in units of 1/1024, uint8
/// in float32.
static void resizeTFLite(mla::ResizeOp op, const mla::Piece &piece,
                         const Maps &maps) {
  tflite::ResizeGrid grid = mla::tfliteGrid(op);
  int64_t inRows = maps.in.height, outRows = maps.out.height;
  int64_t inColumns = maps.in.width, outColumns = maps.out.width;
  if (op.getKind() == mla::ResizeKind::nearest)
    copyNearest(piece, tflite::nearestIndices(inRows, outRows, grid),
                tflite::nearestIndices(inColumns, outColumns, grid), maps);
  else if (op.getArithmetic() == mla::Arithmetic::tflite_u8)
    interpolate(piece, tflite::float32Taps(inRows, outRows, grid),
                tflite::float32Taps(inColumns, outColumns, grid), maps,
                tflite::bilinearU8);
  else
    interpolate(piece, tflite::fixedTaps(inRows, outRows, grid),
                tflite::fixedTaps(inColumns, outColumns, grid), maps,
                tflite::bilinear);
}

/// ONNX Runtime: nearest copies codes (onnx); or dequantized values are copied
/// or interpolated, and quantized again (onnx_float).
static void resizeOnnx(mla::ResizeOp op, const mla::Piece &piece,
                       const Maps &maps) {
  onnx::ResizeAxis rows = mla::onnxAxis(op, ResizeAxis::Rows);
  onnx::ResizeAxis columns = mla::onnxAxis(op, ResizeAxis::Columns);
  onnx::NearestMode rounding = mla::onnxRounding(op);
  bool nearest = op.getKind() == mla::ResizeKind::nearest;
  bool onCodes = op.getArithmetic() == mla::Arithmetic::onnx;
  auto inScale = static_cast<float>(mla::tensorScale(maps.input.type));
  auto outScale = static_cast<float>(mla::tensorScale(maps.result.type));
  int32_t inZero = zeroPoint(maps.input), outZero = zeroPoint(maps.result);
  tflite::Range range = mla::codeRange(maps.result.type);
  forEachElement(
      piece, maps, [&](int64_t n, int64_t r, int64_t c, int64_t k) -> int32_t {
        auto real = [&](int32_t row, int32_t column) {
          return onnx::dequantize(maps.at(n, row, column, k), inScale, inZero);
        };
        if (nearest) {
          int32_t row = onnx::nearestPosition(rows, rounding, r);
          int32_t column = onnx::nearestPosition(columns, rounding, c);
          return onCodes ? maps.at(n, row, column, k)
                         : onnx::quantize(real(row, column), outScale, outZero,
                                          range);
        }
        onnx::LinearPair row = onnx::linearPair(rows, r);
        onnx::LinearPair column = onnx::linearPair(columns, c);
        const float values[2][2] = {
            {real(row.lower, column.lower), real(row.lower, column.upper)},
            {real(row.upper, column.lower), real(row.upper, column.upper)}};
        return onnx::quantize(onnx::bilinear(row, column, values), outScale,
                              outZero, range);
      });
}

void reference::evaluate(mla::ResizeOp op, const mla::Piece &piece,
                         Operands operands, Tensor &result) {
  Maps maps = {*operands[0], result};
  if (op.getArithmetic() == mla::Arithmetic::onnx ||
      op.getArithmetic() == mla::Arithmetic::onnx_float)
    resizeOnnx(op, piece, maps);
  else
    resizeTFLite(op, piece, maps);
}
