//===- BestFit.h - Greedy allocation ----------------------------*- C++ -*-===//
#ifndef SIMA_LIB_ALLOC_BESTFIT_H
#define SIMA_LIB_ALLOC_BESTFIT_H

#include "sima/Alloc/Solve.h"

namespace sima::alloc {

/// All buffers one behind the other.
Solution sideBySide(const Problem &problem);

/// Best fit in several orders: the first that stays within the capacity, else
/// the one of the lowest peak; with `lowest` the latter in any case. An order
/// costs O(n log n + pairs of neighbours); where there are millions of pairs
/// only that of time is tried, which costs O(n log n).
Solution bestFit(const Problem &problem, bool lowest);

} // namespace sima::alloc

#endif // SIMA_LIB_ALLOC_BESTFIT_H
