//===- Results.cpp - Text and JSON of a run -------------------------------===//

#include "Results.h"
#include "sima/Package/ElementType.h"
#include "sima/Support/CheckedMath.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;
using namespace sima::package;

StageReport::StageReport(std::string name, const sim::Simulator &simulator)
    : name(std::move(name)), report(simulator.report()) {
  if (const sim::Report *other = simulator.nextReport())
    next = *other;
}

unsigned StageReport::executions() const {
  return report.repeats + (next ? next->repeats : 0);
}

uint64_t StageReport::cycles(RunClock clock) const {
  auto all = [&](const sim::Report &r) {
    uint64_t once = clock == RunClock::Static ? r.staticTotal : r.dramTotal;
    return saturatingMul<uint64_t>(once, r.repeats);
  };
  return next ? saturatingAdd(all(report), all(*next)) : all(report);
}

/// "output NAME: int8 1x10".
static void printOutput(const NamedArray &output, llvm::raw_ostream &os) {
  os << "output " << output.name << ": "
     << typeText(output.array.type, output.array.shape) << "\n";
}

/// The layers of one clock, end to end.
static void printClock(const sim::Report &report, RunClock clock,
                       llvm::raw_ostream &os) {
  bool isStatic = clock == RunClock::Static;
  if (!report.entry.empty())
    os << "entry point " << report.entry << "\n";
  for (const sim::LayerReport &layer : report.layers)
    os << llvm::formatv(
        "{0,12} {1,12}  {2}\n", isStatic ? layer.staticStart : layer.dramStart,
        isStatic ? layer.staticCycles : layer.dramCycles, layer.name);
  os << llvm::formatv("{0,12} {1,12}  total\n", 0,
                      isStatic ? report.staticTotal : report.dramTotal);
}

static void printStage(const StageReport &stage, RunClock clock,
                       llvm::raw_ostream &os) {
  auto print = [&](const sim::Report &report) {
    if (clock == RunClock::Both)
      report.print(os);
    else
      printClock(report, clock, os);
  };
  os << "stage " << stage.name << "\n";
  print(stage.report);
  if (!stage.next)
    return;
  print(*stage.next);
  os << "executions " << stage.executions() << ":";
  if (clock != RunClock::Dram)
    os << " static " << stage.cycles(RunClock::Static);
  if (clock != RunClock::Static)
    os << " dram " << stage.cycles(RunClock::Dram);
  os << " cycles\n";
}

static llvm::json::Object toJSON(const StageReport &stage) {
  llvm::json::Object object{{"name", llvm::json::fixUTF8(stage.name)},
                            {"report", stage.report.toJSON()}};
  if (!stage.next)
    return object;
  object["next"] = stage.next->toJSON();
  object["executions"] = stage.executions();
  object["static_cycles"] = stage.cycles(RunClock::Static);
  object["dram_cycles"] = stage.cycles(RunClock::Dram);
  return object;
}

static llvm::json::Value toJSON(const RunResults &results) {
  llvm::json::Array outputs, stages;
  for (const NamedArray &output : results.outputs)
    outputs.push_back(
        llvm::json::Object{{"name", llvm::json::fixUTF8(output.name)},
                           {"type", elementTypeName(output.array.type)},
                           {"shape", llvm::json::Array(output.array.shape)}});
  for (const StageReport &stage : results.stages)
    stages.push_back(toJSON(stage));
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
  for (const StageReport &stage : stages)
    printStage(stage, options.clock, os);
  if (comparison)
    comparison->print(os);
}
