//===- ArchiveRun.h - Every stage of an archive -----------------*- C++ -*-===//
//
// The manifest's stages in order: EV74 kernels by the package library, MLA
// segments by the simulator, shared objects of the A65 in a process of their
// own.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PIPELINES_ARCHIVERUN_H
#define SIMA_PIPELINES_ARCHIVERUN_H

#include "sima/Package/PipelineRunner.h"
#include "sima/Pipelines/NamedArray.h"
#include "sima/Pipelines/Run.h"
#include "sima/Simulator/Simulator.h"

namespace sima {

/// The simulator's report of one MLA stage.
struct StageReport {
  StageReport(std::string name, const sim::Simulator &simulator);

  /// Executions, and cycles of all of them in a clock.
  unsigned executions() const;
  uint64_t cycles(RunClock clock) const;

  std::string name;
  sim::Report report;
  std::optional<sim::Report> next; ///< of entry point `next`, if there is one
};

/// What an execution of an archive gave.
struct ArchiveRun {
  package::RunResult tensors;
  std::vector<StageReport> stages; ///< of the MLA
  std::string timeline;            ///< empty when not asked for
};

struct ArchiveRunOptions {
  sim::Options simulator;
  bool keepTensors = false; ///< every tensor of the pipeline
  bool timeline = false;    ///< one JSON line for each instruction
};

/// The inputs of a pipeline as the application hands them over.
llvm::Expected<std::vector<TensorSpec>>
pipelineInputs(const package::Manifest &manifest);

/// Executes all stages; the inputs are those of pipelineInputs(), by name.
llvm::Expected<ArchiveRun>
executeArchive(const package::Manifest &manifest,
               const package::Archive &archive,
               const std::map<std::string, package::NpyArray> &inputs,
               const ArchiveRunOptions &options);

/// The times of all MLA stages without data. Fails where there is none.
llvm::Expected<ArchiveRun> timeArchive(const package::Manifest &manifest,
                                       const package::Archive &archive,
                                       const ArchiveRunOptions &options);

} // namespace sima

#endif // SIMA_PIPELINES_ARCHIVERUN_H
