//===- RunArchive.cpp - Every stage of an archive -------------------------===//
//
// The manifest's stages in order: EV74 kernels by the package library, MLA
// segments by the simulator, shared objects of the A65 in a process of their
// own.
//
//===----------------------------------------------------------------------===//
#include "Runners.h"
#include "sima/Package/PipelineRunner.h"
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
  MLAStages(const sima::RunOptions &options, sim::Options simulator)
      : options(options), simulatorOptions(std::move(simulator)) {}

  /// One stage with its data.
  llvm::Error run(const KernelCall &call, Bytes executable);
  /// The times of one stage, without data.
  llvm::Error time(const Plugin &stage, const Archive &archive);

  std::vector<StageReport> reports;
  std::string timeline; ///< of all stages, when the options ask for it

private:
  llvm::Error execute(sim::Simulator &simulator, const Plugin &stage);

  const sima::RunOptions &options;
  sim::Options simulatorOptions;
};
} // namespace

llvm::Error MLAStages::execute(sim::Simulator &simulator, const Plugin &stage) {
  if (llvm::Error error = runSimulator(simulator, options, timeline))
    return error;
  reports.emplace_back(stage.name, simulator);
  return llvm::Error::success();
}

llvm::Error MLAStages::run(const KernelCall &call, Bytes executable) {
  return runMLAStage(call, executable, simulatorOptions,
                     [&](sim::Simulator &simulator) {
                       return execute(simulator, call.stage);
                     });
}

llvm::Error MLAStages::time(const Plugin &stage, const Archive &archive) {
  const ArchiveFile *file =
      stage.executable ? archive.find(*stage.executable) : nullptr;
  if (!file)
    return createStringError("stage " + stage.name + ": the archive has no '" +
                             stage.executable.value_or("") + "'");
  auto simulator = sim::Simulator::create(file->text(), simulatorOptions);
  if (!simulator)
    return simulator.takeError();
  return execute(**simulator, stage);
}

/// The inputs of the pipeline as the application hands them over.
static llvm::Expected<std::vector<InputSpec>>
pipelineInputs(const Manifest &manifest) {
  auto types = tensorTypes(manifest);
  if (!types)
    return types.takeError();
  std::vector<InputSpec> specs;
  for (const ManifestInput &input : manifest.inputs) {
    auto type = types->find(input.name);
    if (type != types->end())
      specs.push_back({input.name, type->second.element, type->second.shape});
    else
      specs.push_back({input.name, ElementType::Int8, {input.size}, true});
  }
  return specs;
}

static llvm::Expected<bool>
timeArchive(const sima::RunOptions &options, const Manifest &manifest,
            const Archive &archive, MLAStages &stages, llvm::raw_ostream &os) {
  for (const Plugin &plugin : manifest.plugins)
    if (plugin.processor == Processor::MLA)
      if (llvm::Error error = stages.time(plugin, archive))
        return std::move(error);
  if (stages.reports.empty())
    return createStringError(options.file +
                             ": no stage is for the MLA, and there is no clock "
                             "of other processors");
  RunResults results;
  results.stages = std::move(stages.reports);
  results.timeline = std::move(stages.timeline);
  return sima::finish(options, {}, std::move(results), os);
}

llvm::Expected<bool> sima::runArchive(const RunOptions &options,
                                      llvm::raw_ostream &os) {
  auto archive = readArchive(options.file);
  if (!archive)
    return archive.takeError();
  auto manifest =
      readManifest(archive->manifest().text(), archive->manifest().name);
  if (!manifest)
    return manifest.takeError();
  auto simulator = simulatorOptions(options);
  if (!simulator)
    return simulator.takeError();
  MLAStages stages(options, std::move(*simulator));
  if (options.timingOnly)
    return timeArchive(options, *manifest, *archive, stages, os);

  auto specs = pipelineInputs(*manifest);
  if (!specs)
    return specs.takeError();
  auto inputs = readInputs(options.inputs, *specs);
  if (!inputs)
    return inputs.takeError();
  std::map<std::string, NpyArray> arrays;
  for (const NamedArray &input : *inputs)
    arrays.emplace(input.name, input.array);
  StageExecutors executors;
  executors.mla = [&](const KernelCall &call, Bytes executable) {
    return stages.run(call, executable);
  };
  executors.a65 = runA65Stage;
  auto run = runPipeline(*manifest, *archive, arrays, executors);
  if (!run)
    return run.takeError();

  RunResults results;
  for (RunTensor &output : run->outputs)
    results.outputs.push_back({output.sourceName, std::move(output.array)});
  results.stages = std::move(stages.reports);
  results.timeline = std::move(stages.timeline);
  return finish(options, *inputs, std::move(results), os);
}
