//===- LegalizePatterns.h - Patterns of --mla-legalize by chapter -*- C++ -*-=//
#ifndef SIMA_MLA_TRANSFORMS_LEGALIZEPATTERNS_H
#define SIMA_MLA_TRANSFORMS_LEGALIZEPATTERNS_H

#include "mlir/IR/PatternMatch.h"

namespace sima::mla {

/// LegalizeProducts.cpp: convolutions and matrix products.
void addProductPatterns(mlir::RewritePatternSet &patterns);

} // namespace sima::mla

#endif // SIMA_MLA_TRANSFORMS_LEGALIZEPATTERNS_H
