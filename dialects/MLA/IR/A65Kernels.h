//===- A65Kernels.h - Parameters of kernels of the A65 ----------*- C++ -*-===//
//
// From an operation to what its kernel in lib/Numerics is given, the same for
// interpreter and shared object.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MLA_A65KERNELS_H
#define SIMA_MLA_A65KERNELS_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Numerics/TFLiteDetection.h"
#include "sima/Numerics/TFLiteNonMaxSuppression.h"
#include <array>
#include <string>

namespace sima::mla {

/// Whether the A65 has code for `op`: an operation of interface A65Op, or one
/// that both processors compute.
bool isForA65(mlir::Operation *op);
/// Whether the MLA could compute it: none of its tensors but constants are
/// numbers.
bool isForMLA(mlir::Operation *op);

/// Sizes, scales and thresholds of detection post-processing.
SimaDetection detectionOf(DetectionPostprocessOp op);

/// "f32", "i64", "i32", "i16", "i8": how an element is stored.
std::string numberName(mlir::Type tensor);
/// The function of lib/Numerics/Pointwise.h that `op` applies, "add_f32" or
/// "cast_f32_i32"; select has none.
std::string pointwiseName(PointwiseOp op);
/// The pointwise function that takes a number in, which is its first operand:
/// "add_f32", "maximum_i64".
std::string reductionStep(ReduceNumbersOp op);
/// What a reduction begins with, of the input's element type.
mlir::TypedAttr reductionStart(ReduceNumbersOp op);

/// What simaGatherNd is given.
struct GatherShape {
  llvm::SmallVector<int64_t> extents; ///< that positions count
  int64_t places, depth, sliceBytes;
};
GatherShape gatherShape(GatherNdOp op);

/// What simaNonMaxSuppression is given.
struct NonMaxSuppressionShape {
  int64_t boxes, places;
  std::array<float, 3> thresholds; ///< of overlap, of scores, and sigma
};
NonMaxSuppressionShape nonMaxSuppressionOf(NonMaxSuppressionOp op);

} // namespace sima::mla

#endif // SIMA_MLA_A65KERNELS_H
