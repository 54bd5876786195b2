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

/// Everything but `computed`, `repeats` and what measureMemories() fills.
Report measureTimes(const Image &image, const Trace &trace, const Times &times);

/// Peaks of LM and ACC and the unwritten bytes of outputs.
void measureMemories(const Image &image, const State &state, Report &report);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_MEASURE_H
