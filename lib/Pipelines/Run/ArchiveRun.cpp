//===- ArchiveRun.cpp - Every stage of an archive -------------------------===//

#include "sima/Pipelines/ArchiveRun.h"
#include "sima/Package/TensorTypes.h"
#include "sima/Pipelines/A65Stage.h"
#include "sima/Pipelines/MLAStage.h"

using namespace sima;
using namespace sima::package;
using llvm::createStringError;

namespace {
/// Runs MLA stages and keeps their reports.
class MLAStages {
public:
  explicit MLAStages(const ArchiveRunOptions &options) : options(options) {}

  /// One stage with its data.
  llvm::Error run(const KernelCall &call, Bytes executable) {
    return runMLAStage(call, executable, options.simulator,
                       [&](sim::Simulator &simulator) {
                         return execute(simulator, call.stage);
                       });
  }
  /// The times of one stage, without data.
  llvm::Error time(const Plugin &stage, const Archive &archive);

  ArchiveRun result;

private:
  llvm::Error execute(sim::Simulator &simulator, const Plugin &stage);

  const ArchiveRunOptions &options;
};
} // namespace

llvm::Error MLAStages::execute(sim::Simulator &simulator, const Plugin &stage) {
  if (llvm::Error error = simulator.run())
    return error;
  if (options.timeline) {
    llvm::raw_string_ostream os(result.timeline);
    if (llvm::Error error = simulator.writeTimeline(os))
      return error;
  }
  result.stages.emplace_back(stage.name, simulator);
  return llvm::Error::success();
}

llvm::Error MLAStages::time(const Plugin &stage, const Archive &archive) {
  const ArchiveFile *file =
      stage.executable ? archive.find(*stage.executable) : nullptr;
  if (!file)
    return createStringError("stage " + stage.name + ": the archive has no '" +
                             stage.executable.value_or("") + "'");
  auto simulator = sim::Simulator::create(file->text(), options.simulator);
  if (!simulator)
    return simulator.takeError();
  return execute(**simulator, stage);
}

llvm::Expected<std::vector<TensorSpec>>
sima::pipelineInputs(const Manifest &manifest) {
  auto types = tensorTypes(manifest);
  if (!types)
    return types.takeError();
  std::vector<TensorSpec> specs;
  for (const ManifestInput &input : manifest.inputs) {
    auto type = types->find(input.name);
    if (type != types->end())
      specs.push_back({input.name, type->second.element, type->second.shape});
    else
      specs.push_back({input.name, ElementType::Int8, {input.size}, true});
  }
  return specs;
}

llvm::Expected<ArchiveRun> sima::timeArchive(const Manifest &manifest,
                                             const Archive &archive,
                                             const ArchiveRunOptions &options) {
  MLAStages stages(options);
  for (const Plugin &plugin : manifest.plugins)
    if (plugin.processor == Processor::MLA)
      if (llvm::Error error = stages.time(plugin, archive))
        return std::move(error);
  if (stages.result.stages.empty())
    return createStringError("no stage is for the MLA, and there is no clock "
                             "of other processors");
  return std::move(stages.result);
}

llvm::Expected<ArchiveRun>
sima::executeArchive(const Manifest &manifest, const Archive &archive,
                     const std::map<std::string, NpyArray> &inputs,
                     const ArchiveRunOptions &options) {
  MLAStages stages(options);
  StageExecutors executors;
  executors.mla = [&](const KernelCall &call, Bytes executable) {
    return stages.run(call, executable);
  };
  executors.a65 = runA65Stage;
  package::RunOptions runOptions;
  runOptions.keepTensors = options.keepTensors;
  auto run = runPipeline(manifest, archive, inputs, executors, runOptions);
  if (!run)
    return run.takeError();
  stages.result.tensors = std::move(*run);
  return std::move(stages.result);
}
