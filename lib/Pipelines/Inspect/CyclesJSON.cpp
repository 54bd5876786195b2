//===- CyclesJSON.cpp - Where the cycles go, for programs -----------------===//
//
// The keys are part of the interface: docs/attribution.md.
//
//===----------------------------------------------------------------------===//
#include "Cycles.h"
#include "llvm/ADT/STLExtras.h"

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

static json::Object boundsToJSON(const CycleBounds &bounds,
                                 uint64_t staticCycles, uint64_t dramCycles) {
  return json::Object{
      {"compute_bound_cycles", bounds.compute},
      {"dram_bound_cycles", bounds.dram},
      {"static_efficiency", bounds.staticEfficiency(staticCycles)},
      {"dram_efficiency", bounds.dramEfficiency(dramCycles)}};
}

static json::Array layersToJSON(const ProgramCycles &program) {
  json::Array array;
  for (auto [layer, bounds] :
       llvm::zip_equal(program.report.layers, program.layers)) {
    json::Object one =
        boundsToJSON(bounds, layer.staticCycles, layer.dramCycles);
    one["layer"] = json::fixUTF8(layer.name);
    array.push_back(std::move(one));
  }
  return array;
}

json::Object sima::cyclesToJSON(const ProgramCycles &program) {
  json::Object object{{"file", json::fixUTF8(program.file)}};
  if (!program.problem.empty()) {
    object["problem"] = json::fixUTF8(program.problem);
    return object;
  }
  const sim::Report &report = program.report;
  object["bounds"] =
      boundsToJSON(program.bounds, report.staticTotal, report.dramTotal);
  object["report"] = report.toJSON();
  if (program.next) {
    object["next_bounds"] = boundsToJSON(
        program.nextBounds, program.next->staticTotal, program.next->dramTotal);
    object["next"] = program.next->toJSON();
  }
  object["layers"] = layersToJSON(program);
  object["costly_layers"] = costlyToJSON(program);
  return object;
}
