//===- Target.h - The machine a module is compiled for ----------*- C++ -*-===//
#ifndef SIMA_MLA_TARGET_H
#define SIMA_MLA_TARGET_H

#include "mlir/IR/BuiltinOps.h"
#include "sima/Machine/Machine.h"

namespace sima::mla {

/// Module attribute with the target's canonical YAML text.
inline constexpr llvm::StringLiteral kTargetAttr = "mla.target";

/// The machine named by the module that holds `op`; `mlsoc` when none is. Emits
/// an error when the attribute cannot be read.
mlir::FailureOr<Machine> targetMachine(mlir::Operation *op);
/// Sets it.
void setTarget(mlir::ModuleOp module, const Machine &machine);

} // namespace sima::mla

#endif // SIMA_MLA_TARGET_H
