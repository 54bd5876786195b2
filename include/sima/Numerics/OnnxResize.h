//===- OnnxResize.h - Positions and weights of Resize -----------*- C++ -*-===//
//
// Which input positions an output position of Resize is made of, as ONNX
// Runtime computes them in float32, and the linear interpolation of
// dequantized values. Nearest works on codes as they are. A Resize that leaves
// every dimension as it is is a copy in the runtime, whatever its scales.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_ONNXRESIZE_H
#define SIMA_NUMERICS_ONNXRESIZE_H

#include <cstdint>

namespace sima::numerics::onnx {

/// coordinate_transformation_mode, but for tf_crop_and_resize.
enum class CoordinateMode {
  HalfPixel,
  HalfPixelSymmetric,
  PytorchHalfPixel,
  AlignCorners,
  Asymmetric,
  TFHalfPixelForNN
};

/// nearest_mode.
enum class NearestMode { RoundPreferFloor, RoundPreferCeil, Floor, Ceil };

/// One resized axis. `scale` is the operand's, or float32(outSize) /
/// float32(inSize) where sizes are given. Sizes are at least 1.
struct ResizeAxis {
  CoordinateMode mode;
  float scale;
  int32_t inSize, outSize;
};

/// The scale of an axis that is resized to `outSize` elements.
float resizeScale(int32_t inSize, int32_t outSize);

/// The real input coordinate of an output position; the position itself where
/// the scale is 1.
float inputCoordinate(const ResizeAxis &axis, int32_t outPosition);

/// The input position that mode nearest copies. A coordinate closer than 10^-6
/// to the middle of two counts as the middle.
int32_t nearestPosition(const ResizeAxis &axis, NearestMode mode,
                        int32_t outPosition);

/// Two neighbouring input positions and their weights.
struct LinearPair {
  int32_t lower, upper;
  float lowerWeight, upperWeight;
};
LinearPair linearPair(const ResizeAxis &axis, int32_t outPosition);

/// The interpolation of four reals, [row][column], in float32: the four
/// products of weights and a value, summed in the order upper left, upper
/// right, lower left, lower right.
float bilinear(const LinearPair &rows, const LinearPair &columns,
               const float (&values)[2][2]);

} // namespace sima::numerics::onnx

#endif // SIMA_NUMERICS_ONNXRESIZE_H
