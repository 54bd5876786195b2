//===- Run.h - What sima-run does -------------------------------*- C++ -*-===//
//
// Executes a model at any stage of its compilation: MLIR by the reference
// interpreter, an archive by the EV74 kernels and the simulator, an ELF file by
// the simulator alone; compares the results and reports times.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PIPELINES_RUN_H
#define SIMA_PIPELINES_RUN_H

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace sima {

/// Which clock's cycles a report shows.
enum class RunClock { Both, Static, Dram };

/// The command line of sima-run.
struct RunOptions {
  std::string file;                ///< .mlir, _mpk.tar.gz or .elf
  std::vector<std::string> inputs; ///< NAME=FILE
  std::string outputDirectory;     ///< empty: outputs are not written
  std::string compareWith;         ///< oracle directory or MLIR; empty: nothing
  unsigned repeat = 1;             ///< executions, all with these inputs
  bool timingOnly = false;         ///< times without data
  bool noCheck = false;            ///< hazards are not looked for
  bool json = false;               ///< the report as JSON
  std::string timelineFile;        ///< empty: not written
  RunClock clock = RunClock::Both;
  std::string target; ///< replaces the target that an ELF file notes
};

/// Runs `options.file` and prints results to `os`. False when values differ
/// from what was expected; an error, in one line, when there is nothing to
/// compare or the run is impossible.
llvm::Expected<bool> run(const RunOptions &options, llvm::raw_ostream &os);

/// The tool sima-run: parses the command line, runs, prints. Returns the exit
/// code: 0, or 1 on differences and errors.
int runMain(int argc, char **argv);

} // namespace sima

#endif // SIMA_PIPELINES_RUN_H
