//===- Trial.h - Does a module still show it? -------------------*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_REDUCE_TRIAL_H
#define SIMA_LIB_PIPELINES_REDUCE_TRIAL_H

#include "../Execute/StepwiseCheck.h"

namespace sima {

/// A module and inputs of its function.
struct Candidate {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  Tensors inputs;

  Candidate clone() const {
    return {
        mlir::OwningOpRef<mlir::ModuleOp>(mlir::ModuleOp(module.get()).clone()),
        inputs};
  }
};

/// Checks the candidate in a process of its own, so that a pass may crash or
/// not come to an end. The context must not be used by other threads.
Finding tryCandidate(Candidate &candidate, llvm::ArrayRef<PassStep> steps);

/// Whether both are the same fault: the same pass and symptom, for errors the
/// same message but for its names and numbers.
bool isSameFault(const Finding &a, const Finding &b);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_REDUCE_TRIAL_H
