//===- PoolSegments.h - Windows that instructions hold ----------*- C++ -*-===//
//
// The fields of `pool` hold windows of 128, strides of 32 and padding of 31.
// Along each axis the outputs of a pool are cut into segments that fit; where a
// window does not, its outputs are segments of their own, whose windows are
// clipped to the input.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PLAN_POOLSEGMENTS_H
#define SIMA_PLAN_POOLSEGMENTS_H

#include "dialects/MLA/IR/Window.h"
#include "sima/Plan/LayerBody.h"

namespace sima::plan {

/// Outputs along one axis and how one instruction computes them.
struct PoolSegment {
  mla::Range outputs, inputs;
  int64_t kernel, stride, padding;
};

/// The largest stride and padding that the fields hold.
inline constexpr int64_t kMaxPoolStride = 32, kMaxPoolPadding = 31;

/// The segments of `outputs`, ascending. `clip` allows windows to be clipped:
/// not where padding counts in the divisor.
llvm::SmallVector<PoolSegment> poolSegments(const mla::Window &window,
                                            mla::Range outputs, int64_t input,
                                            bool clip);

/// The largest kernel, stride and padding among the segments of all outputs.
PoolSegment largestPoolFields(const mla::Window &window, int64_t input,
                              bool clip);

} // namespace sima::plan

#endif // SIMA_PLAN_POOLSEGMENTS_H
