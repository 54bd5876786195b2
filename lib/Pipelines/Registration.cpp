//===- Registration.cpp - All dialects and passes -------------------------===//

#include "sima/Pipelines/Registration.h"
#include "Execute/TestDamage.h"
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

const DialectRegistry &sima::dialectRegistry() {
  static const DialectRegistry all = [] {
    DialectRegistry dialects;
    registerDialects(dialects);
    return dialects;
  }();
  return all;
}

namespace {
/// Options of the pipeline that runs every pass.
struct CompileOptions : PassPipelineOptions<CompileOptions> {
  Option<std::string> target{*this, "target",
                             llvm::cl::desc("target name or file")};
  Option<int64_t> batchSize{*this, "batch-size", llvm::cl::init(1),
                            llvm::cl::desc("samples asked for")};
  Option<sima::mla::L2Caching> l2Caching{
      *this, "l2-caching", llvm::cl::init(sima::mla::L2Caching::none),
      llvm::cl::desc("constants that stay in local memory"),
      llvm::cl::values(clEnumValN(sima::mla::L2Caching::none, "none", "none"),
                       clEnumValN(sima::mla::L2Caching::single_model,
                                  "single-model", "those that fit"))};
  Option<bool> compress{*this, "compress", llvm::cl::init(false),
                        llvm::cl::desc("constants are compressed in DRAM")};
};
} // namespace

void sima::registerPasses() {
  registerTestDamagePass();
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
        options.l2Caching = given.l2Caching;
        options.compress = given.compress;
        for (const Phase &phase : phases())
          phase.build(pm, options);
      });
}
