//===- Recompile.cpp - The model of an archive, compiled again ------------===//

#include "Recompile.h"
#include "sima/Package/Archive.h"
#include "sima/Support/Files.h"
#include "sima/Support/ScratchDirectory.h"
#include "sima/Target/MLA/Instruction.h"
#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace sima;
using namespace sima::package;
using llvm::createStringError;

llvm::Expected<Recompiled> sima::recompile(const std::string &model,
                                           const Machine &machine,
                                           const PhaseOptions &options) {
  auto scratch = ScratchDirectory::create("sima-what-if");
  if (!scratch)
    return scratch.takeError();
  if (llvm::Error error = scratch->write("target.yaml", machine.toYAML()))
    return std::move(error);
  CompileRequest request;
  request.model = model;
  request.outputDirectory = scratch->path();
  request.phases = options;
  request.phases.target = scratch->path("target.yaml");
  std::string said;
  llvm::raw_string_ostream errors(said);
  auto report = compile(request, errors);
  llvm::StringRef why = said;
  if (failed(report)) {
    why.consume_front("error: ");
    return createStringError("compiling " + model +
                             " for the changed machine: " + why.trim());
  }
  auto archive = readArchive(report->file);
  if (!archive)
    return archive.takeError();
  Recompiled compiled{std::move(*report), {}};
  for (const ArchiveFile &file : archive->files)
    if (llvm::StringRef(file.name).ends_with(".elf"))
      compiled.elves.push_back(file.text().str());
  return compiled;
}

/// Fails unless the file is the one that the manifest names.
static llvm::Error checkModel(const Manifest &manifest,
                              const std::string &model) {
  auto file = readFile(model, uint64_t(1) << 32);
  if (!file)
    return file.takeError();
  if (!manifest.modelChecksum)
    return llvm::Error::success();
  std::string digest = llvm::toHex(
      llvm::SHA256::hash(llvm::arrayRefFromStringRef((*file)->getBuffer())),
      /*LowerCase=*/true);
  if (digest == *manifest.modelChecksum)
    return llvm::Error::success();
  return createStringError(model + ": its SHA-256 is " + digest +
                           ", the archive was compiled from " +
                           *manifest.modelChecksum);
}

/// What the programs tell of the options.
static llvm::Error readOptions(llvm::ArrayRef<const ArchiveFile *> programs,
                               PhaseOptions &options) {
  for (const ArchiveFile *file : programs) {
    auto program = isa::readELF(file->text());
    if (!program)
      return program.takeError();
    if (program->next)
      options.l2Caching = mla::L2Caching::single_model;
    for (const std::vector<uint64_t> &code : program->code)
      for (uint64_t word : code)
        options.compress |= isa::tryDecode(word)->opcode == isa::Opcode::Ldz;
  }
  return llvm::Error::success();
}

llvm::Expected<PhaseOptions>
sima::findOptions(const Description &archive,
                  llvm::ArrayRef<const ArchiveFile *> programs,
                  const Machine &machine, const std::string &model) {
  if (llvm::Error error = checkModel(archive.inspection.manifest, model))
    return std::move(error);
  PhaseOptions options;
  options.modelName = archive.inspection.manifest.name;
  options.batchSize = archive.desiredBatch;
  if (llvm::Error error = readOptions(programs, options))
    return std::move(error);
  std::string lastError;
  for (const char *io : {"source", "float", "codes"}) {
    options.io = io;
    auto compiled = recompile(model, machine, options);
    if (!compiled) {
      lastError = llvm::toString(compiled.takeError());
      continue;
    }
    lastError.clear();
    if (llvm::equal(compiled->elves, programs,
                    [](const std::string &elf, const ArchiveFile *file) {
                      return file->text() == elf;
                    }))
      return options;
  }
  return createStringError(
      lastError.empty()
          ? archive.path + ": " + model +
                " does not give its programs with the options that it tells: "
                "it was compiled with --tessellation, or by another version"
          : lastError);
}
