//===- MLAToQuad.h - Scheduled segments to quad programs --------*- C++ -*-===//
#ifndef SIMA_CONVERSION_MLATOQUAD_H
#define SIMA_CONVERSION_MLATOQUAD_H

#include "dialects/MLA/IR/MLA.h"
#include "dialects/Quad/IR/Quad.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace sima {

#define GEN_PASS_DECL
#include "sima/Conversion/MLAToQuad/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "sima/Conversion/MLAToQuad/Passes.h.inc"

} // namespace sima

#endif // SIMA_CONVERSION_MLATOQUAD_H
