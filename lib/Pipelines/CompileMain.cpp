//===- CompileMain.cpp - The command line of sima-compile -----------------===//

#include "sima/Pipelines/Compile.h"
#include "sima/Support/ToolMain.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Process.h"

using namespace sima;
namespace cl = llvm::cl;

namespace {

constexpr llvm::StringLiteral kOverview =
    "Compiles a quantized network into an archive for the MLA.\n\n"
    "  sima-compile model.tflite -o out                  writes "
    "out/model_mpk.tar.gz\n"
    "  sima-compile model.tflite -o out --batch-size 8   the largest batch up "
    "to 8\n"
    "  sima-compile model.tflite -o out --emit schedule  IR after that "
    "phase\n\n"
    "Exit code 0, or 1 after one line that says what is wrong; then nothing "
    "was "
    "written.";

/// Option descriptions are not copied.
const std::string &emitHelp() {
  static const std::string text =
      "stop there: " + llvm::join(emitNames(), ", ");
  return text;
}

/// The options, in a category of their own so that --help shows them alone.
struct Options {
  cl::OptionCategory category{"sima-compile options"};
  cl::opt<std::string> model{cl::Positional, cl::desc("MODEL"), cl::Required,
                             cl::cat(category)};
  cl::opt<std::string> output{"o", cl::value_desc("DIR"), cl::init("."),
                              cl::desc("directory of the archive"),
                              cl::cat(category)};
  cl::opt<std::string> name{
      "name", cl::value_desc("N"),
      cl::desc("name of the model (default: of the file)"), cl::cat(category)};
  cl::opt<std::string> target{
      "target", cl::value_desc("mlsoc|modalix|FILE"), cl::init("mlsoc"),
      cl::desc("target machine: a name or a YAML file"), cl::cat(category)};
  cl::opt<int64_t> batch{"batch-size", cl::value_desc("N"), cl::init(1),
                         cl::desc("samples per execution, at most"),
                         cl::cat(category)};
  cl::opt<std::string> tessellation{
      "tessellation", cl::value_desc("FILE"),
      cl::desc("YAML with parameters of boundary tensors"), cl::cat(category)};
  cl::opt<std::string> io{
      "io", cl::value_desc("source|float|codes"), cl::init("source"),
      cl::desc("types of inputs and outputs"), cl::cat(category)};
  cl::opt<bool> strictOneMLA{
      "strict-one-mla",
      cl::desc("more than one segment of the MLA is an error that names why"),
      cl::cat(category)};
  cl::opt<mla::L2Caching> l2Caching{
      "l2-caching", cl::init(mla::L2Caching::none),
      cl::desc("constants that stay in local memory between executions"),
      cl::values(clEnumValN(mla::L2Caching::none, "none",
                            "none: each execution loads them all (default)"),
                 clEnumValN(mla::L2Caching::single_model, "single-model",
                            "those that fit, while this model alone runs")),
      cl::cat(category)};
  cl::opt<bool> compress{
      "compress", cl::desc("store constants compressed where that is shorter"),
      cl::cat(category)};
  cl::opt<std::string> emit{"emit", cl::value_desc("PHASE"),
                            cl::desc(emitHelp()), cl::cat(category)};
  cl::opt<bool> verify{
      "verify", cl::desc("compare simulator and interpreter before writing"),
      cl::cat(category)};
  cl::opt<bool> remarks{"remarks", cl::desc("say why choices were made"),
                        cl::cat(category)};
  cl::opt<bool> layers{"layers",
                       cl::desc("print cycles and bounds of each layer"),
                       cl::cat(category)};
  cl::opt<std::string> reproducer{
      "reproducer", cl::value_desc("FILE"),
      cl::desc("where a failing pass leaves IR for sima-opt --run-reproducer"),
      cl::cat(category)};
  cl::opt<unsigned> threads{"j", cl::value_desc("N"), cl::init(0),
                            cl::desc("threads (default: all cores)"),
                            cl::cat(category)};
};

/// A line that is overwritten by the next phase, on terminals only.
void showPhase(llvm::StringRef phase) {
  llvm::errs() << "\r\x1b[K" << phase;
  llvm::errs().flush();
}

} // namespace

int sima::compileMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  Options options;
  cl::HideUnrelatedOptions(options.category);
  if (!cl::ParseCommandLineOptions(argc, argv, kOverview, &llvm::errs()))
    return 1;
  CompileRequest request;
  request.model = options.model;
  request.outputDirectory = options.output;
  request.phases = {
      options.target,    options.batch,        options.tessellation,
      options.io,        options.strictOneMLA, options.name,
      options.l2Caching, options.compress,     options.remarks};
  request.emit = options.emit;
  request.verify = options.verify;
  request.threads = options.threads;
  request.reproducer = options.reproducer;
  request.remarks = &llvm::errs();
  request.memoryRemarks = options.remarks;
  if (!options.remarks && options.batch <= 1)
    request.remarks = nullptr;
  bool terminal = llvm::sys::Process::StandardErrIsDisplayed();
  if (terminal)
    request.progress = showPhase;
  mlir::FailureOr<CompileReport> report = compile(request, llvm::errs());
  if (terminal)
    llvm::errs() << "\r\x1b[K";
  if (mlir::failed(report))
    return tool.finish(1);
  if (!request.emit.empty()) {
    llvm::outs() << report->file << "\n";
    return tool.finish(0);
  }
  printSummary(*report, llvm::outs());
  if (options.layers)
    printLayers(*report, llvm::outs());
  return tool.finish(0);
}
