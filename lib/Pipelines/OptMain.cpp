//===- OptMain.cpp - The command line of sima-opt -------------------------===//

#include "Execute/VerifyEach.h"
#include "MLIRCommandLine.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Registration.h"
#include "llvm/Support/SourceMgr.h"

using namespace sima;

static constexpr ToolExample kExamples[] = {
    {"sima-opt out/digits.import.mlir --mla-legalize=target=modalix --mla-fuse "
     "-o fused.mlir",
     "two passes, the first with an option"},
    {"sima-opt out/digits.import.mlir --sima-compile=batch-size=4 -o all.mlir",
     "every pass, from a network to programs and pipeline"},
    {"sima-opt out/digits.import.mlir --mla-legalize "
     "--mlir-print-ir-after-all -o legal.mlir",
     "prints the IR after each pass on standard error"},
    {"sima-opt out/digits.import.mlir --sima-compile "
     "--verify-each-by-execution=random:1 -o all.mlir",
     "executes the module after each pass, and names the first that changes "
     "what it computes"}};

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

/// What the passes are, one by one.
static std::vector<PassStep> stepsOf(const mlir::MlirOptMainConfig &config,
                                     mlir::MLIRContext &context) {
  mlir::PassManager manager(&context, mlir::ModuleOp::getOperationName(),
                            mlir::PassManager::Nesting::Implicit);
  if (mlir::failed(config.setupPassPipeline(manager)))
    return {};
  std::string text;
  llvm::raw_string_ostream os(text);
  manager.printAsTextualPipeline(os);
  return splitPipeline(text);
}

/// Why options do not go together with the check, or nothing: it reads one
/// module and prints one.
static std::string conflict(const mlir::MlirOptMainConfig &config,
                            const VerifyEachOptions &options) {
  if (options.inputs.empty())
    return options.reproducer.empty()
               ? ""
               : "--reproducer needs --verify-each-by-execution";
  const std::pair<bool, llvm::StringRef> others[] = {
      {!config.inputSplitMarker().empty(), "--split-input-file"},
      {config.shouldVerifyDiagnostics(), "--verify-diagnostics"},
      {config.shouldVerifyRoundtrip(), "--verify-roundtrip"},
      {config.shouldRunReproducer(), "--run-reproducer"},
      {config.shouldEmitBytecode(), "--emit-bytecode"}};
  for (const auto &[isGiven, name] : others)
    if (isGiven)
      return ("--verify-each-by-execution does not go together with " + name)
          .str();
  return "";
}

/// Runs the passes with executions between them; prints what they leave.
static bool verifyEach(std::unique_ptr<llvm::MemoryBuffer> buffer,
                       const mlir::DialectRegistry &registry,
                       const mlir::MlirOptMainConfig &config,
                       const VerifyEachOptions &options,
                       llvm::raw_ostream &os) {
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  mlir::MLIRContext context(registry);
  mlir::SourceMgrDiagnosticHandler handler(sources, &context);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(sources, &context);
  if (!module ||
      !verifyEachByExecution(*module, stepsOf(config, context), options))
    return false;
  module->print(os);
  os << "\n";
  return true;
}

int sima::optMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  mlir::DialectRegistry registry;
  registerDialects(registry);
  registerPasses();
  MLIRCommandLine line(kPage, {".mlir"});
  registerOptions(registry);
  llvm::cl::opt<std::string> verifyInputs(
      "verify-each-by-execution", llvm::cl::value_desc("filename"),
      llvm::cl::cat(line.category),
      llvm::cl::desc("execute the module after each pass on these inputs, an "
                     ".npz or .npy file or random:SEED, and compare"));
  llvm::cl::opt<std::string> reproducer(
      "reproducer", llvm::cl::value_desc("DIR"), llvm::cl::cat(line.category),
      llvm::cl::desc("where module, inputs and passes are left when "
                     "--verify-each-by-execution finds a difference"));
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
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
  VerifyEachOptions verifyOptions{verifyInputs, reproducer};
  if (verifyInputs.getNumOccurrences() && verifyInputs.empty())
    return tool.finish(reportWrongUsage(
        kPage, "--verify-each-by-execution needs a file or random:SEED"));
  if (std::string what = conflict(config, verifyOptions); !what.empty())
    return tool.finish(reportWrongUsage(kPage, what));
  return processFile(
      tool, line.input, line.output,
      [&](std::unique_ptr<llvm::MemoryBuffer> buffer, llvm::raw_ostream &os) {
        if (!isGoodModuleText(*buffer))
          return false;
        if (!verifyOptions.inputs.empty())
          return verifyEach(std::move(buffer), registry, config, verifyOptions,
                            os);
        return mlir::succeeded(
            mlir::MlirOptMain(os, std::move(buffer), registry, config));
      });
}
