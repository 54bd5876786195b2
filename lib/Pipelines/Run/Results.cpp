//===- Results.cpp - Text and JSON of a run -------------------------------===//

#include "Results.h"
#include "sima/Package/ElementType.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;
using namespace sima::package;

/// "output NAME: int8 1x10".
static void printOutput(const NamedArray &output, llvm::raw_ostream &os) {
  os << "output " << output.name << ": "
     << typeText(output.array.type, output.array.shape) << "\n";
}

/// The layers of one clock, end to end.
static void printClock(const sim::Report &report, RunClock clock,
                       llvm::raw_ostream &os) {
  bool isStatic = clock == RunClock::Static;
  for (const sim::LayerReport &layer : report.layers)
    os << llvm::formatv(
        "{0,12} {1,12}  {2}\n", isStatic ? layer.staticStart : layer.dramStart,
        isStatic ? layer.staticCycles : layer.dramCycles, layer.name);
  os << llvm::formatv("{0,12} {1,12}  total\n", 0,
                      isStatic ? report.staticTotal : report.dramTotal);
}

static llvm::json::Value toJSON(const RunResults &results) {
  llvm::json::Array outputs, stages;
  for (const NamedArray &output : results.outputs)
    outputs.push_back(
        llvm::json::Object{{"name", llvm::json::fixUTF8(output.name)},
                           {"type", elementTypeName(output.array.type)},
                           {"shape", llvm::json::Array(output.array.shape)}});
  for (const StageReport &stage : results.stages)
    stages.push_back(
        llvm::json::Object{{"name", llvm::json::fixUTF8(stage.name)},
                           {"report", stage.report.toJSON()}});
  llvm::json::Object root{{"outputs", std::move(outputs)},
                          {"stages", std::move(stages)}};
  if (results.comparison)
    root["comparison"] = results.comparison->toJSON();
  return root;
}

void RunResults::print(const RunOptions &options, llvm::raw_ostream &os) const {
  if (options.json) {
    os << llvm::formatv("{0:2}", toJSON(*this)) << "\n";
    return;
  }
  for (const NamedArray &output : outputs)
    printOutput(output, os);
  for (const StageReport &stage : stages) {
    os << "stage " << stage.name << "\n";
    if (options.clock == RunClock::Both)
      stage.report.print(os);
    else
      printClock(stage.report, options.clock, os);
  }
  if (comparison)
    comparison->print(os);
}
