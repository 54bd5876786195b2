//===- Summary.cpp - The end of a compilation, for people -----------------===//

#include "sima/Pipelines/Compile.h"
#include "llvm/Support/Format.h"

using namespace sima;

/// "1,234,567"
static std::string grouped(uint64_t value) {
  std::string digits = std::to_string(value);
  for (int at = int(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(at, ",");
  return digits;
}

void sima::printSummary(const CompileReport &report, llvm::raw_ostream &os) {
  const cost::Prediction &times = report.prediction;
  const cost::Bounds &bounds = report.bounds;
  double slower = std::max(bounds.computeCycles, bounds.dramCycles);
  os << "layers      " << report.layers << ", " << grouped(bounds.macs)
     << " MACs a batch, target " << report.target << "\n";
  os << "batch       " << report.actualBatch << " (asked for "
     << report.desiredBatch << ")\n";
  os << "static      " << grouped(times.staticTotal)
     << " cycles, compute bound " << llvm::format("%.1f", bounds.computeCycles)
     << ", efficiency "
     << llvm::format("%.1f", 100 * bounds.computeCycles / times.staticTotal)
     << " %\n";
  os << "dram        " << grouped(times.dramTotal) << " cycles, dram bound "
     << llvm::format("%.1f", bounds.dramCycles) << ", efficiency "
     << llvm::format("%.1f", 100 * slower / times.dramTotal) << " %\n";
  os << "memory      " << grouped(report.lmPeakBytes) << " bytes of "
     << grouped(report.lmCapacityBytes) << " a quad, lower bound "
     << grouped(report.lmLowerBoundBytes) << "\n";
  if (report.verifiedBytes)
    os << "verified    " << grouped(report.verifiedBytes)
       << " output bytes, 0 differing bytes\n";
  os << "archive     " << report.file << ", " << grouped(report.fileBytes)
     << " bytes\n";
}
