//===- MovementPatterns.h - Rewrites of data movement -----------*- C++ -*-===//
#ifndef SIMA_MLA_MOVEMENTPATTERNS_H
#define SIMA_MLA_MOVEMENTPATTERNS_H

#include "mlir/IR/PatternMatch.h"

namespace sima::mla {

/// Operations that move codes and leave all of them where they are become
/// reshapes; reshapes of 16-bit maps that change the blocks of channels, in
/// which their bytes lie apart, become copies.
void populateMovementPatterns(mlir::RewritePatternSet &patterns);

/// Convolutions of blocks of positions, each block a sample, become dilated
/// ones.
void populateDilationPatterns(mlir::RewritePatternSet &patterns);

} // namespace sima::mla

#endif // SIMA_MLA_MOVEMENTPATTERNS_H
