//===- SummaryJSON.cpp - The end of a compilation, for programs -----------===//

#include "sima/Pipelines/Compile.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace sima;
using llvm::json::Array;
using llvm::json::fixUTF8;
using llvm::json::Object;

/// Both clocks of an entry point, with the bounds of docs/bench.md.
static void addTimes(Object &object, const cost::EntryPrediction &times,
                     double computeBound, double dramBound) {
  double slower = std::max(computeBound, dramBound);
  object["static_cycles"] = times.staticTotal;
  object["compute_bound_cycles"] = computeBound;
  object["static_efficiency"] = computeBound / double(times.staticTotal);
  object["dram_cycles"] = times.dramTotal;
  object["dram_bound_cycles"] = dramBound;
  object["dram_efficiency"] = slower / double(times.dramTotal);
}

static Array layers(const CompileReport &report) {
  Array rows;
  const cost::Prediction &times = report.prediction;
  for (size_t i = 0; i < report.layerBounds.size(); ++i) {
    const cost::LayerBounds &bounds = report.layerBounds[i];
    rows.push_back(Object{{"name", fixUTF8(times.layerNames[i])},
                          {"static_cycles", times.staticLayers[i].cycles},
                          {"dram_cycles", times.dramLayers[i].cycles},
                          {"macs", bounds.macs},
                          {"compute_bound_cycles", bounds.computeCycles},
                          {"dram_bound_cycles", bounds.dramCycles}});
  }
  return rows;
}

/// What is known of the segments of the MLA.
static void addMLA(Object &object, const CompileReport &report) {
  const cost::Bounds &bounds = report.bounds;
  object["target"] = fixUTF8(report.target);
  object["layer_count"] = report.layers;
  object["macs"] = bounds.macs;
  addTimes(object, report.prediction, bounds.computeCycles, bounds.dramCycles);
  if (report.prediction.next) {
    Object next;
    addTimes(next, *report.prediction.next, bounds.computeCycles,
             bounds.nextDramCycles.value_or(bounds.dramCycles));
    object["next"] = std::move(next);
  }
  object["lm_peak_bytes"] = report.lmPeakBytes;
  object["lm_lower_bound_bytes"] = report.lmLowerBoundBytes;
  object["lm_capacity_bytes"] = report.lmCapacityBytes;
}

/// All but the file itself.
static void addFigures(Object &object, const CompileReport &report) {
  object["mla_stages"] = report.segments;
  object["a65_stages"] = report.a65Segments;
  object["desired_batch_size"] = report.desiredBatch;
  object["actual_batch_size"] = report.actualBatch;
  object["verified_bytes"] = report.verifiedBytes;
  Array notes;
  for (const std::string &note : report.notes)
    notes.push_back(fixUTF8(note));
  object["notes"] = std::move(notes);
  if (report.segments)
    addMLA(object, report);
}

void sima::printSummaryJSON(const CompileReport &report,
                            const SummaryContents &contents,
                            llvm::raw_ostream &os) {
  Object root{{"file", fixUTF8(report.file)}, {"file_bytes", report.fileBytes}};
  if (!contents.onlyFile)
    addFigures(root, report);
  if (contents.layers && !contents.onlyFile)
    root["layers"] = layers(report);
  Array phases;
  for (const PhaseTime &time : contents.phases)
    phases.push_back(Object{{"phase", time.phase}, {"seconds", time.seconds}});
  root["not_deterministic"] = Object{{"phases", std::move(phases)}};
  os << llvm::formatv("{0:2}", llvm::json::Value(std::move(root))) << "\n";
}
