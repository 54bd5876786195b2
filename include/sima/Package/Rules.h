//===- Rules.h - What a runtime asks of an archive --------------*- C++ -*-===//
//
// Every rule that an archive must obey to be loaded and run has an id and one
// function. The packager applies them before it writes, sima-inspect --check to
// any archive. The readers (Archive.h, Manifest.h, Stats.h) refuse what they
// cannot read by the same ids.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_RULES_H
#define SIMA_PACKAGE_RULES_H

#include "sima/Package/Archive.h"
#include "sima/Package/Manifest.h"
#include "sima/Package/Stats.h"
#include "sima/Target/MLA/ELFSummary.h"

namespace sima::package {

/// A row of the table of rules.
struct RuleInfo {
  llvm::StringLiteral id;   ///< "R4-extent"; never changes its meaning
  llvm::StringLiteral text; ///< what holds in an archive that keeps the rule
};

/// All rules, those of the archive first, then by number.
std::vector<RuleInfo> allRules();

/// What a rule found.
struct Finding {
  /// A note says what today's runtimes make of it; the rule is kept.
  enum class Kind { Violation, Note };
  Kind kind = Kind::Violation;
  std::string rule;    ///< the id
  std::string place;   ///< "stage 'MLA_0'", "file 'x_mla.elf'"
  std::string message; ///< what was found, and the limit
  /// "R4-extent: stage 'MLA_0': ..."; names are escaped.
  std::string text() const;
};

/// What a program of this compiler holds.
struct MLACode {
  uint32_t isaVersion = 0;
  std::string target; ///< its name
  size_t quads = 0;
  size_t entryPoints = 0; ///< 1, or 2 with `next`
  uint64_t codeBytes = 0, constantBytes = 0, spillBytes = 0;
};

/// A program of an archive, as far as it can be read.
struct ProgramFile {
  std::string file;
  std::optional<isa::ELFSummary> summary; ///< none: `problem` says why
  std::optional<MLACode> code; ///< none: of another origin, or a `problem`
  std::string problem;

  /// Whether it is a shared object for the A65 with the entry point of this
  /// compiler's.
  bool isA65Program() const;
};

/// An archive and all that its files say.
struct Inspection {
  Archive archive;
  Manifest manifest;
  /// Places of keys that the format does not have; they were left out.
  std::vector<std::string> unknownKeys;
  std::vector<ProgramFile> programs; ///< .elf and .so, in order
  /// By file; statistics that cannot be read are missing.
  std::vector<std::pair<std::string, std::vector<LayerStats>>> stats;
  /// Places and reasons of statistics that cannot be read.
  std::vector<std::pair<std::string, std::string>> statsProblems;

  /// The program or the statistics of this name, or null.
  const ProgramFile *program(llvm::StringRef file) const;
  const std::vector<LayerStats> *layers(llvm::StringRef file) const;
};

/// Takes the files of `archive` apart. Fails, in one line, only where the
/// manifest cannot be read; programs of other origin are described as far as
/// they can be.
llvm::Expected<Inspection> inspect(Archive archive);

/// What all rules find, in the order of the table.
std::vector<Finding> checkRules(const Inspection &inspection);

/// What the rules about manifests alone find.
std::vector<Finding> checkManifestRules(const Manifest &manifest);

/// `<model>_stage<N>_mla_stats.yaml`, the statistics of an executable.
std::string statsFileName(llvm::StringRef executable);

/// Writes an archive that keeps every rule, as writeArchive() does, and gives
/// the notes about it. Fails on a broken rule, naming the first one; then
/// nothing is written.
llvm::Expected<std::vector<Finding>> writeCheckedArchive(Archive archive,
                                                         llvm::StringRef path);

/// Whether nothing among them is a violation.
bool isAccepted(llvm::ArrayRef<Finding> findings);

} // namespace sima::package

#endif // SIMA_PACKAGE_RULES_H
