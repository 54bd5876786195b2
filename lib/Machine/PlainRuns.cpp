//===- PlainRuns.cpp - Contiguous runs of a strided operand ---------------===//
//
// Implements sima/Machine/PlainRuns.h. Extents are descriptor fields, so
// products saturate; lines are counted by residues modulo a line, never by
// visiting the runs.
//
//===----------------------------------------------------------------------===//
#include "sima/Machine/PlainRuns.h"
#include "sima/Machine/Machine.h"
#include "sima/Machine/Timeline.h"
#include "sima/Support/CheckedMath.h"
#include <algorithm>
#include <limits>

using namespace sima;

static constexpr int64_t kLine = Machine::kLineBytes;
/// How many runs begin at each offset within a line.
using Residues = std::array<int64_t, kLine>;

int64_t PlainShape::elements() const {
  int64_t product = 1;
  for (unsigned d = 0; d < 4; ++d)
    product = saturatingMul(product, extent(d));
  return product;
}

unsigned PlainShape::mergedDims() const {
  int64_t merged = elementBytes;
  for (unsigned count = 0; count < 4; ++count) {
    unsigned d = 3 - count;
    if (extent(d) == 1)
      continue;
    if (strides[d] != merged)
      return count;
    merged = saturatingMul(merged, extent(d));
  }
  return 4;
}

int64_t PlainShape::runBytes() const {
  int64_t bytes = elementBytes;
  for (unsigned d = 4 - mergedDims(); d < 4; ++d)
    bytes = saturatingMul(bytes, extent(d));
  return bytes;
}

int64_t PlainShape::runs() const {
  int64_t product = 1;
  for (unsigned d = 0, end = 4 - mergedDims(); d < end; ++d)
    product = saturatingMul(product, extent(d));
  return product;
}

/// The starts of `from`, each repeated `extent` times at distances of `stride`.
static Residues repeat(const Residues &from, int64_t extent, int64_t stride) {
  Residues result{};
  int64_t step = (stride % kLine + kLine) % kLine;
  // Offsets repeat after at most a line's worth of steps: of `extent` steps,
  // `whole` fall on each of the kLine phases, one more on the first `rest`.
  int64_t whole = extent / kLine, rest = extent % kLine;
  for (int64_t phase = 0; phase < kLine; ++phase) {
    int64_t times = whole + (phase < rest ? 1 : 0);
    for (int64_t r = 0; r < kLine; ++r) {
      int64_t &slot = result[(r + phase * step) % kLine];
      slot = saturatingAdd(slot, saturatingMul(from[r], times));
    }
  }
  return result;
}

int64_t PlainShape::lines(uint64_t base) const {
  Residues starts{};
  starts[base % kLine] = 1;
  for (unsigned d = 0, end = 4 - mergedDims(); d < end; ++d)
    starts = repeat(starts, extent(d), strides[d]);

  constexpr uint64_t kMax = std::numeric_limits<int64_t>::max();
  int64_t total = 0, bytes = runBytes();
  for (int64_t r = 0; r < kLine; ++r) {
    auto each = int64_t(std::min(timeline::linesTouched(r, bytes), kMax));
    total = saturatingAdd(total, saturatingMul(starts[r], each));
  }
  return total;
}

int64_t sima::commonRunBytes(const PlainShape &a, const PlainShape &b) {
  // Both runs are products of the same extents, so the shorter is the common
  // one.
  return std::min(a.runBytes(), b.runBytes());
}
