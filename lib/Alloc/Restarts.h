//===- Restarts.h - Many short searches in place of one ---------*- C++ -*-===//
#ifndef SIMA_LIB_ALLOC_RESTARTS_H
#define SIMA_LIB_ALLOC_RESTARTS_H

#include "Search.h"

namespace sima::alloc {

/// Strategy `number` of a fixed sequence without end: orders by size, area and
/// duration with every rule first, then disturbed ones.
Strategy makeStrategy(const Component &component, unsigned number);

/// Runs strategies one after the other, each for longer, until one of them
/// finishes or `budget` nodes are spent: the time of a single search varies
/// by orders of magnitude with its order (Gomes et al., "Heavy-tailed phenomena
/// in satisfiability and constraint satisfaction problems", 2000).
Outcome searchWithRestarts(Search &search, const Component &component,
                           uint64_t budget);

} // namespace sima::alloc

#endif // SIMA_LIB_ALLOC_RESTARTS_H
