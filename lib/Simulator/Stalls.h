//===- Stalls.h - Stall cycles by cause -------------------------*- C++ -*-===//
//
// Splits the difference of the two clocks. docs/simulator.md has the
// definition.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_STALLS_H
#define SIMA_LIB_SIMULATOR_STALLS_H

#include "Execute.h"
#include "sima/Simulator/Report.h"

namespace sima::sim {

/// The member of `figures` that traffic with a section of this kind belongs to.
template <typename T> T &causeOf(ByCause<T> &figures, SectionKind kind) {
  switch (kind) {
  case SectionKind::Constant:
    return figures.weights;
  case SectionKind::Input:
    return figures.inputs;
  case SectionKind::Output:
    return figures.outputs;
  case SectionKind::Spill:
    return figures.spill;
  case SectionKind::Code:
    return figures.instructions;
  }
  llvm_unreachable("all kinds are above");
}

/// Reruns both clocks with one cause after another removed; the result sums to
/// dram.total - fixed.total.
ByCause<int64_t> attributeStalls(const Image &image, const Trace &trace,
                                 const Times &times);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_STALLS_H
