//===- Prefetch.h - When inputs and constants are brought -------*- C++ -*-===//
#ifndef SIMA_LIB_SCHEDULE_PREFETCH_H
#define SIMA_LIB_SCHEDULE_PREFETCH_H

#include "sima/Schedule/SegmentPlan.h"

namespace sima::schedule {

/// How far ahead constants and inputs are brought.
struct PrefetchLimits {
  /// Bytes of local memory that may be in use at one time.
  int64_t roomBytes = 0;
  /// Each load at least before the first use of what is loaded before it, so
  /// that transfers and work overlap; else where it is needed, at least.
  bool oneAhead = true;
  /// As late as that allows, for the least memory.
  bool late = false;
};

struct PrefetchResult {
  /// A position where there is not enough room.
  std::optional<int64_t> full;
  /// Estimated cycles of the segment, with stalls for constants.
  uint64_t cycles = 0;
};

/// Sets the positions of all loads of a derived plan: in order of use, as early
/// as DRAM can serve them, while there is room. `starts`: estimated first
/// cycles of items.
PrefetchResult choosePrefetch(SegmentPlan &plan,
                              llvm::ArrayRef<uint64_t> starts,
                              PrefetchLimits limits);

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_PREFETCH_H
