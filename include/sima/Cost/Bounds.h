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

  /// Adds the bounds of another segment.
  Bounds &operator+=(const Bounds &other);
};

/// What a layer adds to the bounds of its segment, in cycles.
struct LayerBounds {
  std::string name;
  uint64_t macs = 0;
  double computeCycles = 0;
  /// Its constants, inputs of the segment that it is the first to read, and the
  /// output of the segment that it makes.
  double dramCycles = 0;
};

/// Of each layer of a segment after --mla-tessellate, in order of execution.
/// They add up to those of the segment, inputs that no layer reads aside.
mlir::FailureOr<std::vector<LayerBounds>> layerBounds(mla::SegmentOp segment,
                                                      const Machine &machine);

/// Bounds of a segment after --mla-fuse.
mlir::FailureOr<Bounds> bounds(mla::SegmentOp segment, const Machine &machine);

} // namespace sima::cost

#endif // SIMA_COST_BOUNDS_H
