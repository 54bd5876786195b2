//===- StepwiseCheck.h - Every pass, and what it changed --------*- C++ -*-===//
//
// Runs a pipeline pass by pass, executes the module behind each of them, and
// compares with what it computed before the first one: translation validation
// by execution, on the inputs that are given.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_EXECUTE_STEPWISECHECK_H
#define SIMA_LIB_PIPELINES_EXECUTE_STEPWISECHECK_H

#include "ModuleExecution.h"
#include "mlir/Pass/PassManager.h"

namespace sima {

/// A pass and the operation on which it runs.
struct PassStep {
  std::string name;     ///< "quad-allocate"
  std::string pipeline; ///< "builtin.module(quad.segment(quad-allocate))"
};

/// The passes of a pipeline in the text that MLIR prints, one by one.
std::vector<PassStep> splitPipeline(llvm::StringRef text);
/// The pipeline of several steps, for --pass-pipeline.
std::string joinPipeline(llvm::ArrayRef<PassStep> steps);

/// How a pass goes wrong.
enum class Symptom {
  None,
  Difference, ///< an output has other elements
  Execution,  ///< what the pass left cannot be executed: a hazard, a fault
  Failure,    ///< the pass failed
  Crash,      ///< it ended the process
};

/// "a difference", "a failed execution", ...
llvm::StringRef symptomName(Symptom symptom);

/// The first pass that goes wrong.
struct Finding {
  Symptom symptom = Symptom::None;
  size_t step = 0;    ///< its position in the pipeline
  std::string pass;   ///< its name
  std::string text;   ///< in one line, without its name
  int64_t sample = 0; ///< the inputs that show it
};

/// Seconds that a pass and its execution took.
struct StepTime {
  std::string pass;
  double passSeconds, executionSeconds;
};

/// Executes a module behind each pass.
class StepwiseCheck {
public:
  /// `samples` are inputs of the module's function.
  StepwiseCheck(mlir::ModuleOp module, Samples samples,
                llvm::ThreadPoolInterface *pool = nullptr);

  /// Told of each pass that begins, and its position.
  std::function<void(const PassStep &, size_t)> progress;
  /// What the first of `steps` would fail on: that the module before them
  /// cannot be executed.
  llvm::Error start();
  /// Runs the passes. Stops at the first one that goes wrong.
  Finding run(llvm::ArrayRef<PassStep> steps);

  llvm::ArrayRef<StepTime> times() const { return stepTimes; }
  int64_t sampleCount() const { return int64_t(inputs.size()); }

private:
  Finding check();
  Finding checkRound(mlir::func::FuncOp function, int64_t first, int64_t count);
  llvm::Error ensureSamples(int64_t count);
  Finding compare(llvm::ArrayRef<reference::Tensor> expected,
                  llvm::ArrayRef<reference::Tensor> found, int64_t count);

  mlir::ModuleOp module;
  mlir::OwningOpRef<mlir::ModuleOp> original;
  Samples samples;
  llvm::ThreadPoolInterface *pool;
  std::vector<Tensors> inputs, outputs; ///< of the original, by sample
  std::vector<std::string> names;       ///< of outputs
  ProgramState state;
  std::vector<StepTime> stepTimes;
};

} // namespace sima

#endif // SIMA_LIB_PIPELINES_EXECUTE_STEPWISECHECK_H
