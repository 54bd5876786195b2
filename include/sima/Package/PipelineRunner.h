//===- PipelineRunner.h - Executes the stages of a manifest -----*- C++ -*-===//
//
// Runs a whole pipeline as the manifest orders it. EV74 stages run here; what
// runs an ELF file or a shared object is handed in, so that this library knows
// neither the simulator nor a host system.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_PIPELINERUNNER_H
#define SIMA_PACKAGE_PIPELINERUNNER_H

#include "sima/Package/Archive.h"
#include "sima/Package/Kernels.h"
#include "sima/Package/Npy.h"
#include <functional>
#include <map>

namespace sima::package {

/// Runs one MLA or A65 stage: `executable` is the file that the stage names.
using StageExecutor =
    std::function<llvm::Error(const KernelCall &call, Bytes executable)>;

/// What runs the stages that are not the EV74's. An empty function refuses
/// them.
struct StageExecutors {
  StageExecutor mla;
  StageExecutor a65;
};

struct RunOptions {
  /// Keep every tensor of the pipeline, not only its outputs.
  bool keepTensors = false;
  /// Limit of all buffers alive at a time.
  uint64_t maxBytes = uint64_t(8) << 30;
};

/// A tensor after a run.
struct RunTensor {
  std::string name;
  /// Name by which the application knows it: for the outputs of `pass_through`
  /// the tensor that goes in, otherwise `name`.
  std::string sourceName;
  /// The type is int8 and the shape the number of bytes where the manifest says
  /// nothing about the tensor.
  NpyArray array;
};

struct RunResult {
  std::vector<RunTensor> outputs; ///< in the order of the manifest
  std::vector<RunTensor> tensors; ///< with `keepTensors`, in order of execution
};

/// Runs `manifest` on `inputs`, which are given by name: exactly the
/// pipeline's, each with the size of its node and, where the manifest tells the
/// element type, of that type. Fails, naming the stage, where a stage does; on
/// a manifest whose stages do not join; and beyond `options.maxBytes`.
llvm::Expected<RunResult>
runPipeline(const Manifest &manifest, const Archive &archive,
            const std::map<std::string, NpyArray> &inputs,
            const StageExecutors &executors, const RunOptions &options = {});

} // namespace sima::package

#endif // SIMA_PACKAGE_PIPELINERUNNER_H
