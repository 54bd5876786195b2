//===- Footprint.h - The bytes that an operand covers -----------*- C++ -*-===//
//
// What the engines say of each operand, once: range checks look at its ends,
// the hazard check at its runs. It knows numbers only, neither descriptors nor
// instructions.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_FOOTPRINT_H
#define SIMA_LIB_SIMULATOR_FOOTPRINT_H

#include "sima/Target/MLA/Instruction.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

namespace sima::sim {

/// Channels of one block in pixel addressing.
inline constexpr unsigned kLanes = 16;

/// Positions on an axis: `count` stretches of `length`, `step` apart.
struct Stretches {
  uint64_t first = 0, length = 1, step = 0, count = 1;
};

/// A set of bytes of one memory, computed without overflow: a union of boxes,
/// each a run of bytes repeated along some strides.
class Footprint {
public:
  explicit Footprint(uint64_t base) { boxes.push_back({base, 0, {}}); }

  /// Indices first..last of a dimension of `stride` bytes.
  Footprint &dim(uint64_t first, uint64_t last, int64_t stride);
  /// The positions of a dimension of `stride` bytes.
  Footprint &positions(llvm::ArrayRef<Stretches> stretches, int64_t stride);
  /// `channels` in blocks of 16 that lie `stride` apart; `laneBytes` is 1, 2
  /// (two byte planes, 16 apart) or 4.
  Footprint &blocks(uint64_t channels, int64_t stride, unsigned laneBytes);
  /// `count` contiguous bytes at every place reached so far.
  Footprint &bytes(uint64_t count);

  /// Fails unless all bytes lie in [begin, end) of what `where` names.
  llvm::Error check(llvm::StringRef operand, llvm::StringRef where,
                    uint64_t begin, uint64_t end) const;

  /// One past the last byte, of a footprint that was checked.
  uint64_t end() const;

  /// Contiguous bytes [begin, end).
  struct Run {
    uint64_t begin, end;
  };
  /// Calls visit(run) for runs that together are the footprint, which was
  /// checked, until it returns false; returns false then. Strides that leave no
  /// gap make one run, in whatever order the instruction takes them.
  template <typename Visit> bool forEachRun(Visit visit) const {
    for (const Box &box : boxes)
      if (!box.merged().forEachRun(visit))
        return false;
    return true;
  }

private:
  struct Dim {
    uint64_t count, stride;
  };
  struct Box {
    __int128 low;
    uint64_t run;
    llvm::SmallVector<Dim, 4> dims;

    void extend(uint64_t first, uint64_t count, int64_t stride);
    __int128 end() const;
    /// The same bytes with strides that ascend, all larger than what lies
    /// inside.
    Box merged() const;
    template <typename Visit> bool forEachRun(Visit visit) const;
  };

  llvm::SmallVector<Box, 1> boxes;
};

template <typename Visit> bool Footprint::Box::forEachRun(Visit visit) const {
  Dim inner = dims.empty() ? Dim{1, 0} : dims.front();
  llvm::ArrayRef<Dim> outer = llvm::ArrayRef(dims).drop_front(!dims.empty());
  llvm::SmallVector<uint64_t, 4> index(outer.size(), 0);
  auto base = static_cast<uint64_t>(low);
  while (run != 0) {
    uint64_t at = base;
    for (uint64_t i = 0; i != inner.count; ++i, at += inner.stride)
      if (!visit(Run{at, at + run}))
        return false;
    size_t d = 0;
    for (; d != outer.size() && ++index[d] == outer[d].count; ++d) {
      base -= (outer[d].count - 1) * outer[d].stride;
      index[d] = 0;
    }
    if (d == outer.size())
      break;
    base += outer[d].stride;
  }
  return true;
}

/// An operand of an instruction and the bytes it covers in `space`.
struct Access {
  llvm::StringRef operand;
  isa::Space space;
  Footprint footprint;
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_FOOTPRINT_H
