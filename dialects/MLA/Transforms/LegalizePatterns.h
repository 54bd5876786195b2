//===- LegalizePatterns.h - Patterns of --mla-legalize ----------*- C++ -*-===//
//
// Patterns that have files of their own; the pass is in Legalize.cpp.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MLA_TRANSFORMS_LEGALIZEPATTERNS_H
#define SIMA_MLA_TRANSFORMS_LEGALIZEPATTERNS_H

#include "mlir/IR/PatternMatch.h"

namespace sima::mla {

/// LegalizeProducts.cpp: convolutions and matrix products.
void addProductPatterns(mlir::RewritePatternSet &patterns);
/// LegalizeTables.cpp: functions of one 8-bit operand become tables.
void addTablePatterns(mlir::RewritePatternSet &patterns);

} // namespace sima::mla

#endif // SIMA_MLA_TRANSFORMS_LEGALIZEPATTERNS_H
