//===- StepProgram.h - quad IR of any phase as a program --------*- C++ -*-===//
//
// What quad IR means before passes have given it addresses, order and
// descriptors: instructions one after the other in the order of `step`, on
// buffers of their own. Made executable by the plainest means, which share
// nothing with the passes that do it well.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_EXECUTE_STEPPROGRAM_H
#define SIMA_LIB_PIPELINES_EXECUTE_STEPPROGRAM_H

#include "dialects/Quad/IR/Quad.h"

namespace sima {

/// Adds to `segment` what it lacks to be a program. Buffers without address get
/// memory of their own, beyond that of the machine if need be. Unless it
/// `isSynchronised`, posts and waits let instructions run one at a time, in the
/// order of `step`. Without descriptors, each instruction gets registers filled
/// for itself. Fails with a diagnostic where the buffers exceed what a machine
/// may have.
mlir::LogicalResult completeProgram(quad::SegmentOp segment,
                                    bool isSynchronised);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_EXECUTE_STEPPROGRAM_H
