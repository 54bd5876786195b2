//===- SemaphoreBank.cpp - The counting semaphores of a quad --------------===//
//
// Implements SemaphoreBank.h.
//
//===----------------------------------------------------------------------===//
#include "SemaphoreBank.h"
#include <algorithm>

using namespace sima;
using namespace sima::timeline;

bool SemaphoreBank::post(unsigned semaphore, uint64_t cycle,
                         bool fromOtherQuad) {
  if (total[semaphore] == Machine::kSemaphoreMax)
    return false;
  ++total[semaphore];
  onTheWay[fromOtherQuad].push_back(
      {visibleAt(cycle, fromOtherQuad), semaphore});
  return true;
}

void SemaphoreBank::reveal(uint64_t cycle) {
  for (std::deque<Pending> &posts : onTheWay)
    while (!posts.empty() && posts.front().visible <= cycle) {
      ++visible[posts.front().semaphore];
      posts.pop_front();
    }
}

bool SemaphoreBank::take(unsigned semaphore) {
  if (visible[semaphore] == 0)
    return false;
  --visible[semaphore];
  --total[semaphore];
  return true;
}

uint64_t SemaphoreBank::nextVisible() const {
  uint64_t earliest = kNever;
  for (const std::deque<Pending> &posts : onTheWay)
    if (!posts.empty())
      earliest = std::min(earliest, posts.front().visible);
  return earliest;
}
