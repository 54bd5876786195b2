//===- ReduceMain.cpp - The command line of sima-reduce -------------------===//

#include "../Execute/VerifyEach.h"
#include "../Run/Module.h"
#include "Reducer.h"
#include "mlir/Parser/Parser.h"
#include "sima/Pipelines/Diagnostics.h"
#include "sima/Pipelines/ModuleText.h"
#include "sima/Pipelines/Reduce.h"
#include "sima/Pipelines/Registration.h"
#include "sima/Support/CommandLine.h"
#include "sima/Support/Files.h"
#include "sima/Support/Messages.h"
#include "sima/Support/ToolMain.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace sima;

static constexpr ToolExample kExamples[] = {
    {"sima-reduce out/digits.import.mlir --pass-pipeline="
     "'builtin.module(test-damage)' -o small.mlir",
     "one convolution on which a pass of the tests, which breaks them, goes "
     "wrong"}};

static constexpr llvm::StringLiteral kSeeAlso[] = {"sima-opt", "sima-run"};

static constexpr ToolPage kPage = {
    "sima-reduce",
    "Makes small the module on which a pass goes wrong.",
    "[options] MODULE.mlir",
    "Runs the passes one by one, as sima-opt does with "
    "--verify-each-by-execution, and finds the first that changes what the "
    "module computes, leaves what cannot be executed, fails or crashes. Then "
    "looks for the fewest operations with which the same pass goes wrong in "
    "the same way. Writes them, and beside them their inputs as .npz. The "
    "passes run in processes of their own.",
    kExamples,
    "a smaller module was written",
    "the module cannot be read, or no pass goes wrong on it",
    kSeeAlso};

namespace {
struct Options {
  std::string file, pipeline, inputs = "random:1", output;
  unsigned trials = 2000;
};
} // namespace

static llvm::Expected<OwningOpRef<ModuleOp>> load(StringRef path,
                                                  MLIRContext &context) {
  auto buffer = readFile(path, kMaxModuleBytes);
  if (!buffer)
    return buffer.takeError();
  if (llvm::Error error = checkModuleText((*buffer)->getBuffer(), path))
    return std::move(error);
  FirstError diagnostic(context);
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBuffer((*buffer)->getBuffer(), path),
      llvm::SMLoc());
  auto module = parseSourceFile<ModuleOp>(sources, &context);
  if (!module)
    return diagnostic.orElse(path + ": not an MLIR module");
  return module;
}

/// Writes module and inputs, and prints the command that shows the fault.
static llvm::Error write(Reducer &reducer, const Options &options,
                         ArrayRef<PassStep> steps, size_t before) {
  Candidate &small = reducer.result();
  auto function = functionOf(*small.module);
  if (!function)
    return function.takeError();
  auto npz = printNpz(*function, small.inputs);
  if (!npz)
    return npz.takeError();
  SmallString<128> inputs(options.output);
  llvm::sys::path::replace_extension(inputs, "npz");
  OutputFiles files;
  if (llvm::Error error = files.add(options.output, textOf(*small.module)))
    return error;
  if (llvm::Error error = files.add(inputs, *npz))
    return error;
  if (llvm::Error error = files.commit())
    return error;
  SmallVector<Operation *> operations = countedOperations(*function);
  llvm::outs() << "operations  " << operations.size() << " of " << before
               << ":";
  for (Operation *op : operations)
    llvm::outs() << " " << op->getName();
  llvm::outs() << "\ntrials      " << reducer.trialCount() << "\npass        "
               << reducer.finding().pass << ", "
               << symptomName(reducer.finding().symptom) << "\nfiles       "
               << options.output << ", " << inputs << "\nshown by    sima-opt "
               << options.output << " --pass-pipeline='" << joinPipeline(steps)
               << "' --verify-each-by-execution=" << inputs
               << " -o /dev/null\n";
  return llvm::Error::success();
}

static llvm::Error reduce(const Options &options) {
  // Trials are copies of this process, which have one thread.
  MLIRContext context(dialectRegistry(), MLIRContext::Threading::DISABLED);
  auto module = load(options.file, context);
  if (!module)
    return module.takeError();
  auto function = functionOf(**module);
  if (!function)
    return function.takeError();
  auto samples = Samples::create(options.inputs, *function);
  if (!samples)
    return samples.takeError();
  size_t before = countedOperations(*function).size();
  std::vector<PassStep> steps = splitPipeline(options.pipeline);
  Reducer reducer({std::move(*module), samples->get(0)}, steps, options.trials);
  Finding finding = reducer.start();
  for (int64_t i = 1;
       i < samples->wantedCount() && finding.symptom == Symptom::None; ++i) {
    reducer.result().inputs = samples->get(i);
    finding = reducer.start();
  }
  reducer.progress = [&](StringRef what) {
    if (isStderrTerminal())
      llvm::errs() << "\r\x1b[Ktrial " << reducer.trialCount() << " of "
                   << options.trials << " at most: " << what;
  };
  if (finding.symptom == Symptom::None)
    return llvm::createStringError(
        options.file + ": no pass goes wrong on these inputs; give those of "
                       "the failing run with --inputs");
  printMessage("note: " + describeFinding(finding));
  llvm::Error error = reducer.reduce();
  if (isStderrTerminal())
    llvm::errs() << "\r\x1b[K";
  if (error)
    return error;
  steps.resize(finding.step + 1);
  return write(reducer, options, steps, before);
}

/// What is wrong with the pipeline, or nothing.
static std::string problemOf(const Options &options) {
  if (options.file.empty())
    return "no file given";
  if (options.pipeline.empty())
    return "no passes given; use --pass-pipeline";
  if (options.output.empty())
    return "no output given; use -o FILE.mlir";
  std::string text;
  llvm::raw_string_ostream os(text);
  if (failed(parsePassPipeline(options.pipeline, os)))
    return "--pass-pipeline: " + StringRef(text).split('\n').first.str();
  return "";
}

int sima::reduceMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  registerPasses();
  Options options;
  CommandLine line(kPage);
  line.argument(options.file, "MODULE", "the module, as before all passes",
                {".mlir"}, /*isRequired=*/false);
  line.text(options.pipeline, "--pass-pipeline", "PASSES",
            "the passes, as sima-opt takes them");
  line.text(options.inputs, "--inputs", "FILE|random:SEED",
            "what the module is executed on: an .npz or .npy file, or random "
            "values");
  line.text(options.output, "-o", "FILE",
            "the small module; its inputs go beside it as .npz");
  line.number(options.trials, "--trials", "modules tried, at most", 1u,
              1000000u);
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  if (std::string problem = problemOf(options); !problem.empty())
    return tool.finish(reportWrongUsage(kPage, problem));
  if (llvm::Error error = reduce(options))
    return tool.fail(llvm::toString(std::move(error)));
  return tool.finish(0);
}
