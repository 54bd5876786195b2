//===- Summary.cpp - The end of a compilation, for people -----------------===//

#include "sima/Pipelines/Compile.h"
#include "sima/Support/Grouped.h"
#include "sima/Support/OneLine.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;

/// Both clocks of an entry point; `dramBound` is its own.
static void printTimes(llvm::StringRef prefix,
                       const cost::EntryPrediction &times, double computeBound,
                       double dramBound, llvm::raw_ostream &os) {
  double slower = std::max(computeBound, dramBound);
  auto label = [&](llvm::StringRef clock) {
    std::string text = (prefix + clock).str();
    text.resize(std::max<size_t>(text.size(), 12), ' ');
    return text;
  };
  os << label("static") << grouped(times.staticTotal)
     << " cycles, compute bound " << llvm::format("%.1f", computeBound)
     << ", efficiency "
     << llvm::format("%.1f", 100 * computeBound / times.staticTotal) << " %\n";
  os << label("dram") << grouped(times.dramTotal) << " cycles, dram bound "
     << llvm::format("%.1f", dramBound) << ", efficiency "
     << llvm::format("%.1f", 100 * slower / times.dramTotal) << " %\n";
}

static void printMLA(const CompileReport &report, llvm::raw_ostream &os) {
  const cost::Prediction &times = report.prediction;
  const cost::Bounds &bounds = report.bounds;
  printTimes("", times, bounds.computeCycles, bounds.dramCycles, os);
  if (times.next)
    printTimes("next ", *times.next, bounds.computeCycles,
               bounds.nextDramCycles.value_or(bounds.dramCycles), os);
  os << "memory      " << grouped(report.lmPeakBytes) << " bytes of "
     << grouped(report.lmCapacityBytes) << " a quad, lower bound "
     << grouped(report.lmLowerBoundBytes) << "\n";
}

void sima::printSummary(const CompileReport &report, llvm::raw_ostream &os) {
  if (report.segments)
    os << "layers      " << report.layers << ", " << grouped(report.bounds.macs)
       << " MACs a batch, target " << report.target << "\n";
  if (report.a65Segments)
    os << "stages      " << report.segments << " on the MLA, "
       << report.a65Segments << " on the Cortex-A65; --remarks says why\n";
  os << "batch       " << report.actualBatch << " (asked for "
     << report.desiredBatch << ")\n";
  if (report.segments)
    printMLA(report, os);
  if (report.verifiedBytes)
    os << "verified    " << grouped(report.verifiedBytes)
       << " output bytes, 0 differing bytes\n";
  for (const std::string &note : report.notes)
    os << "note        " << oneLine(note) << "\n";
  os << "archive     " << report.file << ", " << grouped(report.fileBytes)
     << " bytes\n";
}

void sima::printLayers(const CompileReport &report, llvm::raw_ostream &os) {
  const cost::Prediction &times = report.prediction;
  size_t width = llvm::StringRef("layer").size();
  for (const std::string &name : times.layerNames)
    width = std::max(width, name.size());
  auto line = [&](llvm::StringRef name, const auto &...columns) {
    os << llvm::left_justify(name, width);
    ((os << llvm::right_justify(columns, 15)), ...);
    os << "\n";
  };
  auto real = [](double value) { return llvm::formatv("{0:F1}", value).str(); };
  line("layer", "static", "dram", "compute bound", "dram bound");
  for (size_t i = 0; i < report.layerBounds.size(); ++i)
    line(times.layerNames[i], grouped(times.staticLayers[i].cycles),
         grouped(times.dramLayers[i].cycles),
         real(report.layerBounds[i].computeCycles),
         real(report.layerBounds[i].dramCycles));
}
