//===- TimelineDump.h - A line of JSON per dispatched entry -----*- C++ -*-===//
//
// For tools that draw or check schedules; docs/simulator.md lists the fields.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_TIMELINEDUMP_H
#define SIMA_LIB_SIMULATOR_TIMELINEDUMP_H

#include "Execute.h"
#include "llvm/Support/raw_ostream.h"

namespace sima::sim {

/// Writes the entries of all quads, ascending by (quad, word).
void dumpTimeline(const Image &image, const Trace &trace, const Times &times,
                  llvm::raw_ostream &os);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_TIMELINEDUMP_H
