//===- Description.h - An archive made ready to be shown --------*- C++ -*-===//
//
// What text and JSON have in common: which tensors leave the pipeline, what is
// known of their types, the ports of programs with all their samples.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_INSPECT_DESCRIPTION_H
#define SIMA_LIB_PIPELINES_INSPECT_DESCRIPTION_H

#include "Cycles.h"
#include "sima/Package/Rules.h"
#include "sima/Package/TensorTypes.h"
#include "llvm/Support/raw_ostream.h"

namespace sima {

/// All samples of one port of a program.
struct PortDescription {
  std::string name;
  bool isInput = true;
  uint64_t sampleBytes = 0; ///< of the first sample
  size_t samples = 0;
};

/// An archive with what follows from its parts.
struct Description {
  std::string path;
  uint64_t archiveBytes = 0;
  package::Inspection inspection;
  std::map<std::string, package::TensorType> types;
  std::vector<package::ManifestTensor> outputs; ///< that no stage reads
  int64_t desiredBatch = 1, actualBatch = 1;
  /// Of the MLA's programs, where they were asked for.
  std::vector<ProgramCycles> cycles;
  /// With --check, what the rules found.
  std::optional<std::vector<package::Finding>> findings;

  /// The type of a tensor, or null.
  const package::TensorType *typeOf(const std::string &tensor) const;
  /// Static cycles of a program, if it has statistics.
  std::optional<int64_t> staticCycles(llvm::StringRef executable) const;
  /// Of all programs that have statistics.
  int64_t totalCycles() const;
  uint64_t totalBytes() const; ///< of all files, unpacked
};

/// Reads the archive `path`; with `check` applies the rules.
llvm::Expected<Description> describe(const std::string &path, bool check);

/// The ports of a program in the order of the file.
std::vector<PortDescription> portsOf(const isa::ELFSummary &program);

/// Several lines for people.
void printText(const Description &description, llvm::raw_ostream &os);
/// What the rules found, and how many there are.
void printFindings(const Description &description, llvm::raw_ostream &os);
/// One JSON object; docs/archive.md has its keys.
void printJSON(const Description &description, llvm::raw_ostream &os);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_INSPECT_DESCRIPTION_H
