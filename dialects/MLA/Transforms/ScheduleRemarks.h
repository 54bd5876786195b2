//===- ScheduleRemarks.h - A schedule in words ------------------*- C++ -*-===//
#ifndef SIMA_MLA_TRANSFORMS_SCHEDULEREMARKS_H
#define SIMA_MLA_TRANSFORMS_SCHEDULEREMARKS_H

#include "sima/Schedule/SegmentPlan.h"

namespace sima::mla {

/// Emits remarks of one line each: of the segment, of maps that were put into
/// DRAM, of depth-first groups, of each layer in order of execution. The plan
/// has been chosen with `reasons` engaged. Fails where a layer has no bounds.
mlir::LogicalResult explainSchedule(const schedule::SegmentPlan &plan);

} // namespace sima::mla

#endif // SIMA_MLA_TRANSFORMS_SCHEDULEREMARKS_H
