//===- ArchiveProof.h - What is proved of an archive ------------*- C++ -*-===//
//
// Every MLA program of an archive by the rules of lib/Verify, and what the
// archive says of its programs beside them.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_PROVE_ARCHIVEPROOF_H
#define SIMA_LIB_PIPELINES_PROVE_ARCHIVEPROOF_H

#include "sima/Verify/Verify.h"
#include "llvm/Support/Error.h"

namespace sima {

/// A file and what is known of it.
struct FileProof {
  std::string file;
  verify::Proof proof;
};

struct ArchiveProof {
  std::string path;
  bool isArchive = true; ///< false: one ELF file by itself
  std::vector<FileProof> programs;
  /// About the archive as a whole.
  std::vector<verify::Finding> findings;
  /// Programs that no rule is about: those of the A65.
  std::vector<std::string> others;

  bool holds() const;
  /// The names of broken rules, each once, in the order of the table.
  std::vector<std::string> brokenRules() const;
};

/// The rules of programs, then those of archives.
std::vector<verify::RuleInfo> proofRules();

/// Judges a file by its name: `*_mpk.tar.gz`, or an ELF file. Fails only where
/// it cannot be read at all.
llvm::Expected<ArchiveProof> prove(const std::string &path,
                                   const std::optional<Machine> &target);

void printText(const ArchiveProof &proof, llvm::raw_ostream &os);
void printJSON(const ArchiveProof &proof, llvm::raw_ostream &os);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_PROVE_ARCHIVEPROOF_H
