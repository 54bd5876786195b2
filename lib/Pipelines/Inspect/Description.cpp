//===- Description.cpp - An archive made ready to be shown ----------------===//

#include "Description.h"
#include "sima/Package/RuleError.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include <set>

using namespace sima;
using namespace sima::package;

const TensorType *Description::typeOf(const std::string &tensor) const {
  auto found = types.find(tensor);
  return found == types.end() ? nullptr : &found->second;
}

std::optional<int64_t>
Description::staticCycles(llvm::StringRef executable) const {
  const std::vector<LayerStats> *layers =
      inspection.layers(statsFileName(executable));
  if (!layers || layers->empty())
    return std::nullopt;
  return layers->back().endCycle + 1;
}

int64_t Description::totalCycles() const {
  int64_t sum = 0;
  for (const ProgramFile &program : inspection.programs)
    sum += staticCycles(program.file).value_or(0);
  return sum;
}

uint64_t Description::totalBytes() const {
  uint64_t sum = 0;
  for (const ArchiveFile &file : inspection.archive.files)
    sum += file.data.size();
  return sum;
}

std::vector<PortDescription> sima::portsOf(const isa::ELFSummary &program) {
  std::vector<PortDescription> ports;
  for (const isa::PortSection &section : program.ports) {
    auto port = llvm::find_if(ports, [&](const PortDescription &p) {
      return p.isInput == section.isInput && p.name == section.port;
    });
    if (port == ports.end())
      port = ports.insert(ports.end(),
                          {section.port, section.isInput, section.extent, 0});
    ++port->samples;
  }
  return ports;
}

/// The tensors that stages write and none reads.
static std::vector<ManifestTensor> pipelineOutputs(const Manifest &manifest) {
  std::set<llvm::StringRef> read;
  for (const Plugin &stage : manifest.plugins)
    for (const ManifestTensor &tensor : stage.inputs)
      read.insert(tensor.name);
  std::vector<ManifestTensor> outputs;
  for (const Plugin &stage : manifest.plugins)
    for (const ManifestTensor &tensor : stage.outputs)
      if (!read.count(tensor.name))
        outputs.push_back(tensor);
  return outputs;
}

llvm::Expected<Description> sima::describe(const std::string &path,
                                           bool check) {
  if (!llvm::StringRef(path).ends_with(".tar.gz"))
    return llvm::make_error<RuleError>(
        "R3-archive-name", path + ": the name of an archive ends in '.tar.gz'");
  llvm::Expected<Archive> archive = readArchive(path);
  if (!archive)
    return archive.takeError();
  llvm::Expected<Inspection> inspection = inspect(std::move(*archive));
  if (!inspection)
    return inspection.takeError();
  Description description;
  description.path = path;
  description.inspection = std::move(*inspection);
  if (std::error_code error =
          llvm::sys::fs::file_size(path, description.archiveBytes))
    return llvm::createStringError(error, path + ": " + error.message());
  const Manifest &manifest = description.inspection.manifest;
  // What the parameters do not tell is left out.
  if (auto types = tensorTypes(manifest))
    description.types = std::move(*types);
  else
    llvm::consumeError(types.takeError());
  description.outputs = pipelineOutputs(manifest);
  for (const Plugin &stage : llvm::reverse(manifest.plugins))
    if (stage.processor != Processor::A65) {
      description.desiredBatch = stage.desiredBatch;
      description.actualBatch = stage.actualBatch;
    }
  if (check)
    description.findings = checkRules(description.inspection);
  return description;
}
