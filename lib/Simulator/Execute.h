//===- Execute.h - Times first, then data effects in order ------*- C++ -*-===//
//
// Runs the event model in both clocks, turns its faults into errors, and
// applies the data effects in the order of completion.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_EXECUTE_H
#define SIMA_LIB_SIMULATOR_EXECUTE_H

#include "Engines.h"
#include "Trace.h"

namespace sima::sim {

/// The program's times in both clocks.
struct Times {
  timeline::Result fixed; ///< static clock
  timeline::Result dram;
};

/// Runs both clocks. A fault is an error that names the place.
llvm::Expected<Times> runClocks(const Image &image, const Trace &trace);

/// Indices of trace.operations in the order in which their effects happen: by
/// end in the dram clock, then quad, queue and dispatch.
std::vector<uint32_t> effectOrder(const Trace &trace,
                                  const timeline::Result &dram);

/// Memories as they are before the first execution, inputs not yet written.
llvm::Expected<State> makeState(const Image &image);

/// Executes all operations once, in `order`.
llvm::Error executeAll(const Image &image, const Trace &trace,
                       llvm::ArrayRef<uint32_t> order, State &state);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_EXECUTE_H
