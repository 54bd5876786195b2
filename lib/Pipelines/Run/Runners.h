//===- Runners.h - One runner for each kind of file -------------*- C++ -*-===//
//
// Private to sima-run's library; the way in is run() of sima/Pipelines/Run.h.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_RUN_RUNNERS_H
#define SIMA_LIB_PIPELINES_RUN_RUNNERS_H

#include "Results.h"
#include "sima/Simulator/Simulator.h"

namespace sima {

/// MLIR, by the reference interpreter: @main on inputs, or the functions
/// without arguments as tests.
llvm::Expected<bool> runModule(const RunOptions &options,
                               llvm::raw_ostream &os);

/// An archive: every stage that its manifest names.
llvm::Expected<bool> runArchive(const RunOptions &options,
                                llvm::raw_ostream &os);

/// An ELF file by itself: buffers in, buffers out.
llvm::Expected<bool> runELF(const RunOptions &options, llvm::raw_ostream &os);

/// What the options say about the simulator.
llvm::Expected<sim::Options> simulatorOptions(const RunOptions &options);

/// Runs the simulator and, where the options ask for one, appends its timeline.
llvm::Error runSimulator(sim::Simulator &simulator, const RunOptions &options,
                         std::string &timeline);

/// The ports of one direction: one entry a name, in order, with all samples.
struct PortGroup {
  std::string name;
  std::vector<uint64_t> sampleBytes; ///< [sample]
  uint64_t bytes() const;
};
llvm::Expected<std::vector<PortGroup>>
portGroups(const sim::Simulator &simulator, bool isInput);

/// Gives a buffer of all samples to a port; its size must be the group's.
llvm::Error setPort(sim::Simulator &simulator, const PortGroup &port,
                    llvm::ArrayRef<uint8_t> data);
/// All samples of an output.
llvm::Expected<std::vector<uint8_t>> getPort(const sim::Simulator &simulator,
                                             const PortGroup &port);

/// Compares outputs where the options ask for it, writes them and the timeline,
/// prints everything. True when nothing differs.
llvm::Expected<bool> finish(const RunOptions &options,
                            llvm::ArrayRef<NamedArray> inputs,
                            RunResults results, llvm::raw_ostream &os);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_RUN_RUNNERS_H
