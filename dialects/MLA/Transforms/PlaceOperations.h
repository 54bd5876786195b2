//===- PlaceOperations.h - Which processor computes what --------*- C++ -*-===//
//
// From the operations of a network to a problem of placement, and from its
// answer to remarks.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MLA_PLACEOPERATIONS_H
#define SIMA_MLA_PLACEOPERATIONS_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Schedule/Placement.h"

namespace sima::mla {

/// The operations of a function but constants, in order, and the label of the
/// segment that computes each (sima/Schedule/Placement.h).
struct PlacedOperations {
  llvm::SmallVector<mlir::Operation *> ops;
  schedule::Placement placement;
};

/// Places layers and operations of the A65 after --mla-fuse; remarks tell why
/// operations are on the A65. With `strict` more than one segment of the MLA is
/// an error that names those which force it. `dramBytesPerCycle` is the
/// target's.
mlir::FailureOr<PlacedOperations>
placeOperations(mlir::Block &block, double dramBytesPerCycle, bool strict);

} // namespace sima::mla

#endif // SIMA_MLA_PLACEOPERATIONS_H
