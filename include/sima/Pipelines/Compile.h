//===- Compile.h - From a model file to an archive --------------*- C++ -*-===//
//
// What sima-compile does, for tools and bindings.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PIPELINES_COMPILE_H
#define SIMA_PIPELINES_COMPILE_H

#include "sima/Cost/Bounds.h"
#include "sima/Cost/QuadTimeline.h"
#include "sima/Pipelines/Phases.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>

namespace sima {

struct Network;

/// The command line of sima-compile.
struct CompileRequest {
  std::string model;                ///< .onnx, .tflite, .sima or .mlir
  const Network *network = nullptr; ///< instead of reading `model`
  std::string outputDirectory;      ///< created when missing
  PhaseOptions phases;
  std::string emit;       ///< phase to stop at, or empty for the archive
  bool verify = false;    ///< compare simulator and interpreter before writing
  unsigned threads = 0;   ///< 0: as many as there are cores
  std::string reproducer; ///< written when a pass fails; empty: not written
  /// Told of each phase when it begins.
  std::function<void(llvm::StringRef)> progress;
  /// Where remarks go.
  llvm::raw_ostream *remarks = nullptr;
  /// Whether remarks tell how full each memory is.
  bool memoryRemarks = false;
};

/// What a compilation gave.
struct CompileReport {
  std::string file; ///< what was written
  uint64_t fileBytes = 0;
  size_t layers = 0;
  size_t segments = 0; ///< of the MLA; figures are sums over them
  size_t a65Segments = 0;
  int64_t desiredBatch = 1, actualBatch = 1;
  cost::Prediction prediction;
  cost::Bounds bounds;
  std::vector<cost::LayerBounds> layerBounds; ///< in order of execution
  std::string target;
  double seconds = 0;
  /// Local memory: highest address in use plus one, the largest sum of buffers
  /// live at one stage, and what a quad has.
  uint64_t lmPeakBytes = 0, lmLowerBoundBytes = 0, lmCapacityBytes = 0;
  uint64_t verifiedBytes = 0; ///< output bytes compared by --verify
  /// What today's runtimes make of the archive, by rule (docs/archive.md).
  std::vector<std::string> notes;
};

/// Compiles. Errors have been printed to `errors`, one line each, when it
/// fails; then no file has appeared.
mlir::FailureOr<CompileReport> compile(const CompileRequest &request,
                                       llvm::raw_ostream &errors);

/// All values of --emit: phases and, behind them, asm, elf, mpk, stats, a65.
std::vector<std::string> emitNames();

/// How long a phase took.
struct PhaseTime {
  std::string phase;
  double seconds;
};

/// What printSummaryJSON() is to print.
struct SummaryContents {
  bool onlyFile = false; ///< nothing but what --emit wrote
  bool layers = false;   ///< the figures of each layer
  std::vector<PhaseTime> phases;
};

/// Several lines for people.
void printSummary(const CompileReport &report, llvm::raw_ostream &os);
/// A line for each layer: its cycles in both clocks and its bounds.
void printLayers(const CompileReport &report, llvm::raw_ostream &os);
/// Both for programs: one object, whose keys docs/command-line.md explains.
void printSummaryJSON(const CompileReport &report,
                      const SummaryContents &contents, llvm::raw_ostream &os);

/// main() of sima-compile. Exit code 0; 1 after one error; 2 for wrong usage.
int compileMain(int argc, char **argv);

} // namespace sima

#endif // SIMA_PIPELINES_COMPILE_H
