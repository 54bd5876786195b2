//===- Passes.h - Passes of the quad dialect --------------------*- C++ -*-===//
#ifndef SIMA_QUAD_PASSES_H
#define SIMA_QUAD_PASSES_H

#include "dialects/Quad/IR/Quad.h"
#include "mlir/Pass/Pass.h"

namespace sima::quad {

#define GEN_PASS_DECL
#include "dialects/Quad/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "dialects/Quad/Transforms/Passes.h.inc"

} // namespace sima::quad

#endif // SIMA_QUAD_PASSES_H
