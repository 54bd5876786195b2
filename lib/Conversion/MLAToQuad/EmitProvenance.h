//===- EmitProvenance.h - Where quad operations come from -------*- C++ -*-===//
#ifndef SIMA_CONVERSION_MLATOQUAD_EMITPROVENANCE_H
#define SIMA_CONVERSION_MLATOQUAD_EMITPROVENANCE_H

#include "dialects/Quad/IR/Quad.h"
#include "sima/Plan/ConstantParts.h"
#include "sima/Schedule/SegmentPlan.h"

namespace sima {

/// Locations of a segment's instructions and constants that say which part of
/// which operation they are for (dialects/Quad/IR/Provenance.h).
class ProvenanceEmitter {
public:
  /// Numbers the operations of all layers.
  explicit ProvenanceEmitter(const schedule::SegmentPlan &plan);

  /// The location of the segment, with all operations.
  mlir::Location segment() const;
  /// The location of the instructions of `layer` that are there for `piece` of
  /// `map`.
  mlir::Location place(unsigned layer, llvm::StringRef role,
                       const schedule::FeatureMap &map,
                       const mla::Piece &piece) const;
  /// The same for the instructions that bring constants of `channels`.
  mlir::Location constants(unsigned layer, mla::Range channels) const;
  mlir::Location halt() const;

  /// Adds what `layer` uses the constant for: `parts`, or one part that holds
  /// them compressed. Once for each layer.
  void addParts(quad::ConstantOp constant, unsigned layer,
                llvm::ArrayRef<plan::ConstantPart> parts, bool compressed);

private:
  const schedule::SegmentPlan &plan;
  mlir::Builder builder;
  llvm::SmallVector<mlir::Attribute> operations;
  llvm::DenseMap<mlir::Operation *, unsigned> numbers;
  /// The last layer whose parts a constant has.
  llvm::DenseMap<mlir::Operation *, unsigned> lastLayer;
};

} // namespace sima

#endif // SIMA_CONVERSION_MLATOQUAD_EMITPROVENANCE_H
