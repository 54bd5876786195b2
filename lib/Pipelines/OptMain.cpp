//===- OptMain.cpp - The command line of sima-opt -------------------------===//

#include "MLIRCommandLine.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Registration.h"

using namespace sima;

static constexpr ToolExample kExamples[] = {
    {"sima-opt out/digits.import.mlir --mla-legalize=target=modalix --mla-fuse "
     "-o fused.mlir",
     "two passes, the first with an option"},
    {"sima-opt out/digits.import.mlir --sima-compile=batch-size=4 -o all.mlir",
     "every pass, from a network to programs and pipeline"},
    {"sima-opt out/digits.import.mlir --mla-legalize "
     "--mlir-print-ir-after-all -o legal.mlir",
     "prints the IR after each pass on standard error"}};

static constexpr llvm::StringLiteral kSeeAlso[] = {
    "sima-compile", "sima-translate", "sima-run"};

static constexpr ToolPage kPage = {
    "sima-opt",
    "Runs passes on IR.",
    "[options] [FILE]",
    "Reads MLIR text from FILE or standard input, runs the passes in the order "
    "in which they are given, and prints what they leave. Options of a pass "
    "stand behind its name: --mla-batch=\"batch-size=8\". sima-compile runs "
    "all passes and writes the archive too.",
    kExamples,
    "all passes ran",
    "the file was refused or a pass failed, which diagnostics say",
    kSeeAlso};

/// What mlir-opt takes, without --mlir-debug-counter, which crashes on values
/// it does not know.
static void registerOptions(mlir::DialectRegistry &registry) {
  mlir::MlirOptMainConfig::registerCLOptions(registry);
  mlir::registerAsmPrinterCLOptions();
  mlir::registerMLIRContextCLOptions();
  mlir::registerPassManagerCLOptions();
  mlir::registerDefaultTimingManagerCLOptions();
}

/// Wrong passes, or options of passes, before a file is read.
static bool arePassesGood(const mlir::MlirOptMainConfig &config) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  // What the passes run on is not known yet.
  mlir::PassManager manager(&context, mlir::PassManager::getAnyOpAnchorName(),
                            mlir::PassManager::Nesting::Implicit);
  return mlir::succeeded(config.setupPassPipeline(manager));
}

int sima::optMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  mlir::DialectRegistry registry;
  registerDialects(registry);
  registerPasses();
  MLIRCommandLine line(kPage, {".mlir"});
  registerOptions(registry);
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  if (llvm::Error error = checkModuleArguments(argc, argv))
    return tool.fail(llvm::toString(std::move(error)));
  auto config = mlir::MlirOptMainConfig::createFromCLOptions();
  if (config.shouldShowDialects()) {
    llvm::outs() << "Available Dialects: ";
    llvm::interleave(registry.getDialectNames(), llvm::outs(), ",");
    llvm::outs() << "\n";
    return tool.finish(0);
  }
  if (std::optional<int> code =
          line.check([&] { return arePassesGood(config); }))
    return tool.finish(*code);
  return processFile(
      tool, line.input, line.output,
      [&](std::unique_ptr<llvm::MemoryBuffer> buffer, llvm::raw_ostream &os) {
        return mlir::succeeded(
            mlir::MlirOptMain(os, std::move(buffer), registry, config));
      });
}
