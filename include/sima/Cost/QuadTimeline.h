//===- QuadTimeline.h - The time that quad programs will take ---*- C++ -*-===//
//
// Fills the machine's event model from `quad` IR: the compiler's own
// prediction, which the simulator has to confirm from the ELF file alone.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_COST_QUADTIMELINE_H
#define SIMA_COST_QUADTIMELINE_H

#include "dialects/Quad/IR/Quad.h"
#include "sima/Machine/Timeline.h"

namespace sima::cost {

/// Times of one entry point.
struct EntryPrediction {
  uint64_t staticTotal = 0;
  uint64_t dramTotal = 0;
  std::vector<timeline::LayerCycles> staticLayers;
  std::vector<timeline::LayerCycles> dramLayers;
};

/// Times of a segment after --quad-assign-descriptors. The inherited ones are
/// those of entry point `first`.
struct Prediction : EntryPrediction {
  std::vector<std::string> layerNames;
  std::optional<EntryPrediction> next;

  /// Adds a segment that runs behind this one.
  void append(Prediction other);
};

/// Entries of the event model, one program per quad.
std::vector<timeline::QuadProgram>
quadPrograms(quad::SegmentOp segment, const Machine &machine,
             quad::EntryPoint entry = quad::EntryPoint::first);
/// Runs both clocks of each entry point. Emits an error with the fault when the
/// program cannot run to its end.
mlir::FailureOr<Prediction> predict(quad::SegmentOp segment);

} // namespace sima::cost

#endif // SIMA_COST_QUADTIMELINE_H
