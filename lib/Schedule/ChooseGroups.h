//===- ChooseGroups.h - Which layers are computed depth first ---*- C++ -*-===//
#ifndef SIMA_LIB_SCHEDULE_CHOOSEGROUPS_H
#define SIMA_LIB_SCHEDULE_CHOOSEGROUPS_H

#include "TileClock.h"

namespace sima::schedule {

/// How local memory is shared out.
struct GroupLimits {
  /// Maps between groups up to this size stay in local memory.
  int64_t mapBytes = 0;
  /// What a group may take, with its constants and all maps that are there.
  int64_t groupBytes = 0;
  /// Constants of a layer that is a group of its own come in chunks up to this
  /// size.
  int64_t chunkBytes = 0;
};

/// Cuts the segment into groups of layers that are computed stripe by stripe,
/// so that maps within a group need not lie in memory whole; sets tiles, groups
/// and homes. False where no cut respects the limits.
bool chooseGroups(SegmentPlan &plan, TileCosts &costs, GroupLimits limits);

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_CHOOSEGROUPS_H
