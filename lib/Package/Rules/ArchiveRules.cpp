//===- ArchiveRules.cpp - What the files of an archive are ----------------===//

#include "RuleFunctions.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima;
using namespace sima::package;

/// What the format calls a stage's executable, stage `number` of the MLA's and
/// the A65's.
static std::string expectedName(const Manifest &manifest, const Plugin &stage,
                                size_t number) {
  return manifest.name + "_stage" + std::to_string(number) +
         (stage.processor == Processor::MLA ? "_mla.elf" : "_a65.so");
}

static void checkNames(const Inspection &inspection, Reporter &report) {
  const Manifest &manifest = inspection.manifest;
  auto check = [&](const std::string &found, const std::string &expected) {
    if (found != expected)
      report.violation("file " + quote(found),
                       "the format calls it " + quote(expected));
  };
  check(inspection.archive.manifest().name, manifest.name + "_mpk.json");
  size_t number = 0;
  for (const Plugin &stage : manifest.plugins)
    if (stage.processor != Processor::EV74 && stage.executable)
      check(*stage.executable, expectedName(manifest, stage, ++number));
}

static void checkContents(const Inspection &inspection, Reporter &report) {
  std::vector<std::string> used = {inspection.archive.manifest().name};
  for (const Plugin &stage : inspection.manifest.plugins) {
    if (stage.processor == Processor::EV74 || !stage.executable)
      continue;
    if (llvm::is_contained(used, *stage.executable))
      report.violation(stage, "executable " + quote(*stage.executable) +
                                  " is that of an earlier stage");
    used.push_back(*stage.executable);
    if (stage.processor != Processor::MLA)
      continue;
    used.push_back(statsFileName(*stage.executable));
    if (!inspection.archive.find(used.back()))
      report.violation(stage, "its statistics file " + quote(used.back()) +
                                  " is missing");
  }
  for (const ArchiveFile &file : inspection.archive.files)
    if (!llvm::is_contained(used, file.name))
      report.violation("file " + quote(file.name), "no stage asks for it");
}

static void checkText(const Inspection &inspection, Reporter &report) {
  const ArchiveFile &file = inspection.archive.manifest();
  if (!inspection.unknownKeys.empty())
    return; // R1-keys says so; the text cannot be the same
  std::string expected = writeManifest(inspection.manifest);
  llvm::StringRef found = file.text();
  if (found == expected)
    return;
  size_t at = 0;
  while (at < found.size() && at < expected.size() && found[at] == expected[at])
    ++at;
  report.violation("file " + quote(file.name),
                   "differs from the format's text at byte " + llvm::Twine(at) +
                       ": order of keys, 4 blanks a level, one element a line, "
                       "no newline at the end");
}

static void checkStatistics(const Inspection &inspection, Reporter &report) {
  for (const auto &[file, why] : inspection.statsProblems)
    report.violation("file " + quote(file), why);
  for (const auto &[file, layers] : inspection.stats)
    if (layers.empty())
      report.violation("file " + quote(file), "has no layers");
}

/// Shared objects of this compiler need nothing but the C library.
static void checkLibraries(const isa::ELFSummary &summary,
                           const std::string &place, Reporter &report) {
  for (const std::string &library : summary.needed)
    if (library != "libc.so.6" && library != "libm.so.6")
      report.violation(place, "needs library " + quote(library) +
                                  ", known are libc.so.6 and libm.so.6");
}

static void checkPrograms(const Inspection &inspection, Reporter &report) {
  for (const ProgramFile &program : inspection.programs) {
    std::string place = "file " + quote(program.file);
    if (!program.problem.empty()) {
      report.violation(place, program.problem);
      continue;
    }
    bool isObject = llvm::StringRef(program.file).ends_with(".so");
    if (isObject && !program.summary->isAArch64Object())
      report.violation(place, "is made for " + program.summary->machineName() +
                                  ", expected a shared object for AArch64");
    if (isObject && program.isA65Program())
      checkLibraries(*program.summary, place, report);
    if (!isObject && !program.summary->isMLAProgram())
      report.note(place, "is of another origin (" +
                             program.summary->machineName() + ", flags " +
                             llvm::Twine(program.summary->flags) +
                             "): its code is not looked at");
  }
}

llvm::ArrayRef<RuleRow> sima::package::archiveRules() {
  static constexpr RuleRow rows[] = {
      {"A-archive",
       "a gzip tar of regular files alone, whole, with nothing behind its end, "
       "within the limits below"},
      {"A-names",
       "files are `<name>_mpk.json`, `<name>_stage<N>_mla.elf`, "
       "`<name>_stage<N>_mla_stats.yaml`, `<name>_stage<N>_a65.so`; N counts "
       "MLA and A65 stages from 1",
       nullptr, checkNames},
      {"A-contents",
       "each program belongs to one stage, each MLA program has statistics, "
       "there is nothing else",
       nullptr, checkContents},
      {"A-text", "the manifest's text is exactly that of the format", nullptr,
       checkText},
      {"A-stats",
       "layers count from 0, the first starts at cycle 0, each other where the "
       "last one ended",
       nullptr, checkStatistics},
      {"A-programs",
       "a program is an ELF file that can be read in full; of another origin a "
       "note; a `.so` is a shared object for AArch64, and one of this compiler "
       "needs "
       "no library but libc and libm",
       nullptr, checkPrograms},
  };
  return rows;
}
