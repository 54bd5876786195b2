//===- Frame.h - The slices of a (de)tessellated frame ----------*- C++ -*-===//
#ifndef SIMA_LIB_PACKAGE_FRAME_H
#define SIMA_LIB_PACKAGE_FRAME_H

#include "sima/Package/ElementType.h"
#include "sima/Package/Json.h"
#include "sima/Support/SliceLayout.h"

namespace sima::package {

/// A frame and how each of its samples is cut.
struct Frame {
  int64_t samples = 1;
  SliceLayout layout;
  /// Bytes of all samples in slices.
  int64_t carrierBytes() const { return samples * layout.totalBytes(); }
  /// Bytes of all samples in plain order.
  int64_t plainBytes() const {
    return samples * layout.h * layout.w * layout.c * layout.elementBytes;
  }
};

/// The frame of shape `shape` (samples first, channels last, what is between
/// folds into rows and columns) with the `slice_shape`, `align_c16`, `cblock`
/// and `frame_type` of `params`.
llvm::Expected<Frame> readFrame(const JsonObject &params, const Shape &shape);

} // namespace sima::package

#endif // SIMA_LIB_PACKAGE_FRAME_H
