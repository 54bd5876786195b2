//===- RunArchive.cpp - An archive, for sima-run --------------------------===//

#include "Runners.h"
#include "sima/Pipelines/ArchiveRun.h"

using namespace sima;
using namespace sima::package;
using llvm::createStringError;

/// What `options` ask for; the inputs are kept for comparisons.
static llvm::Expected<ArchiveRun>
timeOrExecute(const sima::RunOptions &options, const Archive &archive,
              const Manifest &manifest, std::vector<NamedArray> &inputs) {
  auto simulator = simulatorOptions(options);
  if (!simulator)
    return simulator.takeError();
  ArchiveRunOptions runOptions;
  runOptions.simulator = std::move(*simulator);
  runOptions.timeline = !options.timelineFile.empty();
  if (options.timingOnly) {
    auto run = timeArchive(manifest, archive, runOptions);
    if (!run)
      return createStringError(options.file + ": " +
                               llvm::toString(run.takeError()));
    return run;
  }
  auto specs = pipelineInputs(manifest);
  if (!specs)
    return specs.takeError();
  auto given = readInputs(options.inputs, *specs);
  if (!given)
    return given.takeError();
  inputs = std::move(*given);
  std::map<std::string, NpyArray> arrays;
  for (const NamedArray &input : inputs)
    arrays.emplace(input.name, input.array);
  return executeArchive(manifest, archive, arrays, runOptions);
}

llvm::Expected<bool> sima::runArchive(const sima::RunOptions &options,
                                      llvm::raw_ostream &os) {
  auto archive = readArchive(options.file);
  if (!archive)
    return archive.takeError();
  auto manifest =
      readManifest(archive->manifest().text(), archive->manifest().name);
  if (!manifest)
    return manifest.takeError();
  std::vector<NamedArray> inputs;
  auto run = timeOrExecute(options, *archive, *manifest, inputs);
  if (!run)
    return run.takeError();
  RunResults results;
  for (RunTensor &output : run->tensors.outputs)
    results.outputs.push_back({output.sourceName, std::move(output.array)});
  results.stages = std::move(run->stages);
  results.timeline = std::move(run->timeline);
  return finish(options, inputs, std::move(results), os);
}
