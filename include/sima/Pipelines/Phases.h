//===- Phases.h - The named phases of a compilation -------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_PHASES_H
#define SIMA_PIPELINES_PHASES_H

#include "dialects/MLA/IR/MLA.h"
#include "mlir/Pass/PassManager.h"
#include <string>

namespace sima {

/// What the passes need to know from the user.
struct PhaseOptions {
  std::string target; ///< name or file; empty: the module's
  int64_t batchSize = 1;
  std::string tessellationFile; ///< YAML; empty: defaults
  std::string io = "source";    ///< source or float
  bool strictOneMLA = false;    ///< several segments are an error
  std::string modelName;        ///< empty: the module's
  mla::L2Caching l2Caching = mla::L2Caching::none;
  bool compress = false;        ///< constants in DRAM
  bool explain = false;         ///< remarks on the schedule of each layer
  std::string tessellationText; ///< as the file's; wins over it
};

/// A phase: its name (as in --emit and in progress lines) and its passes.
struct Phase {
  llvm::StringLiteral name;
  llvm::StringLiteral description;
  void (*build)(mlir::OpPassManager &pm, const PhaseOptions &options);
};

/// All phases on IR, in order.
llvm::ArrayRef<Phase> phases();

} // namespace sima

#endif // SIMA_PIPELINES_PHASES_H
