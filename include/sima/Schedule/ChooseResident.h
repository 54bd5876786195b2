//===- ChooseResident.h - Constants that stay in local memory ---*- C++ -*-===//
//
// Which layers' constants an execution leaves in local memory for the next one,
// beside all that a schedule needs anyway. Not for feature maps, and not for
// schedules themselves: chooseSchedule() comes first.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SCHEDULE_CHOOSERESIDENT_H
#define SIMA_SCHEDULE_CHOOSERESIDENT_H

#include "sima/Schedule/SegmentPlan.h"

namespace sima::schedule {

/// What chooseResident() found.
struct ResidentConstants {
  size_t layers = 0;      ///< whose constants stay
  size_t layersInAll = 0; ///< that have constants
  /// Bytes that `first` brings from DRAM and `next` does not; of all constants.
  int64_t bytes = 0, bytesInAll = 0;
  /// Why the next layer's constants do not stay; empty when all do.
  std::string limit;
};

/// Makes the constants of as many layers of a scheduled segment resident as fit
/// into local memory: each chunk of each quad gets a buffer of its own that
/// lives through all stages. Layers are taken in the order of DRAM bytes saved
/// for a byte of local memory. The tiles stay as they are.
ResidentConstants chooseResident(SegmentPlan &plan);

} // namespace sima::schedule

#endif // SIMA_SCHEDULE_CHOOSERESIDENT_H
