//===- Inspection.cpp - Takes an archive apart ----------------------------===//

#include "Message.h"
#include "sima/Machine/Machine.h"
#include "sima/Package/Rules.h"
#include "sima/Target/A65/EntryPoint.h"
#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima;
using namespace sima::package;

const ProgramFile *Inspection::program(llvm::StringRef file) const {
  for (const ProgramFile &program : programs)
    if (program.file == file)
      return &program;
  return nullptr;
}

bool ProgramFile::isA65Program() const {
  return summary && summary->isAArch64Object() &&
         llvm::is_contained(summary->exports, a65::kEntryPoint);
}

const std::vector<LayerStats> *Inspection::layers(llvm::StringRef file) const {
  for (const auto &[name, layers] : stats)
    if (name == file)
      return &layers;
  return nullptr;
}

std::string sima::package::statsFileName(llvm::StringRef executable) {
  executable.consume_back(".elf");
  return (executable + "_stats.yaml").str();
}

/// The figures of a program of this compiler.
static llvm::Expected<MLACode> readCode(llvm::StringRef elf) {
  llvm::Expected<isa::Program> program = isa::readELF(elf);
  if (!program)
    return program.takeError();
  llvm::Expected<Machine> machine =
      Machine::parse(program->target, ".note.sima.target");
  if (!machine)
    return machine.takeError();
  MLACode code;
  code.isaVersion = program->isaVersion;
  code.target = machine->name;
  code.quads = program->code.size();
  code.entryPoints = program->entries().size();
  for (isa::EntryPoint entry : program->entries())
    for (const std::vector<uint64_t> &words : program->entry(entry).code)
      code.codeBytes += words.size() * sizeof(uint64_t);
  for (const isa::Constant &constant : program->constants)
    code.constantBytes += constant.bytes.size();
  code.spillBytes = program->spillBytes;
  return code;
}

/// A program of this compiler is read in full, any other as far as the ELF
/// format goes.
static ProgramFile readProgram(const ArchiveFile &file) {
  ProgramFile program;
  program.file = file.name;
  llvm::Expected<isa::ELFSummary> summary = isa::summarizeELF(file.text());
  if (!summary) {
    program.problem = "cannot be read: " + llvm::toString(summary.takeError());
    return program;
  }
  program.summary = std::move(*summary);
  if (!program.summary->isMLAProgram())
    return program;
  llvm::Expected<MLACode> code = readCode(file.text());
  if (code)
    program.code = std::move(*code);
  else
    program.problem = "cannot be read: " + llvm::toString(code.takeError());
  return program;
}

llvm::Expected<Inspection> sima::package::inspect(Archive archive) {
  Inspection result;
  result.archive = std::move(archive);
  const ArchiveFile &file = result.archive.manifest();
  llvm::Expected<Manifest> manifest =
      readManifest(file.text(), file.name, &result.unknownKeys);
  if (!manifest)
    return manifest.takeError();
  result.manifest = std::move(*manifest);
  for (const ArchiveFile &other : result.archive.files) {
    llvm::StringRef name = other.name;
    if (name.ends_with(".elf") || name.ends_with(".so"))
      result.programs.push_back(readProgram(other));
    if (!name.ends_with(".yaml"))
      continue;
    llvm::Expected<std::vector<LayerStats>> layers =
        readStats(other.text(), name);
    if (layers)
      result.stats.emplace_back(other.name, std::move(*layers));
    else
      result.statsProblems.emplace_back(other.name,
                                        llvm::toString(layers.takeError()));
  }
  return result;
}
