//===- QuadToInstruction.h - One quad operation as a word -------*- C++ -*-===//
#ifndef SIMA_TARGET_QUADTOPROGRAM_QUADTOINSTRUCTION_H
#define SIMA_TARGET_QUADTOPROGRAM_QUADTOINSTRUCTION_H

#include "dialects/Quad/IR/Quad.h"
#include "sima/Target/MLA/Instruction.h"

namespace sima {

/// The instruction of `op`. Fails, with a diagnostic, on operations that are no
/// instructions and on missing registers.
mlir::FailureOr<isa::Instruction> quadToInstruction(mlir::Operation *op,
                                                    const Machine &machine);

} // namespace sima

#endif // SIMA_TARGET_QUADTOPROGRAM_QUADTOINSTRUCTION_H
