//===- SemaphoreBank.h - The counting semaphores of a quad ------*- C++ -*-===//
//
// Counts, and posts on their way. Who posts and who waits is the event loop's
// business.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_MACHINE_SEMAPHOREBANK_H
#define SIMA_LIB_MACHINE_SEMAPHOREBANK_H

#include "TimelineConstants.h"
#include "sima/Machine/Machine.h"
#include <array>
#include <deque>

namespace sima::timeline {

class SemaphoreBank {
public:
  /// A post that fires in `cycle`. False: the count, posts on their way
  /// included, would exceed Machine::kSemaphoreMax.
  bool post(unsigned semaphore, uint64_t cycle, bool fromOtherQuad);

  /// Makes the posts visible that are due in `cycle`.
  void reveal(uint64_t cycle);

  /// Decrements a semaphore that is visibly above 0; false if it is not.
  bool take(unsigned semaphore);

  /// The cycle in which the next post becomes visible.
  uint64_t nextVisible() const;

  /// When a post that fires in `cycle` becomes visible.
  static uint64_t visibleAt(uint64_t cycle, bool fromOtherQuad) {
    return cycle + (fromOtherQuad ? Machine::kRemotePostCycles : 1);
  }

private:
  struct Pending {
    uint64_t visible;
    unsigned semaphore;
  };

  std::array<unsigned, Machine::kSemaphores> visible{};
  std::array<unsigned, Machine::kSemaphores> total{}; ///< with those on the way
  /// Each in order of time, because each has one delay: own posts, others'.
  std::array<std::deque<Pending>, 2> onTheWay;
};

} // namespace sima::timeline

#endif // SIMA_LIB_MACHINE_SEMAPHOREBANK_H
