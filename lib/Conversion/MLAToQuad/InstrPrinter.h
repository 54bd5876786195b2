//===- InstrPrinter.h - Planned instructions as quad operations -*- C++ -*-===//
#ifndef SIMA_CONVERSION_MLATOQUAD_INSTRPRINTER_H
#define SIMA_CONVERSION_MLATOQUAD_INSTRPRINTER_H

#include "mlir/IR/Builders.h"
#include "sima/Plan/TilePlan.h"

namespace sima {

/// Creates the `quad` operation of `instr` at the builder's insertion point.
void printInstr(mlir::OpBuilder &builder, mlir::Location loc,
                const plan::Instr &instr, int64_t layer, int64_t step);

} // namespace sima

#endif // SIMA_CONVERSION_MLATOQUAD_INSTRPRINTER_H
