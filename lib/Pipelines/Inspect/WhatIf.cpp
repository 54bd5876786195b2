//===- WhatIf.cpp - What another machine would make of an archive ---------===//

#include "WhatIf.h"
#include "MachineChange.h"
#include "Recompile.h"
#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;
using namespace sima::package;
using llvm::createStringError;

/// The MLA programs of an archive, which must be of this compiler.
static llvm::Expected<std::vector<const ArchiveFile *>>
programsOf(const Inspection &inspection, llvm::StringRef path) {
  std::vector<const ArchiveFile *> files;
  for (const ProgramFile &program : inspection.programs) {
    if (!program.problem.empty())
      return createStringError(program.file + ": " + program.problem);
    if (program.code)
      files.push_back(inspection.archive.find(program.file));
  }
  if (files.empty())
    return createStringError(path + ": holds no program of this compiler for "
                                    "the MLA");
  return files;
}

static llvm::Expected<Machine> machineOf(llvm::StringRef elf) {
  auto program = isa::readELF(elf);
  if (!program)
    return program.takeError();
  return Machine::parse(program->target, ".note.sima.target");
}

/// Puts two timings of a program side by side.
static WhatIfProgram compare(const std::string &file, const sim::Report &before,
                             const sim::Report &after) {
  WhatIfProgram program{file,
                        {before.staticTotal, after.staticTotal},
                        {before.dramTotal, after.dramTotal},
                        {}};
  bool areSame = llvm::equal(
      before.layers, after.layers,
      [](const auto &a, const auto &b) { return a.name == b.name; });
  if (areSame)
    for (auto [a, b] : llvm::zip(before.layers, after.layers))
      program.layers.push_back({a.name,
                                {a.staticCycles, b.staticCycles},
                                {a.dramCycles, b.dramCycles}});
  return program;
}

static llvm::Error timeAgain(llvm::ArrayRef<const ArchiveFile *> files,
                             const Machine &machine, WhatIf &result) {
  for (const ArchiveFile *file : files) {
    auto before = timeProgram(file->text(), std::nullopt, nullptr);
    if (!before)
      return before.takeError();
    auto after = timeProgram(file->text(), machine, nullptr);
    if (!after)
      return createStringError(file->name + " on the changed machine: " +
                               llvm::toString(after.takeError()));
    result.programs.push_back(compare(file->name, *before, *after));
  }
  return llvm::Error::success();
}

/// What a compilation predicts must be what its programs take.
static llvm::Error checkPrediction(const Recompiled &compiled,
                                   uint64_t staticSum, uint64_t dramSum) {
  const cost::Prediction &predicted = compiled.report.prediction;
  if (predicted.staticTotal == staticSum && predicted.dramTotal == dramSum)
    return llvm::Error::success();
  return createStringError(llvm::formatv(
      "the compiler predicts {0} static and {1} dram cycles, the simulator "
      "takes {2} and {3}; this is a defect, please report it",
      predicted.staticTotal, predicted.dramTotal, staticSum, dramSum));
}

static llvm::Error compileAgain(const Description &archive,
                                llvm::ArrayRef<const ArchiveFile *> files,
                                const Machine &old, const Machine &machine,
                                const std::string &model, WhatIf &result) {
  auto options = findOptions(archive, files, old, model);
  if (!options)
    return options.takeError();
  auto compiled = recompile(model, machine, *options);
  if (!compiled)
    return compiled.takeError();
  result.isCompiled = true;
  result.batchAfter = compiled->report.actualBatch;
  uint64_t staticSum = 0, dramSum = 0;
  if (compiled->elves.size() != files.size())
    return createStringError(llvm::formatv(
        "the archive has {0} programs for the MLA, the changed machine's {1}: "
        "they cannot be compared",
        files.size(), compiled->elves.size()));
  for (auto [file, elf] : llvm::zip(files, compiled->elves)) {
    auto before = timeProgram(file->text(), std::nullopt, nullptr);
    if (!before)
      return before.takeError();
    auto after = timeProgram(elf, std::nullopt, nullptr);
    if (!after)
      return after.takeError();
    staticSum += after->staticTotal;
    dramSum += after->dramTotal;
    result.programs.push_back(compare(file->name, *before, *after));
  }
  return checkPrediction(*compiled, staticSum, dramSum);
}

llvm::Expected<WhatIf> sima::whatIf(const Description &archive,
                                    const WhatIfRequest &request) {
  auto files = programsOf(archive.inspection, archive.path);
  if (!files)
    return files.takeError();
  auto old = machineOf(files->front()->text());
  if (!old)
    return old.takeError();
  auto changed = changeMachine(*old, request.changes);
  if (!changed)
    return changed.takeError();
  WhatIf result;
  result.changes = request.changes;
  result.target = changed->machine.toYAML();
  result.batchBefore = result.batchAfter = archive.actualBatch;
  if (!changed->needsCompilation) {
    if (llvm::Error error = timeAgain(*files, changed->machine, result))
      return std::move(error);
    return result;
  }
  if (request.model.empty())
    return createStringError("'" + request.changes +
                             "' asks for another program; give the model that "
                             "the archive was compiled from: --model FILE");
  if (llvm::Error error = compileAgain(archive, *files, *old, changed->machine,
                                       request.model, result))
    return std::move(error);
  return result;
}
