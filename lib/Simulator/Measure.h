//===- Measure.h - Fills a report from what a run left behind ---*- C++ -*-===//
//
// Sums over entries, times and written bitmaps.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_MEASURE_H
#define SIMA_LIB_SIMULATOR_MEASURE_H

#include "Execute.h"
#include "sima/Simulator/Report.h"

namespace sima::sim {

/// Everything but `computed`, `repeats` and what measurePeaks() and
/// measureMemories() fill.
Report measureTimes(const Image &image, const Trace &trace, const Times &times);

/// Peaks of LM and ACC, from the operands that instructions write.
llvm::Error measurePeaks(const Image &image, const Trace &trace,
                         Report &report);

/// Bytes of LM and ACC that were written, and those of outputs that were not.
void measureMemories(const Image &image, const State &state, Report &report);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_MEASURE_H
