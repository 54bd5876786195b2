//===- CostClasses.h - Layers that cost the same ----------------*- C++ -*-===//
//
// Networks repeat themselves: what a tile or a group of layers takes is found
// once for all that are built alike.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SCHEDULE_COSTCLASSES_H
#define SIMA_LIB_SCHEDULE_COSTCLASSES_H

#include "sima/Schedule/SegmentPlan.h"

namespace sima::schedule {

/// Numbers the layers of a plan so that those with equal numbers are equal in
/// all that their instructions, cycles and bytes depend on (`costClass`), and
/// also in where their operands come from and who reads their output
/// (`wiringClass`). Equality is that of the whole description, not of a hash.
void numberCostClasses(SegmentPlan &plan);

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_COSTCLASSES_H
