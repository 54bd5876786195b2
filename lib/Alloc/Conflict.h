//===- Conflict.h - Why nothing fits ----------------------------*- C++ -*-===//
#ifndef SIMA_LIB_ALLOC_CONFLICT_H
#define SIMA_LIB_ALLOC_CONFLICT_H

#include "sima/Alloc/Solve.h"

namespace sima::alloc {

/// The certificate where more bytes are live at peak.stage than there are: of
/// the buffers of that stage the fewest that exceed the capacity, which are the
/// largest.
Certificate overfullStage(const Problem &problem, const LivePeak &peak);

/// The certificate where a search has shown that the buffers `conflict` do not
/// fit together. Leaves out what is not needed for that, for at most `budget`
/// nodes; adds those spent to `nodes`.
Certificate reduceConflict(const Problem &problem, std::vector<size_t> conflict,
                           uint64_t budget, uint64_t &nodes);

} // namespace sima::alloc

#endif // SIMA_LIB_ALLOC_CONFLICT_H
