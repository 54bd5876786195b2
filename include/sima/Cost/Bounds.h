//===- Bounds.h - Cycles that no schedule can beat --------------*- C++ -*-===//
#ifndef SIMA_COST_BOUNDS_H
#define SIMA_COST_BOUNDS_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Machine/Machine.h"

namespace sima::cost {

/// Lower bounds of a segment for all samples of its batch, in cycles.
struct Bounds {
  uint64_t macs = 0;
  double computeCycles = 0; ///< depthwise at a quarter of the MXU's rate
  double dramCycles = 0;    ///< constants unpadded, inputs and outputs
  /// The same of entry point `next`, without resident constants; set when the
  /// segment has it.
  std::optional<double> nextDramCycles;
};

/// Bounds of a segment after --mla-fuse.
mlir::FailureOr<Bounds> bounds(mla::SegmentOp segment, const Machine &machine);

} // namespace sima::cost

#endif // SIMA_COST_BOUNDS_H
