//===- ResizeEntries.cpp - What the rows and columns of a resize read -----===//

#include "dialects/MLA/IR/ResizeEntries.h"
#include "sima/Numerics/OnnxResize.h"
#include "sima/Numerics/TFLiteResize.h"
#include "llvm/ADT/bit.h"

using namespace sima;
using namespace sima::mla;
using namespace sima::numerics;

static ResizeEntry entryOf(int32_t position) {
  return {position, position, 0, 0};
}

template <typename Weight>
static ResizeEntry entryOf(const ResizeTap<Weight> &tap) {
  return {tap.lower, tap.upper, llvm::bit_cast<uint32_t>(tap.lowerWeight),
          llvm::bit_cast<uint32_t>(tap.upperWeight)};
}

template <typename Taps>
static std::vector<ResizeEntry> entriesOf(const Taps &taps) {
  std::vector<ResizeEntry> entries;
  for (const auto &tap : taps)
    entries.push_back(entryOf(tap));
  return entries;
}

onnx::ResizeAxis mla::onnxAxis(ResizeOp op, ResizeAxis axis) {
  auto mode = [&] {
    switch (op.getCoordinates()) {
    case Coordinates::asymmetric:
      return onnx::CoordinateMode::Asymmetric;
    case Coordinates::half_pixel:
      return onnx::CoordinateMode::HalfPixel;
    case Coordinates::align_corners:
      return onnx::CoordinateMode::AlignCorners;
    case Coordinates::pytorch_half_pixel:
      return onnx::CoordinateMode::PytorchHalfPixel;
    case Coordinates::half_pixel_symmetric:
      return onnx::CoordinateMode::HalfPixelSymmetric;
    }
    llvm_unreachable("all coordinates are handled");
  };
  MapShape from = mapShape(op.getInput().getType());
  MapShape to = mapShape(op.getOutput().getType());
  bool rows = axis == ResizeAxis::Rows;
  return {mode(), op.getScales()[rows ? 0 : 1],
          static_cast<int32_t>(rows ? from.height : from.width),
          static_cast<int32_t>(rows ? to.height : to.width)};
}

onnx::NearestMode mla::onnxRounding(ResizeOp op) {
  switch (op.getRounding()) {
  case Rounding::floor:
    return onnx::NearestMode::Floor;
  case Rounding::ceil:
    return onnx::NearestMode::Ceil;
  case Rounding::round_prefer_floor:
    return onnx::NearestMode::RoundPreferFloor;
  case Rounding::round_prefer_ceil:
    return onnx::NearestMode::RoundPreferCeil;
  }
  llvm_unreachable("all roundings are handled");
}

tflite::ResizeGrid mla::tfliteGrid(ResizeOp op) {
  return {op.getCoordinates() == Coordinates::align_corners,
          op.getCoordinates() == Coordinates::half_pixel};
}

static std::vector<ResizeEntry> onnxEntries(ResizeOp op, ResizeAxis number) {
  onnx::ResizeAxis axis = onnxAxis(op, number);
  std::vector<ResizeEntry> entries;
  for (int32_t i = 0; i < axis.outSize; ++i) {
    if (op.getKind() == ResizeKind::nearest) {
      entries.push_back(
          entryOf(onnx::nearestPosition(axis, onnxRounding(op), i)));
      continue;
    }
    onnx::LinearPair pair = onnx::linearPair(axis, i);
    entries.push_back(entryOf(ResizeTap<float>{
        pair.lower, pair.upper, pair.lowerWeight, pair.upperWeight}));
  }
  return entries;
}

std::vector<ResizeEntry> mla::resizeEntries(ResizeOp op, ResizeAxis axis) {
  Arithmetic arithmetic = op.getArithmetic();
  if (arithmetic == Arithmetic::onnx || arithmetic == Arithmetic::onnx_float)
    return onnxEntries(op, axis);
  onnx::ResizeAxis sizes = onnxAxis(op, axis);
  int64_t in = sizes.inSize, out = sizes.outSize;
  if (op.getKind() == ResizeKind::nearest)
    return entriesOf(tflite::nearestIndices(in, out, tfliteGrid(op)));
  if (arithmetic == Arithmetic::tflite_u8)
    return entriesOf(tflite::float32Taps(in, out, tfliteGrid(op)));
  return entriesOf(tflite::fixedTaps(in, out, tfliteGrid(op)));
}
