//===- ShadowMemory.h - A number for every byte of a memory -----*- C++ -*-===//
//
// Pages that hold one number for all of their bytes until bytes differ. What
// the numbers mean is the user's business.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_SHADOWMEMORY_H
#define SIMA_LIB_SIMULATOR_SHADOWMEMORY_H

#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <memory>
#include <vector>

namespace sima::sim {

/// All numbers are 0 at first.
class ShadowMemory {
public:
  /// What a step returns to stop.
  static constexpr uint32_t kStop = ~uint32_t(0);

  explicit ShadowMemory(uint64_t bytes)
      : pages(llvm::divideCeil(bytes, kPageBytes)) {}

  uint32_t at(uint64_t address) const {
    const Page &page = pages[address / kPageBytes];
    return page.cells ? page.cells[address % kPageBytes] : page.common;
  }

  /// Replaces the number n of each byte of [begin, end) by step(n), a pure
  /// function. Returns the first byte at which it was kStop, else `end`.
  template <typename Step>
  uint64_t update(uint64_t begin, uint64_t end, Step step) {
    while (begin != end) {
      Page &page = pages[begin / kPageBytes];
      uint64_t first = begin % kPageBytes;
      uint64_t count = std::min(end - begin, kPageBytes - first);
      uint64_t done = page.cells ? page.updateCells(first, count, step)
                                 : page.updateCommon(first, count, step);
      begin += done;
      if (done != count)
        return begin;
    }
    return end;
  }

  /// Calls visit(begin, end, number) for stretches of one number that together
  /// are [begin, end), in order.
  template <typename Visit>
  void forEachStretch(uint64_t begin, uint64_t end, Visit visit) const {
    while (begin != end) {
      uint32_t number = at(begin);
      uint64_t next = begin;
      while (next != end && at(next) == number)
        next =
            pages[next / kPageBytes].cells
                ? next + 1
                : std::min(end, llvm::alignDown(next, kPageBytes) + kPageBytes);
      visit(begin, next, number);
      begin = next;
    }
  }

private:
  static constexpr uint64_t kPageBytes = 1024;

  struct Page {
    uint32_t common = 0;
    std::unique_ptr<uint32_t[]> cells; ///< null while all bytes are equal

    /// Both return how many bytes were updated.
    template <typename Step>
    uint64_t updateCommon(uint64_t first, uint64_t count, Step step) {
      uint32_t next = step(common);
      if (next == kStop)
        return 0;
      if (count == kPageBytes || next == common) {
        common = next;
        return count;
      }
      cells = std::make_unique_for_overwrite<uint32_t[]>(kPageBytes);
      std::fill_n(cells.get(), kPageBytes, common);
      std::fill_n(cells.get() + first, count, next);
      return count;
    }
    template <typename Step>
    uint64_t updateCells(uint64_t first, uint64_t count, Step step) {
      uint32_t *cell = cells.get() + first;
      uint32_t old = cell[0], next = step(old), firstNext = next;
      bool isUniform = count == kPageBytes;
      for (uint64_t i = 0; i != count; ++i) {
        if (cell[i] != old) {
          old = cell[i];
          next = step(old);
          isUniform &= next == firstNext;
        }
        if (next == kStop)
          return i;
        cell[i] = next;
      }
      if (isUniform) {
        common = firstNext;
        cells.reset();
      }
      return count;
    }
  };

  std::vector<Page> pages;
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_SHADOWMEMORY_H
