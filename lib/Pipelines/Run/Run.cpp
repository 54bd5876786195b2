//===- Run.cpp - What sima-run does ---------------------------------------===//
//
// Chooses the runner by the kind of file, and what all runners share.
//
//===----------------------------------------------------------------------===//
#include "sima/Pipelines/Run.h"
#include "Runners.h"

using namespace sima;
using llvm::createStringError;
using llvm::StringRef;

llvm::Expected<sim::Options> sima::simulatorOptions(const RunOptions &options) {
  sim::Options result;
  result.timingOnly = options.timingOnly;
  result.repeat = options.repeat;
  result.checkHazards = !options.noCheck;
  if (!options.target.empty()) {
    auto machine = Machine::load(options.target);
    if (!machine)
      return machine.takeError();
    result.machine = std::move(*machine);
  }
  return result;
}

llvm::Error sima::runSimulator(sim::Simulator &simulator,
                               const RunOptions &options,
                               std::string &timeline) {
  if (llvm::Error error = simulator.run())
    return error;
  if (options.timelineFile.empty())
    return llvm::Error::success();
  llvm::raw_string_ostream os(timeline);
  return simulator.writeTimeline(os);
}

/// Outputs and timeline, all or none of them.
static llvm::Error writeFiles(const RunOptions &options,
                              const RunResults &results) {
  OutputFiles files;
  if (llvm::Error error =
          addOutputs(results.outputs, options.outputDirectory, files))
    return error;
  if (!options.timelineFile.empty())
    if (llvm::Error error = files.add(options.timelineFile, results.timeline))
      return error;
  return files.commit();
}

llvm::Expected<bool> sima::finish(const RunOptions &options,
                                  llvm::ArrayRef<NamedArray> inputs,
                                  RunResults results, llvm::raw_ostream &os) {
  if (!options.compareWith.empty()) {
    if (!results.comparison) {
      auto expectations = Expectations::load(options.compareWith, inputs);
      if (!expectations)
        return expectations.takeError();
      results.comparison.emplace(std::move(*expectations));
    }
    results.comparison->addOutputs(results.outputs);
    if (llvm::Error error = results.comparison->checkNotEmpty())
      return std::move(error);
  }
  if (llvm::Error error = writeFiles(options, results))
    return std::move(error);
  results.print(options, os);
  return !results.comparison || results.comparison->isEqual();
}

llvm::Expected<bool> sima::run(const RunOptions &options,
                               llvm::raw_ostream &os) {
  StringRef file = options.file;
  if (options.repeat < 1)
    return createStringError("--repeat needs a number of at least 1");
  if (options.timingOnly && !options.compareWith.empty())
    return createStringError("--timing-only computes no data, --compare has "
                             "nothing to compare");
  if (file.ends_with(".mlir"))
    return runModule(options, os);
  if (file.ends_with(".tar.gz"))
    return runArchive(options, os);
  if (file.ends_with(".elf"))
    return runELF(options, os);
  return createStringError(file + ": found an unknown kind of file, expected "
                                  ".mlir, .tar.gz or .elf");
}
