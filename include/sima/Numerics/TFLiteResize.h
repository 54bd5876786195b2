//===- TFLiteResize.h - Where a resized axis reads, and with what weight --===//
//
// RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR of LiteRT's reference kernels.
// Rows and columns are treated alike and apart: for each output position of an
// axis there is an entry, and one element is a function of four codes, of the
// weights of its row and of its column. Formulas are in docs/numerics.md.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_TFLITERESIZE_H
#define SIMA_NUMERICS_TFLITERESIZE_H

#include "sima/Numerics/ResizeTap.h"
#include <vector>

namespace sima::numerics::tflite {

/// Which input positions output positions stand for. LiteRT refuses to
/// interpolate with both.
struct ResizeGrid {
  bool alignCorners = false;
  bool halfPixelCenters = false;
};

/// The input index of each of `out` positions along an axis of `in`, both at
/// least 1 and below 2^20.
std::vector<int32_t> nearestIndices(int64_t in, int64_t out, ResizeGrid grid);

/// Of int8 and int16: weights in units of 1/1024.
std::vector<ResizeTap<int32_t>> fixedTaps(int64_t in, int64_t out,
                                          ResizeGrid grid);
/// Of uint8: weights in float32.
std::vector<ResizeTap<float>> float32Taps(int64_t in, int64_t out,
                                          ResizeGrid grid);

/// One element of RESIZE_BILINEAR for int8 and int16: the exact weighted sum,
/// rounded with ties away from zero.
int32_t bilinear(const ResizeCorners<int32_t> &codes,
                 const ResizeTap<int32_t> &row,
                 const ResizeTap<int32_t> &column);
/// The same for uint8, on stored codes (128 lower than the model's): the sum in
/// float32.
int32_t bilinearU8(const ResizeCorners<int32_t> &stored,
                   const ResizeTap<float> &row, const ResizeTap<float> &column);

} // namespace sima::numerics::tflite

#endif // SIMA_NUMERICS_TFLITERESIZE_H
