//===- VerifyEach.h - --verify-each-by-execution ----------------*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_EXECUTE_VERIFYEACH_H
#define SIMA_LIB_PIPELINES_EXECUTE_VERIFYEACH_H

#include "StepwiseCheck.h"

namespace sima {

/// The options of the check in sima-opt.
struct VerifyEachOptions {
  std::string inputs;     ///< as for Samples::create()
  std::string reproducer; ///< a directory, or empty
};

/// Runs `steps` on `module`, executing it behind each. Reports the first that
/// goes wrong, and leaves a reproducer where one is asked for. Whether none
/// did.
bool verifyEachByExecution(mlir::ModuleOp module,
                           llvm::ArrayRef<PassStep> steps,
                           const VerifyEachOptions &options);

/// The sentence that reports a finding.
std::string describeFinding(const Finding &finding);

/// The module's text, with the names of its nodes.
std::string textOf(mlir::ModuleOp module);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_EXECUTE_VERIFYEACH_H
