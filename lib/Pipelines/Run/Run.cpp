//===- Run.cpp - What sima-run does ---------------------------------------===//
//
// Chooses the runner by the kind of file, and what all runners share.
//
//===----------------------------------------------------------------------===//
#include "sima/Pipelines/Run.h"
#include "Runners.h"
#include "llvm/Support/FileSystem.h"

using namespace sima;
using llvm::createStringError;
using llvm::StringRef;

llvm::Expected<sim::Options> sima::simulatorOptions(const RunOptions &options) {
  sim::Options result;
  result.timingOnly = options.timingOnly;
  result.repeat = options.repeat;
  if (!options.target.empty()) {
    auto machine = Machine::load(options.target);
    if (!machine)
      return machine.takeError();
    result.machine = std::move(*machine);
  }
  return result;
}

llvm::Error sima::runSimulator(sim::Simulator &simulator,
                               const RunOptions &options, bool isFirst) {
  if (llvm::Error error = simulator.run())
    return error;
  if (options.timelineFile.empty())
    return llvm::Error::success();
  std::error_code code;
  llvm::raw_fd_ostream os(options.timelineFile, code,
                          isFirst ? llvm::sys::fs::OF_None
                                  : llvm::sys::fs::OF_Append);
  if (!code) {
    if (llvm::Error error = simulator.writeTimeline(os))
      return error;
    os.close();
    code = os.error();
    os.clear_error();
  }
  if (code)
    return createStringError(code, "%s: %s", options.timelineFile.c_str(),
                             code.message().c_str());
  return llvm::Error::success();
}

llvm::Expected<bool> sima::finish(const RunOptions &options,
                                  llvm::ArrayRef<NamedArray> inputs,
                                  RunResults results, llvm::raw_ostream &os) {
  if (llvm::Error error =
          writeOutputs(results.outputs, options.outputDirectory))
    return std::move(error);
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
  if (file.ends_with(".mlir") || file.ends_with(".mlirbc"))
    return runModule(options, os);
  if (file.ends_with(".tar.gz"))
    return runArchive(options, os);
  if (file.ends_with(".elf"))
    return runELF(options, os);
  return createStringError(file + ": found an unknown kind of file, expected "
                                  ".mlir, .mlirbc, .tar.gz or .elf");
}
