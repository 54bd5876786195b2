//===- VerifyEach.cpp - --verify-each-by-execution ------------------------===//

#include "VerifyEach.h"
#include "../ProgressBar.h"
#include "sima/Support/Messages.h"
#include "sima/Support/OutputFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ThreadPool.h"

using namespace mlir;
using namespace sima;

std::string sima::textOf(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  OpPrintingFlags flags;
  flags.enableDebugInfo();
  module.print(os, flags);
  os << "\n";
  return text;
}

std::string sima::describeFinding(const Finding &finding) {
  std::string pass = "pass '" + finding.pass + "'";
  switch (finding.symptom) {
  case Symptom::None:
    return "no pass changes what the module computes";
  case Symptom::Difference:
    return pass + " changes what the module computes: " + finding.text;
  case Symptom::Execution:
    return pass + " leaves what cannot be executed: " + finding.text;
  case Symptom::Failure:
    return pass + " fails: " + finding.text;
  case Symptom::Crash:
    return pass + " crashes: " + finding.text;
  }
  llvm_unreachable("all symptoms are described");
}

/// What a reproducer holds.
namespace {
struct Reproducer {
  std::string module, inputs, pipeline;
};
} // namespace

static llvm::Error write(const Reproducer &files, StringRef directory) {
  if (std::error_code code = llvm::sys::fs::create_directories(directory))
    return llvm::createStringError(directory + ": " + code.message());
  OutputFiles output;
  for (auto [name, text] : {std::pair("module.mlir", StringRef(files.module)),
                            std::pair("inputs.npz", StringRef(files.inputs)),
                            std::pair("pipeline", StringRef(files.pipeline))}) {
    SmallString<128> path(directory);
    llvm::sys::path::append(path, name);
    if (llvm::Error error = output.add(path, text))
      return error;
  }
  return output.commit();
}

/// Leaves the reproducer, and says how to go on.
static void reproduce(const VerifyEachOptions &options,
                      const Reproducer &files) {
  if (options.reproducer.empty()) {
    printMessage("note: --reproducer=DIR leaves what sima-reduce makes small");
    return;
  }
  if (llvm::Error error = write(files, options.reproducer))
    return printError(llvm::toString(std::move(error)));
  std::string at = options.reproducer;
  printMessage("note: make it small: sima-reduce " + at +
               "/module.mlir --pass-pipeline='" + files.pipeline +
               "' --inputs " + at + "/inputs.npz -o small.mlir");
}

/// Seconds of all passes, and of the three executions that took longest.
static void summarize(const StepwiseCheck &check) {
  double passes = 0, executions = 0;
  std::vector<StepTime> times = check.times();
  for (const StepTime &time : times) {
    passes += time.passSeconds;
    executions += time.executionSeconds;
  }
  llvm::stable_sort(times, [](const StepTime &a, const StepTime &b) {
    return a.executionSeconds > b.executionSeconds;
  });
  std::string slowest;
  for (const StepTime &time : ArrayRef(times).take_front(3))
    slowest += llvm::formatv("{0}{1} {2:f2} s", slowest.empty() ? "" : ", ",
                             time.pass, time.executionSeconds)
                   .str();
  printMessage(llvm::formatv("note: {0} passes executed, {1} {2}; {3:f2} s "
                             "passes, {4:f2} s executions ({5})",
                             times.size(), check.sampleCount(),
                             check.sampleCount() == 1 ? "sample" : "samples",
                             passes, executions, slowest)
                   .str());
}

bool sima::verifyEachByExecution(ModuleOp module, ArrayRef<PassStep> steps,
                                 const VerifyEachOptions &options) {
  auto fail = [](llvm::Error error) {
    printError(llvm::toString(std::move(error)));
    return false;
  };
  auto function = functionOf(module);
  if (!function)
    return fail(function.takeError());
  auto samples = Samples::create(options.inputs, *function);
  if (!samples)
    return fail(samples.takeError());
  Reproducer files;
  if (!options.reproducer.empty())
    files.module = textOf(module);
  llvm::DefaultThreadPool pool;
  OwningOpRef<ModuleOp> before = module.clone();
  StepwiseCheck check(module, *samples, &pool);
  std::unique_ptr<ProgressBar> bar;
  if (isStderrTerminal())
    bar = std::make_unique<ProgressBar>(steps.size());
  check.progress = [&](const PassStep &step, size_t index) {
    if (bar)
      bar->begin(step.name, index + 1);
  };
  llvm::Error error = check.start();
  Finding finding = error ? Finding() : check.run(steps);
  bar.reset();
  if (error)
    return fail(std::move(error));
  if (finding.symptom == Symptom::None) {
    summarize(check);
    return true;
  }
  // A pass that fails has said why.
  if (finding.symptom != Symptom::Failure)
    printError(describeFinding(finding));
  auto npz = printNpz(*functionOf(*before), samples->get(finding.sample));
  if (!npz)
    return fail(npz.takeError());
  files.inputs = std::move(*npz);
  files.pipeline = joinPipeline(steps.take_front(finding.step + 1));
  reproduce(options, files);
  return false;
}
