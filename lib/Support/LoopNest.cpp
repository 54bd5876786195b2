//===- LoopNest.cpp - Pairs of numbers that loops run through -------------===//
//
// Implements sima/Support/LoopNest.h. Whatever is cut is cut along the loop of
// the largest stride, of which few steps meet a boundary.
//
//===----------------------------------------------------------------------===//
#include "sima/Support/LoopNest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cassert>
#include <numeric>
#include <optional>
#include <tuple>

using namespace llvm;
using namespace sima;

static int64_t floorDiv(int64_t a, int64_t b) {
  return divideFloorSigned(a, b);
}
static int64_t floorMod(int64_t a, int64_t b) { return a - floorDiv(a, b) * b; }

int64_t LoopNest::elements() const {
  int64_t product = 1;
  for (const Loop &loop : loops)
    product *= loop.extent;
  return product;
}

namespace {
/// Numbers from lo to hi, both inclusive.
struct Span {
  int64_t lo, hi;

  void extend(int64_t extent, int64_t stride) {
    int64_t reach = (extent - 1) * stride;
    (reach < 0 ? lo : hi) += reach;
  }
};
} // namespace

std::array<int64_t, 2> LoopNest::bounds(Side side) const {
  Span span{start[side], start[side]};
  for (const Loop &loop : loops)
    span.extend(loop.extent, loop.stride[side]);
  return {span.lo, span.hi};
}

LoopNest LoopNest::part(size_t index, int64_t first, int64_t count) const {
  LoopNest result = *this;
  Loop &loop = result.loops[index];
  for (Side side : {To, From})
    result.start[side] += first * loop.stride[side];
  loop.extent = count;
  if (count == 1)
    result.loops.erase(result.loops.begin() + index);
  return result;
}

/// Whether `outer` goes on where `inner` ends, on both sides.
static bool continues(const Loop &outer, const Loop &inner) {
  return outer.stride[To] == inner.stride[To] * inner.extent &&
         outer.stride[From] == inner.stride[From] * inner.extent;
}

void LoopNest::simplify() {
  llvm::erase_if(loops, [](const Loop &loop) { return loop.extent == 1; });
  for (Loop &loop : loops) {
    // Run backwards where that makes the destination ascend, or the source
    // where the destination stands still.
    bool descends =
        loop.stride[To] < 0 || (loop.stride[To] == 0 && loop.stride[From] < 0);
    if (!descends)
      continue;
    for (Side side : {To, From}) {
      start[side] += (loop.extent - 1) * loop.stride[side];
      loop.stride[side] = -loop.stride[side];
    }
  }
  llvm::sort(loops, [](const Loop &a, const Loop &b) {
    return std::tuple(b.stride[To], b.stride[From], b.extent) <
           std::tuple(a.stride[To], a.stride[From], a.extent);
  });
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t outer = 0; outer < loops.size() && !changed; ++outer)
      for (size_t inner = 0; inner < loops.size() && !changed; ++inner)
        if (outer != inner && continues(loops[outer], loops[inner])) {
          loops[inner].extent *= loops[outer].extent;
          loops.erase(loops.begin() + outer);
          changed = true;
        }
  }
}

//===----------------------------------------------------------------------===//
// Splitting at multiples
//===----------------------------------------------------------------------===//

namespace {
/// The remainders of a nest modulo a number, apart from those of one loop.
struct Remainders {
  std::optional<size_t> widest; ///< the loop with the largest stride
  Span rest;                    ///< of all others
  Span all;
};
} // namespace

static Remainders remaindersOf(const LoopNest &nest, Side side,
                               int64_t modulus) {
  Remainders result;
  int64_t start =
      modulus ? floorMod(nest.start[side], modulus) : nest.start[side];
  result.rest = result.all = {start, start};
  auto takesPart = [&](const Loop &loop) {
    return modulus ? loop.stride[side] % modulus != 0 : loop.stride[side] != 0;
  };
  for (auto [index, loop] : llvm::enumerate(nest.loops))
    if (takesPart(loop) &&
        (!result.widest ||
         std::abs(loop.stride[side]) >
             std::abs(nest.loops[*result.widest].stride[side])))
      result.widest = index;
  for (auto [index, loop] : llvm::enumerate(nest.loops)) {
    if (!takesPart(loop))
      continue;
    result.all.extend(loop.extent, loop.stride[side]);
    if (index != *result.widest)
      result.rest.extend(loop.extent, loop.stride[side]);
  }
  return result;
}

/// Steps of `stride` from the start for which `span` stays within its block of
/// `modulus` numbers; 0 when it crosses a boundary to begin with.
static int64_t stepsWithin(Span span, int64_t stride, int64_t modulus) {
  int64_t block = floorDiv(span.lo, modulus);
  if (floorDiv(span.hi, modulus) != block)
    return 0;
  int64_t room = stride > 0 ? (block + 1) * modulus - 1 - span.hi
                            : span.lo - block * modulus;
  return room / std::abs(stride) + 1;
}

/// Steps up to the first that begins a block anew.
static int64_t stepsToBoundary(Span span, int64_t stride, int64_t modulus) {
  if (stride > 0) {
    int64_t offset = floorMod(span.lo, modulus);
    return offset < stride ? 0 : divideCeil(modulus - offset, stride);
  }
  int64_t offset = floorMod(span.hi, modulus);
  return offset >= modulus + stride ? 0 : offset / -stride + 1;
}

void sima::splitAtMultiples(LoopNest nest, Side side, int64_t modulus,
                            std::vector<LoopNest> &parts) {
  assert(modulus > 0);
  llvm::erase_if(nest.loops, [](const Loop &loop) { return loop.extent == 1; });
  SmallVector<LoopNest> work = {std::move(nest)};
  while (!work.empty()) {
    LoopNest current = work.pop_back_val();
    Remainders found = remaindersOf(current, side, modulus);
    if (found.all.lo >= 0 && found.all.hi < modulus) {
      parts.push_back(std::move(current));
      continue;
    }
    size_t index = *found.widest;
    const Loop loop = current.loops[index];
    int64_t stride = loop.stride[side], extent = loop.extent;
    int64_t period = modulus / std::gcd(modulus, std::abs(stride));
    auto cut = [&](int64_t count) {
      work.push_back(current.part(index, count, extent - count));
      work.push_back(current.part(index, 0, count));
    };
    if (extent < 2 * period) {
      // Where the rest crosses by itself, one step leaves only the rest.
      int64_t steps = stepsWithin(found.rest, stride, modulus);
      assert(steps < extent && "a nest that does not carry is left as it is");
      cut(std::max<int64_t>(steps, 1));
      continue;
    }
    if (modulus % stride == 0)
      if (int64_t head = stepsToBoundary(found.rest, stride, modulus)) {
        cut(head);
        continue;
      }
    // What repeats: a loop over whole periods around a loop over one.
    int64_t whole = extent / period;
    if (whole * period < extent)
      work.push_back(
          current.part(index, whole * period, extent - whole * period));
    current.loops[index].extent = whole;
    for (int64_t &value : current.loops[index].stride)
      value *= period;
    if (period > 1)
      current.loops.insert(current.loops.begin() + index + 1,
                           {period, loop.stride});
    work.push_back(std::move(current));
  }
}

//===----------------------------------------------------------------------===//
// Clipping
//===----------------------------------------------------------------------===//

void sima::clip(LoopNest nest, Side side, int64_t modulus, int64_t begin,
                int64_t end, std::vector<LoopNest> &parts) {
  llvm::erase_if(nest.loops, [](const Loop &loop) { return loop.extent == 1; });
  SmallVector<LoopNest> work = {std::move(nest)};
  while (!work.empty()) {
    LoopNest current = work.pop_back_val();
    Remainders found = remaindersOf(current, side, modulus);
    if (found.all.hi < begin || found.all.lo >= end)
      continue;
    if (found.all.lo >= begin && found.all.hi < end) {
      parts.push_back(std::move(current));
      continue;
    }
    size_t index = *found.widest;
    int64_t stride = current.loops[index].stride[side];
    int64_t extent = current.loops[index].extent;
    // Steps i of a loop that ascends or, counted from behind, descends, with
    // lo + i·|stride| >= least, or hi + i·|stride| < bound.
    int64_t step = std::abs(stride);
    int64_t shift = stride < 0 ? (extent - 1) * step : 0;
    Span rest = {found.rest.lo - shift, found.rest.hi - shift};
    auto firstAtLeast = [&](int64_t value, int64_t least) {
      return std::clamp<int64_t>(-floorDiv(value - least, step), 0, extent);
    };
    int64_t touched = firstAtLeast(rest.hi, begin);
    int64_t beyond = firstAtLeast(rest.lo, end);
    int64_t inside = firstAtLeast(rest.lo, begin);
    int64_t leaving = firstAtLeast(rest.hi, end);
    auto take = [&](int64_t first, int64_t last) {
      if (first < last)
        work.push_back(current.part(index, stride < 0 ? extent - last : first,
                                    last - first));
    };
    auto takeSingly = [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i)
        take(i, i + 1);
    };
    if (inside < leaving) {
      takeSingly(touched, inside);
      take(inside, leaving);
      takeSingly(leaving, beyond);
    } else {
      takeSingly(touched, beyond);
    }
  }
}

//===----------------------------------------------------------------------===//
// Merging
//===----------------------------------------------------------------------===//

/// One pass over sorted nests; whether anything merged.
static bool mergeOnce(std::vector<LoopNest> &nests) {
  llvm::sort(nests, [](const LoopNest &a, const LoopNest &b) {
    if (a.loops != b.loops)
      return std::lexicographical_compare(a.loops.begin(), a.loops.end(),
                                          b.loops.begin(), b.loops.end());
    return a.start < b.start;
  });
  std::vector<LoopNest> merged;
  for (size_t first = 0; first < nests.size();) {
    auto distance = [&](size_t i) -> std::array<int64_t, 2> {
      return {nests[i].start[To] - nests[i - 1].start[To],
              nests[i].start[From] - nests[i - 1].start[From]};
    };
    auto alike = [&](size_t i) {
      return i < nests.size() && nests[i].loops == nests[first].loops;
    };
    size_t last = first + 1;
    while (alike(last) &&
           (last == first + 1 || distance(last) == distance(first + 1)))
      ++last;
    LoopNest nest = nests[first];
    if (last - first > 1) {
      nest.loops.push_back({int64_t(last - first), distance(first + 1)});
      nest.simplify();
    }
    merged.push_back(std::move(nest));
    first = last;
  }
  bool changed = merged.size() < nests.size();
  nests = std::move(merged);
  return changed;
}

void sima::mergeProgressions(std::vector<LoopNest> &nests) {
  for (LoopNest &nest : nests)
    nest.simplify();
  while (nests.size() > 1 && mergeOnce(nests))
    continue;
}
