//===- RunBinding.cpp - Archives on the simulator -------------------------===//

#include "Binding.h"
#include "sima/Pipelines/A65Stage.h"
#include "sima/Pipelines/ArchiveRun.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;
using namespace sima::python;

static std::string jsonText(const sim::Report &report) {
  return llvm::formatv("{0}", report.toJSON()).str();
}

static py::list stagesOf(const std::vector<StageReport> &stages) {
  py::list result;
  for (const StageReport &stage : stages)
    result.append(py::make_tuple(stage.name, jsonText(stage.report),
                                 stage.next ? py::cast(jsonText(*stage.next))
                                            : py::none()));
  return result;
}

static py::list pairsOf(const std::vector<package::RunTensor> &tensors) {
  py::list pairs;
  for (const package::RunTensor &tensor : tensors)
    pairs.append(py::make_tuple(tensor.sourceName, toNumpy(tensor.array)));
  return pairs;
}

namespace {
/// An archive in memory.
struct LoadedArchive {
  package::Archive archive;
  package::Manifest manifest;
};
} // namespace

static LoadedArchive loadArchive(const std::string &path) {
  LoadedArchive loaded;
  loaded.archive = take(package::readArchive(path));
  const package::ArchiveFile &file = loaded.archive.manifest();
  loaded.manifest = take(package::readManifest(file.text(), file.name));
  return loaded;
}

static ArchiveRunOptions optionsOf(bool checkHazards, unsigned repeat,
                                   const std::string &target,
                                   bool keepTensors) {
  ArchiveRunOptions options;
  options.simulator.checkHazards = checkHazards;
  options.simulator.repeat = repeat;
  options.keepTensors = keepTensors;
  if (!target.empty())
    options.simulator.machine = take(Machine::load(target));
  return options;
}

/// (outputs, stages, tensors)
static py::tuple runArchive(const std::string &path,
                            const std::map<std::string, py::object> &inputs,
                            bool checkHazards, unsigned repeat,
                            const std::string &target, bool keepTensors) {
  std::map<std::string, package::NpyArray> arrays;
  for (const auto &[name, array] : inputs)
    arrays.emplace(name, fromNumpy(array));
  ArchiveRun run;
  {
    py::gil_scoped_release unlock;
    LoadedArchive loaded = loadArchive(path);
    run = take(
        executeArchive(loaded.manifest, loaded.archive, arrays,
                       optionsOf(checkHazards, repeat, target, keepTensors)));
  }
  return py::make_tuple(pairsOf(run.tensors.outputs), stagesOf(run.stages),
                        pairsOf(run.tensors.tensors));
}

/// The reports of all MLA stages, without data.
static py::list timeStages(const std::string &path, const std::string &target) {
  ArchiveRun run;
  {
    py::gil_scoped_release unlock;
    LoadedArchive loaded = loadArchive(path);
    ArchiveRunOptions options = optionsOf(true, 1, target, false);
    options.simulator.timingOnly = true;
    run = take(timeArchive(loaded.manifest, loaded.archive, options));
  }
  return stagesOf(run.stages);
}

static py::list inputsOf(const std::string &path) {
  py::list result;
  for (const TensorSpec &spec :
       take(pipelineInputs(loadArchive(path).manifest)))
    result.append(py::make_tuple(spec.name, dtypeName(spec.type),
                                 py::tuple(py::cast(spec.shape))));
  return result;
}

void python::bindRun(py::module_ &module) {
  using namespace py::literals;
  module.def("run_archive", runArchive, "path"_a, "inputs"_a,
             "check_hazards"_a = true, "repeat"_a = 1, "target"_a = "",
             "keep_tensors"_a = false);
  module.def("time_archive", timeStages, "path"_a, "target"_a = "");
  module.def("archive_inputs", inputsOf, "path"_a);
  module.def(
      "set_a65_host", [](const std::string &path) { setA65Host(path); },
      "path"_a);
  module.def(
      "machine",
      [](const std::string &name) {
        return take(Machine::load(name)).toYAML();
      },
      "target"_a);
}
