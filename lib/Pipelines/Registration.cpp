//===- Registration.cpp - All dialects and passes -------------------------===//

#include "sima/Pipelines/Registration.h"
#include "dialects/Check/IR/Check.h"
#include "dialects/MLA/Transforms/Passes.h"
#include "dialects/Quad/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"
#include "sima/Conversion/MLAToMPK/MLAToMPK.h"
#include "sima/Conversion/MLAToQuad/MLAToQuad.h"
#include "sima/Pipelines/Phases.h"

using namespace mlir;

void sima::registerDialects(DialectRegistry &registry) {
  registry.insert<mla::MLADialect, quad::QuadDialect, mpk::MPKDialect,
                  check::CheckDialect, func::FuncDialect,
                  quant::QuantizationDialect>();
}

namespace {
/// Options of the pipeline that runs every pass.
struct CompileOptions : PassPipelineOptions<CompileOptions> {
  Option<std::string> target{*this, "target",
                             llvm::cl::desc("target name or file")};
  Option<int64_t> batchSize{*this, "batch-size", llvm::cl::init(1),
                            llvm::cl::desc("samples asked for")};
};
} // namespace

void sima::registerPasses() {
  mla::registerMLAPasses();
  quad::registerQuadPasses();
  registerConversionPasses();
  registerMLAToMPKPasses();
  registerTransformsPasses();
  PassPipelineRegistration<CompileOptions>(
      "sima-compile", "All passes, from a network to programs and pipeline",
      [](OpPassManager &pm, const CompileOptions &given) {
        PhaseOptions options;
        options.target = given.target;
        options.batchSize = given.batchSize;
        for (const Phase &phase : phases())
          phase.build(pm, options);
      });
}
