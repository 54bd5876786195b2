//===- Outputs.h - Files made from finished IR ------------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_OUTPUTS_H
#define SIMA_PIPELINES_OUTPUTS_H

#include "dialects/MLA/IR/MLA.h"
#include "dialects/MPK/IR/MPK.h"
#include "dialects/Quad/IR/Quad.h"
#include "mlir/IR/BuiltinOps.h"
#include "sima/Cost/QuadTimeline.h"
#include "sima/Package/Archive.h"

namespace sima {

/// Each function emits a diagnostic when it fails.

/// The only operation of its kind in a module.
mlir::FailureOr<quad::SegmentOp> onlySegment(mlir::ModuleOp module);
mlir::FailureOr<mpk::PipelineOp> onlyPipeline(mlir::ModuleOp module);
mlir::FailureOr<mla::A65SegmentOp> onlyA65Segment(mlir::ModuleOp module);

mlir::FailureOr<std::string> emitELF(quad::SegmentOp segment);
mlir::FailureOr<std::string> emitAssembly(quad::SegmentOp segment);
/// The statistics file; a layer that owns no cycle stands in its consumer's
/// entry.
mlir::FailureOr<std::string> emitStats(mlir::Operation *at,
                                       const cost::Prediction &prediction);
/// The shared object of an A65 segment.
mlir::FailureOr<std::string> emitA65(mla::A65SegmentOp segment,
                                     llvm::StringRef soname);
/// The checked manifest's text.
mlir::FailureOr<std::string> emitManifest(mpk::PipelineOp pipeline);

} // namespace sima

#endif // SIMA_PIPELINES_OUTPUTS_H
