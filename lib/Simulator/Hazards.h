//===- Hazards.h - Accesses that nothing orders -----------------*- C++ -*-===//
//
// The hazard check of docs/simulator.md: pairs of instructions that access a
// common byte, one of them writing, and that some timing could reorder. It
// looks at addresses, not at data.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_HAZARDS_H
#define SIMA_LIB_SIMULATOR_HAZARDS_H

#include "Trace.h"

namespace sima::sim {

/// Fails at the first hazard, which the message names with both instructions,
/// the memory and the bytes. `times` are those of a program that ran to its
/// end, in either clock.
llvm::Error checkHazards(const Image &image, const Trace &trace,
                         const timeline::Result &times);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_HAZARDS_H
