//===- Spatial.h - Windows that slide over height and width -----*- C++ -*-===//
//
// Strides, dilations and padding of convolutions and poolings, from TFLite's
// SAME and VALID to the dialect's explicit numbers.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_SPATIAL_H
#define SIMA_LIB_IMPORT_TFLITE_SPATIAL_H

#include "dialects/MLA/IR/Window.h"
#include "lib/Import/TFLite/schema_generated.h"
#include "llvm/Support/Error.h"
#include <array>

namespace sima::tfl {

/// Both axes of a sliding window, height first.
struct Spatial {
  mla::Window h, w;

  std::array<int64_t, 2> kernel() const { return {h.kernel, w.kernel}; }
  std::array<int64_t, 2> strides() const { return {h.stride, w.stride}; }
  std::array<int64_t, 2> dilations() const { return {h.dilation, w.dilation}; }
  /// [top, left, bottom, right]
  std::array<int64_t, 4> padding() const {
    return {h.padBegin, w.padBegin, h.padEnd, w.padEnd};
  }
  std::array<int64_t, 4> outputShape(llvm::ArrayRef<int64_t> nhwc,
                                     int64_t channels) const {
    return {nhwc[0], h.outputSize(nhwc[1]), w.outputSize(nhwc[2]), channels};
  }
};

/// Gives the windows of `spatial`, which come without, the padding of `scheme`
/// over an input of shape `nhwc`. SAME gives ceil(input / stride) outputs and
/// adds the odd element of padding at the end; VALID does not pad. The error
/// names the number that is outside its limits.
llvm::Expected<Spatial> pad(Spatial spatial, fb::Padding scheme,
                            llvm::ArrayRef<int64_t> nhwc);

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_SPATIAL_H
