//===- MLAToMPK.h - The pipeline of an archive ------------------*- C++ -*-===//
#ifndef SIMA_CONVERSION_MLATOMPK_H
#define SIMA_CONVERSION_MLATOMPK_H

#include "dialects/MLA/IR/MLA.h"
#include "dialects/MPK/IR/MPK.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace sima {

/// Module attributes about the source model: name, file name, SHA-256.
inline constexpr llvm::StringLiteral kModelNameAttr = "mla.model_name";
inline constexpr llvm::StringLiteral kModelPathAttr = "mla.model_path";
inline constexpr llvm::StringLiteral kModelChecksumAttr = "mla.model_checksum";

#define GEN_PASS_DECL
#include "sima/Conversion/MLAToMPK/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "sima/Conversion/MLAToMPK/Passes.h.inc"

} // namespace sima

#endif // SIMA_CONVERSION_MLATOMPK_H
