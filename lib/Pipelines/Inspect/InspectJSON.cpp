//===- InspectJSON.cpp - An archive for programs --------------------------===//
//
// The keys are part of the interface: docs/archive.md, "Looking into one".
//
//===----------------------------------------------------------------------===//
#include "Description.h"
#include "llvm/Support/JSON.h"

using namespace sima;
using namespace sima::package;

namespace {
/// Writes an archive, keys in a fixed order.
class Writer {
public:
  Writer(const Description &description, llvm::raw_ostream &os)
      : d(description), out(os, /*IndentSize=*/2) {}
  void write();

private:
  void text(llvm::StringRef key, llvm::StringRef value) {
    out.attribute(key, llvm::json::fixUTF8(value));
  }
  void optionalText(llvm::StringRef key,
                    const std::optional<std::string> &value) {
    if (value)
      text(key, *value);
    else
      out.attribute(key, nullptr);
  }
  void writeHead();
  void writeTensor(const std::string &name, int64_t bytes);
  void writeTensors(llvm::StringRef key,
                    const std::vector<ManifestTensor> &tensors);
  void writeStage(const Plugin &stage);
  void writeProgram(const ProgramFile &program);
  void writeCode(const MLACode &code);
  void writeLayers(const std::vector<LayerStats> &layers);
  void writeFindings(const std::vector<Finding> &findings);

  const Description &d;
  llvm::json::OStream out;
};
} // namespace

void Writer::writeHead() {
  const Manifest &manifest = d.inspection.manifest;
  text("archive", d.path);
  out.attribute("bytes", int64_t(d.archiveBytes));
  text("name", manifest.name);
  optionalText("model_path", manifest.modelPath);
  optionalText("model_checksum", manifest.modelChecksum);
  text("model_sdk_version", manifest.sdkVersion);
  out.attribute("desired_batch_size", d.desiredBatch);
  out.attribute("actual_batch_size", d.actualBatch);
  out.attribute("static_cycles", d.totalCycles());
  out.attributeArray("files", [&] {
    for (const ArchiveFile &file : d.inspection.archive.files)
      out.object([&] {
        text("name", file.name);
        out.attribute("bytes", int64_t(file.data.size()));
      });
  });
}

void Writer::writeTensor(const std::string &name, int64_t bytes) {
  text("name", name);
  out.attribute("bytes", bytes);
  const TensorType *type = d.typeOf(name);
  if (!type) {
    out.attribute("type", nullptr);
    out.attribute("shape", nullptr);
    return;
  }
  out.attribute("type", elementTypeName(type->element));
  out.attributeArray("shape", [&] {
    for (int64_t extent : type->shape)
      out.value(extent);
  });
}

void Writer::writeTensors(llvm::StringRef key,
                          const std::vector<ManifestTensor> &tensors) {
  out.attributeArray(key, [&] {
    for (const ManifestTensor &tensor : tensors)
      out.object([&] { writeTensor(tensor.name, tensor.size); });
  });
}

void Writer::writeStage(const Plugin &stage) {
  out.attribute("sequence", stage.sequence);
  text("name", stage.name);
  out.attribute("processor", processorName(stage.processor));
  if (stage.kernel.empty())
    out.attribute("kernel", nullptr);
  else
    text("kernel", stage.kernel);
  optionalText("executable", stage.executable);
  writeTensors("inputs", stage.inputs);
  writeTensors("outputs", stage.outputs);
}

void Writer::writeCode(const MLACode &code) {
  out.attribute("isa_version", int64_t(code.isaVersion));
  text("target", code.target);
  out.attribute("quads", int64_t(code.quads));
  out.attribute("entry_points", int64_t(code.entryPoints));
  out.attribute("code_bytes", int64_t(code.codeBytes));
  out.attribute("constant_bytes", int64_t(code.constantBytes));
  out.attribute("spill_bytes", int64_t(code.spillBytes));
}

void Writer::writeLayers(const std::vector<LayerStats> &layers) {
  for (const LayerStats &layer : layers)
    out.object([&] {
      text("name", layer.name);
      out.attribute("start_cycle", layer.startCycle);
      out.attribute("end_cycle", layer.endCycle);
    });
}

void Writer::writeProgram(const ProgramFile &program) {
  text("file", program.file);
  optionalText("problem", program.problem.empty()
                              ? std::nullopt
                              : std::optional(program.problem));
  if (program.summary) {
    text("machine", program.summary->machineName());
    out.attribute("elf_type", program.summary->type);
    out.attribute("elf_flags", int64_t(program.summary->flags));
  }
  if (program.code)
    writeCode(*program.code);
  out.attributeArray("ports", [&] {
    if (!program.summary)
      return;
    for (const PortDescription &port : portsOf(*program.summary))
      out.object([&] {
        text("name", port.name);
        out.attribute("direction", port.isInput ? "in" : "out");
        // A hostile file may say more than JSON's integers hold.
        out.attribute("sample_bytes", uint64_t(port.sampleBytes));
        out.attribute("samples", int64_t(port.samples));
      });
  });
  auto names = [&](llvm::StringRef key,
                   std::vector<std::string> isa::ELFSummary::*list) {
    out.attributeArray(key, [&] {
      if (program.summary)
        for (const std::string &name : *program.summary.*list)
          out.value(llvm::json::fixUTF8(name));
    });
  };
  names("exports", &isa::ELFSummary::exports);
  names("imports", &isa::ELFSummary::imports);
  names("needed", &isa::ELFSummary::needed);
  const std::vector<LayerStats> *layers =
      d.inspection.layers(statsFileName(program.file));
  out.attributeArray("layers", [&] {
    if (layers)
      writeLayers(*layers);
  });
}

void Writer::writeFindings(const std::vector<Finding> &findings) {
  out.attributeArray("findings", [&] {
    for (const Finding &finding : findings)
      out.object([&] {
        text("rule", finding.rule);
        out.attribute(
            "kind", finding.kind == Finding::Kind::Note ? "note" : "violation");
        text("place", finding.place);
        text("message", finding.message);
      });
  });
}

void Writer::write() {
  const Manifest &manifest = d.inspection.manifest;
  out.object([&] {
    writeHead();
    out.attributeArray("inputs", [&] {
      for (const ManifestInput &input : manifest.inputs)
        out.object([&] { writeTensor(input.name, input.size); });
    });
    writeTensors("outputs", d.outputs);
    out.attributeArray("stages", [&] {
      for (const Plugin &stage : manifest.plugins)
        out.object([&] { writeStage(stage); });
    });
    out.attributeArray("programs", [&] {
      for (const ProgramFile &program : d.inspection.programs)
        out.object([&] { writeProgram(program); });
    });
    out.attributeArray("unknown_keys", [&] {
      for (const std::string &place : d.inspection.unknownKeys)
        out.value(llvm::json::fixUTF8(place));
    });
    out.attributeArray("cycles", [&] {
      for (const ProgramCycles &program : d.cycles)
        out.value(cyclesToJSON(program));
    });
    if (d.findings)
      writeFindings(*d.findings);
  });
}

void sima::printJSON(const Description &description, llvm::raw_ostream &os) {
  Writer(description, os).write();
  os << "\n";
}
