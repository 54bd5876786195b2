//===- MemoryProblem.h - Buffers of a segment as a problem ------*- C++ -*-===//
#ifndef SIMA_QUAD_TRANSFORMS_MEMORYPROBLEM_H
#define SIMA_QUAD_TRANSFORMS_MEMORYPROBLEM_H

#include "dialects/Quad/IR/Quad.h"
#include "sima/Alloc/Problem.h"
#include "sima/Machine/Machine.h"

namespace sima::quad {

/// The buffers of `segment` in `space`, in order.
llvm::SmallVector<BufferOp> buffersOf(SegmentOp segment, Space space);

/// What has to fit into that memory of each quad of `machine`: the buffers of
/// buffersOf(), bytes and stages.
alloc::Problem memoryProblem(SegmentOp segment, Space space,
                             const Machine &machine);

} // namespace sima::quad

#endif // SIMA_QUAD_TRANSFORMS_MEMORYPROBLEM_H
