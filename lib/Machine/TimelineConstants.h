//===- TimelineConstants.h - Limits of time ---------------------*- C++ -*-===//
//
// The two special points on the time axis, shared by the parts of the timeline.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_MACHINE_TIMELINECONSTANTS_H
#define SIMA_LIB_MACHINE_TIMELINECONSTANTS_H

#include <cstdint>

namespace sima::timeline {

/// No cycle: what waits for it waits for something else to happen first.
inline constexpr uint64_t kNever = UINT64_MAX;
/// Completions beyond this are a fault, so that sums of cycles cannot wrap.
inline constexpr uint64_t kLastCycle = uint64_t(1) << 62;

} // namespace sima::timeline

#endif // SIMA_LIB_MACHINE_TIMELINECONSTANTS_H
