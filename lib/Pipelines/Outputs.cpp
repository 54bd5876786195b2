//===- Outputs.cpp - Files made from finished IR --------------------------===//

#include "sima/Pipelines/Outputs.h"
#include "sima/Conversion/MLAToA65/MLAToA65.h"
#include "sima/Package/ManifestCheck.h"
#include "sima/Package/ManifestDialect.h"
#include "sima/Package/Stats.h"
#include "sima/Target/A65/A65.h"
#include "sima/Target/QuadToProgram/QuadToProgram.h"

using namespace mlir;
using namespace sima;

template <typename Op>
static FailureOr<Op> onlyOp(ModuleOp module, StringRef hint) {
  auto ops = module.getOps<Op>();
  size_t count = llvm::range_size(ops);
  if (count != 1)
    return module.emitError("holds ")
           << count << " " << Op::getOperationName() << ", needs 1; " << hint;
  return *ops.begin();
}

FailureOr<quad::SegmentOp> sima::onlySegment(ModuleOp module) {
  return onlyOp<quad::SegmentOp>(module, "run sima-opt --convert-mla-to-quad");
}
FailureOr<mla::A65SegmentOp> sima::onlyA65Segment(ModuleOp module) {
  mla::A65SegmentOp only;
  for (auto function : module.getOps<func::FuncOp>())
    for (auto segment : function.getOps<mla::A65SegmentOp>()) {
      if (only)
        return segment.emitError(
            "is the second mla.a65_segment, one is needed");
      only = segment;
    }
  if (!only)
    return module.emitError(
        "holds no mla.a65_segment; run sima-opt --mla-partition");
  return only;
}
FailureOr<mpk::PipelineOp> sima::onlyPipeline(ModuleOp module) {
  return onlyOp<mpk::PipelineOp>(module, "run sima-opt --convert-mla-to-mpk");
}

/// The value of `result`, or an error at `op`.
template <typename T>
static FailureOr<T> unwrap(Operation *op, llvm::Expected<T> result) {
  if (!result)
    return op->emitError(llvm::toString(result.takeError()));
  return std::move(*result);
}

FailureOr<std::string> sima::emitELF(quad::SegmentOp segment) {
  FailureOr<isa::Program> program = quadToProgram(segment);
  if (failed(program))
    return failure();
  return unwrap(segment, isa::writeELF(*program));
}

FailureOr<std::string> sima::emitAssembly(quad::SegmentOp segment) {
  FailureOr<isa::Program> program = quadToProgram(segment);
  if (failed(program))
    return failure();
  return unwrap(segment, isa::writeAssembly(*program));
}

FailureOr<std::string> sima::emitStats(Operation *at,
                                       const cost::Prediction &prediction) {
  std::vector<std::pair<std::string, uint64_t>> cycles;
  for (auto [name, layer] :
       llvm::zip(prediction.layerNames, prediction.staticLayers))
    cycles.emplace_back(name, layer.cycles);
  return unwrap(at, package::writeStats(package::placeLayers(cycles)));
}

FailureOr<std::string> sima::emitA65(mla::A65SegmentOp segment,
                                     StringRef soname) {
  auto loops = convertToA65(segment);
  if (failed(loops))
    return failure();
  return a65::emitSharedObject(**loops, soname);
}

FailureOr<std::string> sima::emitManifest(mpk::PipelineOp pipeline) {
  FailureOr<package::Manifest> manifest =
      unwrap(pipeline, package::exportManifest(pipeline));
  if (failed(manifest))
    return failure();
  if (llvm::Error error = package::checkManifest(*manifest))
    return pipeline.emitError(llvm::toString(std::move(error)));
  return package::writeManifest(*manifest);
}
