//===- Statistics.h - Figures of passes -------------------------*- C++ -*-===//
#ifndef SIMA_SUPPORT_STATISTICS_H
#define SIMA_SUPPORT_STATISTICS_H

#include <cstdint>

namespace sima {

/// Adds to a statistic of a pass, where LLVM has them. An LLVM without
/// assertions does not initialize statistics, although our code, compiled with
/// assertions, would count in them.
template <typename Statistic>
void addStatistic(Statistic &statistic, uint64_t value) {
#ifdef SIMA_LLVM_HAS_STATISTICS
  statistic += value;
#endif
}

} // namespace sima

#endif // SIMA_SUPPORT_STATISTICS_H
