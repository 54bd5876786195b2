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

namespace sima::mla {

/// Sizes, scales and thresholds of detection post-processing.
SimaDetection detectionOf(DetectionPostprocessOp op);

} // namespace sima::mla

#endif // SIMA_MLA_A65KERNELS_H
