//===- ManifestDialect.h - Manifest to mpk dialect and back -----*- C++ -*-===//
#ifndef SIMA_PACKAGE_MANIFESTDIALECT_H
#define SIMA_PACKAGE_MANIFESTDIALECT_H

#include "dialects/MPK/IR/MPK.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "sima/Package/Manifest.h"

namespace sima::package {

/// A module that holds the manifest as one `mpk.pipeline`. Fails, in one line,
/// when the pipeline does not verify.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
importManifest(mlir::MLIRContext &context, const Manifest &manifest);

/// The manifest of a verified pipeline; parameters in the order of the kernel
/// table. Fails on attribute kinds that JSON has no word for.
llvm::Expected<Manifest> exportManifest(mpk::PipelineOp pipeline);

} // namespace sima::package

#endif // SIMA_PACKAGE_MANIFESTDIALECT_H
