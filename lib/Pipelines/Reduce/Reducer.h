//===- Reducer.h - The least module that shows a fault ----------*- C++ -*-===//
//
// Delta debugging (Zeller, Hildebrandt 2002) on the operations of a function.
// Like C-Reduce (Regehr et al. 2012) it has reductions of its own for what it
// shrinks: since the interpreter gives every value, any operation can be cut
// out with the operands it had, so that most faults need one trial for each
// operation and no search.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_REDUCE_REDUCER_H
#define SIMA_LIB_PIPELINES_REDUCE_REDUCER_H

#include "Trial.h"
#include "llvm/ADT/SetVector.h"

namespace sima {

/// What counts: the operations of a function's body but constants and return.
llvm::SmallVector<mlir::Operation *> countedOperations(mlir::func::FuncOp f);

/// Makes a candidate smaller while it shows the same fault. Deterministic.
class Reducer {
public:
  Reducer(Candidate whole, std::vector<PassStep> steps, unsigned maxTrials)
      : best(std::move(whole)), steps(std::move(steps)), maxTrials(maxTrials) {}

  /// Told of what is tried, before each trial.
  std::function<void(llvm::StringRef)> progress;

  /// What the whole shows; the others are compared with it.
  Finding start();
  /// Reduces. Fails where the whole cannot be interpreted.
  llvm::Error reduce();

  Candidate &result() { return best; }
  const Finding &finding() const { return target; }
  unsigned trialCount() const { return trials; }

private:
  using Window = std::vector<mlir::Operation *>; ///< in order of the body

  bool hasBudget() const { return trials < maxTrials; }
  bool shows(Candidate &candidate, llvm::StringRef what);
  bool accept(Candidate candidate, llvm::StringRef what);

  // Windows.
  llvm::Error record();
  std::optional<Candidate> cut(const Window &window) const;
  bool tryWindow(const Window &window, llvm::StringRef what);
  Window behind(mlir::Operation *last, size_t size) const;
  bool findWindow();
  void removeChunks();

  // What is left of a window.
  void dropResults();
  void shrinkExtents();
  bool shrinkExtent(unsigned dimension, bool halve);
  void simplifyInputs();

  Candidate best;
  std::vector<PassStep> steps;
  unsigned maxTrials, trials = 0;
  Finding target;
  llvm::DenseMap<mlir::Value, reference::Tensor> values; ///< of `best`
};

} // namespace sima

#endif // SIMA_LIB_PIPELINES_REDUCE_REDUCER_H
