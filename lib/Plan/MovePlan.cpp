//===- MovePlan.cpp - Copies that move the codes of a tile ----------------===//
//
// Boxes of elements become boxes of byte addresses, side by side: where a map
// is not dense, they are split so that addresses are sums over loops. Then what
// belongs together is merged, and what has more loops than a descriptor is
// unrolled.
//
//===----------------------------------------------------------------------===//
#include "sima/Plan/MovePlan.h"
#include "sima/Machine/Cycles.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace llvm;
using namespace sima;
using namespace sima::mla;
using namespace sima::plan;

/// Loops that a plain operand holds.
static constexpr size_t kMaxLoops = 4;
/// Channels of a block of byte planes.
static constexpr int64_t kLanes = 16;

MovePlace MovePlace::ofWhole(const MapShape &shape, bool planes) {
  int64_t pixel = planes ? 2 * kLanes * ((shape.channels + kLanes - 1) / kLanes)
                         : shape.channels;
  return {
      0,     {0, shape.height}, {0, shape.channels}, pixel * shape.width, pixel,
      planes};
}

uint64_t MoveCopy::cycles(const Machine &machine) const {
  int64_t run = operand ? commonRunBytes(dst, src) : dst.runBytes();
  return cycles::copy(machine, cycles::chargedBytes(dst.elements() / run, run));
}

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

using Nests = std::vector<LoopNest>;

static Nests split(Nests nests, Side side, int64_t modulus) {
  Nests parts;
  for (LoopNest &nest : nests)
    splitAtMultiples(std::move(nest), side, modulus, parts);
  return parts;
}

/// Elements in row-major order on `side` become distances in a memory with the
/// given strides of rows, pixels and channels, from the first element of the
/// map.
static Nests withPitches(Nests nests, Side side, const MapShape &shape,
                         int64_t rowPitch, int64_t pixelPitch) {
  int64_t channels = shape.channels, row = shape.width * channels;
  bool densePixels = pixelPitch == channels;
  if (densePixels && rowPitch == row)
    return nests;
  nests = split(std::move(nests), side, row);
  if (!densePixels)
    nests = split(std::move(nests), side, channels);
  for (LoopNest &nest : nests) {
    for (Loop &loop : nest.loops) {
      int64_t &stride = loop.stride[side];
      if (stride % row == 0)
        stride = stride / row * rowPitch;
      else if (stride % channels == 0)
        stride = stride / channels * pixelPitch;
    }
    int64_t start = nest.start[side];
    nest.start[side] = start / row * rowPitch +
                       start % row / channels * pixelPitch + start % channels;
  }
  return nests;
}

/// Elements in row-major order on `side` become byte addresses of `place`; with
/// planes, those of the low bytes.
static Nests atPlace(Nests nests, Side side, const MapShape &shape,
                     const MovePlace &place) {
  if (!place.planes) {
    int64_t first = place.rows.begin * place.rowStride + place.channels.begin;
    nests = withPitches(std::move(nests), side, shape, place.rowStride,
                        place.pixelStride);
    for (LoopNest &nest : nests)
      nest.start[side] += place.offset - first;
    return nests;
  }
  // In elements, blocks of 16 are dense; then each block takes 32 bytes.
  int64_t rowPitch = place.rowStride / 2, pixelPitch = place.pixelStride / 2;
  nests = withPitches(std::move(nests), side, shape, rowPitch, pixelPitch);
  int64_t first = place.rows.begin * rowPitch + place.channels.begin;
  for (LoopNest &nest : nests)
    nest.start[side] -= first;
  nests = split(std::move(nests), side, kLanes);
  for (LoopNest &nest : nests) {
    for (Loop &loop : nest.loops)
      if (loop.stride[side] % kLanes == 0)
        loop.stride[side] *= 2;
    int64_t lane = nest.start[side] % kLanes;
    nest.start[side] = place.offset + (nest.start[side] - lane) * 2 + lane;
  }
  return nests;
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

/// Leaves `nest` with at most as many loops as a copy has: unrolls short ones,
/// but not the contiguous one. A fill is contiguous if its destination is.
static void unroll(LoopNest nest, bool isFill, Nests &unrolled) {
  if (nest.loops.size() <= kMaxLoops) {
    unrolled.push_back(std::move(nest));
    return;
  }
  std::optional<size_t> shortest;
  for (auto [index, loop] : llvm::enumerate(nest.loops)) {
    if (loop.stride[To] == 1 && (isFill || loop.stride[From] == 1))
      continue;
    if (!shortest || loop.extent < nest.loops[*shortest].extent)
      shortest = index;
  }
  for (int64_t i = 0, e = nest.loops[*shortest].extent; i < e; ++i)
    unroll(nest.part(*shortest, i, 1), isFill, unrolled);
}

static MoveCopy copyOf(const LoopNest &nest, std::optional<unsigned> operand,
                       uint8_t value) {
  MoveCopy copy;
  copy.operand = operand;
  copy.value = value;
  copy.to = nest.start[To];
  copy.from = operand ? nest.start[From] : 0;
  copy.dst.sizes = copy.src.sizes = {1, 1, 1, 1};
  // Simplified nests have the contiguous loop last.
  size_t first = kMaxLoops - nest.loops.size();
  for (auto [index, loop] : llvm::enumerate(nest.loops)) {
    copy.dst.sizes[first + index] = copy.src.sizes[first + index] = loop.extent;
    copy.dst.strides[first + index] = loop.stride[To];
    copy.src.strides[first + index] = operand ? loop.stride[From] : 0;
  }
  return copy;
}

static void appendCopies(Nests nests, std::optional<unsigned> operand,
                         uint8_t value, std::vector<MoveCopy> &copies) {
  mergeProgressions(nests);
  Nests unrolled;
  for (LoopNest &nest : nests)
    unroll(std::move(nest), !operand, unrolled);
  for (const LoopNest &nest : unrolled)
    copies.push_back(copyOf(nest, operand, value));
}

/// Fills of all elements of `nests`, whose `To` are addresses.
static void appendFills(const Nests &nests, int64_t value, bool planes,
                        std::vector<MoveCopy> &copies) {
  uint8_t low = value & 0xff, high = value >> 8 & 0xff;
  if (!planes) {
    appendCopies(nests, std::nullopt, low, copies);
    return;
  }
  auto inPlanes = [&](int64_t first, int64_t count) {
    Nests result = nests;
    for (LoopNest &nest : result) {
      nest.start[To] += first * kLanes;
      nest.loops.push_back({count, {kLanes, 0}});
    }
    return result;
  };
  if (low == high) {
    appendCopies(inPlanes(0, 2), std::nullopt, low, copies);
    return;
  }
  appendCopies(inPlanes(0, 1), std::nullopt, low, copies);
  appendCopies(inPlanes(1, 1), std::nullopt, high, copies);
}

static uint64_t sumOfCycles(const Machine &machine, ArrayRef<MoveCopy> copies) {
  uint64_t sum = 0;
  for (const MoveCopy &copy : copies)
    sum += copy.cycles(machine);
  return sum;
}

/// The fills of the elements without an operand or, where those are many short
/// runs, of the whole piece, over which the others are copied.
static std::vector<MoveCopy> planFills(const Machine &machine,
                                       const IndexMap &map, const Piece &piece,
                                       const Nests &borders,
                                       const MovePlace &out) {
  std::vector<MoveCopy> exact, whole;
  if (borders.empty())
    return exact;
  appendFills(atPlace(borders, To, map.output, out), map.value, out.planes,
              exact);
  IndexMap all(map.output, {});
  all.boxes.emplace_back();
  all.boxes.back().nest.loops = {{map.output.elementsPerSample(), {1, 0}}};
  Nests nests;
  for (IndexBox &box : all.within(piece))
    nests.push_back(std::move(box.nest));
  appendFills(atPlace(std::move(nests), To, map.output, out), map.value,
              out.planes, whole);
  return sumOfCycles(machine, whole) < sumOfCycles(machine, exact) ? whole
                                                                   : exact;
}

std::vector<MoveCopy> sima::plan::planMoves(const Machine &machine,
                                            const IndexMap &map,
                                            const Piece &piece,
                                            const MovePlace &out,
                                            ArrayRef<MovePlace> operands) {
  Nests borders;
  std::map<unsigned, Nests> moved;
  for (IndexBox &box : map.within(piece))
    (box.operand ? moved[*box.operand] : borders)
        .push_back(std::move(box.nest));
  std::vector<MoveCopy> copies = planFills(machine, map, piece, borders, out);
  for (auto &[operand, nests] : moved) {
    nests = atPlace(std::move(nests), To, map.output, out);
    nests = atPlace(std::move(nests), From, map.operands[operand],
                    operands[operand]);
    if (out.planes)
      for (LoopNest &nest : nests)
        nest.loops.push_back({2, {kLanes, kLanes}});
    appendCopies(std::move(nests), operand, 0, copies);
  }
  return copies;
}

uint64_t sima::plan::moveCycles(const Machine &machine, const IndexMap &map,
                                const Piece &piece, bool planes) {
  SmallVector<MovePlace> operands;
  for (const MapShape &shape : map.operands)
    operands.push_back(MovePlace::ofWhole(shape, planes));
  return sumOfCycles(machine, planMoves(machine, map, piece,
                                        MovePlace::ofWhole(map.output, planes),
                                        operands));
}
