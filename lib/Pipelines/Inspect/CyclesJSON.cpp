//===- CyclesJSON.cpp - Where the cycles go, for programs -----------------===//
//
// The keys are part of the interface: docs/attribution.md.
//
//===----------------------------------------------------------------------===//
#include "Cycles.h"

using namespace sima;
namespace json = llvm::json;

static json::Array costlyToJSON(const ProgramCycles &program) {
  json::Array array;
  for (const CostlyLayer &costly : program.costly) {
    const sim::LayerReport &layer = program.report.layers[costly.layer];
    json::Array helps;
    for (const Help &help : costly.helps)
      helps.push_back(json::Object{{"change", help.change},
                                   {"layer_cycles_saved", help.layerCycles},
                                   {"total_cycles_saved", help.totalCycles}});
    array.push_back(json::Object{{"layer", json::fixUTF8(layer.name)},
                                 {"dram_cycles", layer.dramCycles},
                                 {"reason", json::fixUTF8(costly.reason)},
                                 {"helps", std::move(helps)}});
  }
  return array;
}

json::Object sima::cyclesToJSON(const ProgramCycles &program) {
  json::Object object{{"file", json::fixUTF8(program.file)}};
  if (!program.problem.empty()) {
    object["problem"] = json::fixUTF8(program.problem);
    return object;
  }
  const ProgramBounds &bounds = program.bounds;
  const sim::Report &report = program.report;
  object["compute_bound"] = bounds.compute;
  object["dram_bound"] = bounds.dram;
  object["static_efficiency"] = bounds.staticEfficiency(report.staticTotal);
  object["dram_efficiency"] = bounds.dramEfficiency(report.dramTotal);
  object["report"] = report.toJSON();
  if (program.next)
    object["next"] = program.next->toJSON();
  object["costly_layers"] = costlyToJSON(program);
  return object;
}
