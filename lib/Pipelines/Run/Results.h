//===- Results.h - What a run produced --------------------------*- C++ -*-===//
//
// Outputs, reports and comparison of one run, and their text and JSON. Private
// to sima-run's library.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_RUN_RESULTS_H
#define SIMA_LIB_PIPELINES_RUN_RESULTS_H

#include "Expectations.h"
#include "sima/Pipelines/ArchiveRun.h"
#include "sima/Pipelines/Run.h"

namespace sima {

/// Compares found tensors with expected ones and keeps what to say about it.
class Comparison {
public:
  explicit Comparison(Expectations expectations)
      : expectations(std::move(expectations)) {}

  /// An intermediate tensor; one of no expected name, or that holds other
  /// elements than the expected one, is skipped. Outputs are left to
  /// addOutputs(). Elements that differ within the tolerance become the
  /// expected ones, so that what is computed from them has no excuse to differ.
  void addTensor(NamedArray &found);
  /// All outputs; one that cannot be compared counts as different.
  void addOutputs(llvm::ArrayRef<NamedArray> outputs);

  bool isEqual() const { return differences.empty(); }
  /// Fails when nothing was compared.
  llvm::Error checkNotEmpty() const;
  void print(llvm::raw_ostream &os) const;
  llvm::json::Object toJSON() const;

private:
  /// Whether the tensors differ, but not by more than the tolerance.
  bool compare(const ExpectedTensor &expected, const NamedArray &found);
  std::string summary() const;

  Expectations expectations;
  std::vector<std::string> differences; ///< one line a tensor, in order
  int64_t tensors = 0, skipped = 0, bytes = 0, differingBytes = 0;
  int64_t nearElements = 0; ///< that differ within the tolerance
};

/// What one run produced.
struct RunResults {
  std::vector<NamedArray> outputs;
  std::vector<StageReport> stages;
  std::string timeline; ///< of all stages; empty when not asked for
  std::optional<Comparison> comparison;

  void print(const RunOptions &options, llvm::raw_ostream &os) const;
};

} // namespace sima

#endif // SIMA_LIB_PIPELINES_RUN_RESULTS_H
