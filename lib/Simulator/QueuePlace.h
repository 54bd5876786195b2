//===- QueuePlace.h - Where an instruction stands in its queue --*- C++ -*-===//
//
// How instructions are named where their order is what counts.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_QUEUEPLACE_H
#define SIMA_LIB_SIMULATOR_QUEUEPLACE_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace sima::sim {

/// An instruction among those of its queue; queues are quad * 5 + kind.
struct QueuePlace {
  uint32_t queue = 0;
  uint32_t ordinal = 0; ///< of engine instructions alone
};

/// By queue, how many of its instructions are complete.
using DoneCounts = llvm::ArrayRef<uint32_t>;

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_QUEUEPLACE_H
