//===- ChooseLayouts.h - Splits of all layers -------------------*- C++ -*-===//
#ifndef SIMA_LIB_SCHEDULE_CHOOSELAYOUTS_H
#define SIMA_LIB_SCHEDULE_CHOOSELAYOUTS_H

#include "ChooseTiles.h"
#include "TileClock.h"

namespace sima::schedule {

/// Sets tiles and groups of all layers so that the segment takes the fewest
/// estimated static cycles within `limits`, one for each layer. `bySamples`:
/// quads share samples as far as there are enough, which takes least memory.
/// `fixed`: units whose tiles stay as they are. Returns a layer that would be
/// cut into more than kMaxTiles, or none.
std::optional<unsigned> chooseLayouts(SegmentPlan &plan, TileCosts &costs,
                                      llvm::ArrayRef<TileLimits> limits,
                                      bool bySamples,
                                      llvm::ArrayRef<Unit> fixed = {});

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_CHOOSELAYOUTS_H
