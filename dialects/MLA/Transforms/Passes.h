//===- Passes.h - Passes of the mla dialect ---------------------*- C++ -*-===//
#ifndef SIMA_MLA_PASSES_H
#define SIMA_MLA_PASSES_H

#include "dialects/MLA/IR/MLA.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace sima::mla {

#define GEN_PASS_DECL
#include "dialects/MLA/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "dialects/MLA/Transforms/Passes.h.inc"

} // namespace sima::mla

#endif // SIMA_MLA_PASSES_H
