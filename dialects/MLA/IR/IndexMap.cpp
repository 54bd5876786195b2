//===- IndexMap.cpp - Where the elements of an output come from -----------===//

#include "dialects/MLA/IR/IndexMap.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>

using namespace llvm;
using namespace sima;
using namespace sima::mla;

//===----------------------------------------------------------------------===//
// One axis
//===----------------------------------------------------------------------===//

AxisRuns mla::sliceRuns(int64_t begin, int64_t count, int64_t step,
                        int64_t to) {
  LoopNest nest;
  nest.start = {to, begin};
  nest.loops = {{count, {1, step}}};
  return {nest};
}

AxisRuns mla::gatherRuns(ArrayRef<int64_t> indices) {
  AxisRuns runs;
  // Evenly spaced indices first, so that few runs are left to be sorted.
  for (size_t first = 0; first < indices.size();) {
    size_t last = first + 1;
    int64_t step = last < indices.size() ? indices[last] - indices[first] : 0;
    while (last < indices.size() && indices[last] - indices[last - 1] == step)
      ++last;
    runs.push_back(
        sliceRuns(indices[first], last - first, step, first).front());
    first = last;
  }
  mergeProgressions(runs);
  return runs;
}

AxisRuns mla::tileRuns(int64_t count, int64_t times) {
  LoopNest nest;
  nest.loops = {{times, {count, 0}}, {count, {1, 1}}};
  return {nest};
}

AxisRuns mla::mirrorRuns(int64_t low, int64_t count, int64_t high, bool edge) {
  int64_t skipped = edge ? 0 : 1;
  AxisRuns runs = sliceRuns(0, count, 1, low);
  if (low > 0)
    runs.push_back(sliceRuns(low - 1 + skipped, low, -1).front());
  if (high > 0)
    runs.push_back(
        sliceRuns(count - 1 - skipped, high, -1, low + count).front());
  return runs;
}

AxisRuns mla::edgeRuns(int64_t low, int64_t count, int64_t high) {
  AxisRuns runs = sliceRuns(0, count, 1, low);
  if (low > 0)
    runs.push_back(sliceRuns(0, low, 0).front());
  if (high > 0)
    runs.push_back(sliceRuns(count - 1, high, 0, low + count).front());
  return runs;
}

AxisRuns mla::wrapRuns(int64_t low, int64_t count, int64_t high) {
  AxisRuns runs = sliceRuns(0, count, 1, low);
  if (low > 0)
    runs.push_back(sliceRuns(count - low, low).front());
  if (high > 0)
    runs.push_back(sliceRuns(0, high, 1, low + count).front());
  return runs;
}

//===----------------------------------------------------------------------===//
// Boxes
//===----------------------------------------------------------------------===//

/// Elements from one index to the next, for each dimension.
static SmallVector<int64_t> stridesOf(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t d = shape.size(); d-- > 1;)
    strides[d - 1] = strides[d] * shape[d];
  return strides;
}

void IndexMap::addRearranged(unsigned operand, ArrayRef<int64_t> view,
                             ArrayRef<int64_t> permutation) {
  assert(view.size() == permutation.size());
  SmallVector<int64_t> from = stridesOf(view), permuted;
  for (int64_t d : permutation)
    permuted.push_back(view[d]);
  SmallVector<int64_t> to = stridesOf(permuted);
  LoopNest nest;
  for (auto [d, number] : llvm::enumerate(permutation))
    nest.loops.push_back({permuted[d], {to[d], from[number]}});
  nest.simplify();
  boxes.push_back({operand, nest});
}

void IndexMap::addProduct(unsigned operand, ArrayRef<int64_t> outShape,
                          ArrayRef<int64_t> inShape, ArrayRef<AxisRuns> axes) {
  assert(axes.size() == outShape.size() && axes.size() == inShape.size());
  SmallVector<int64_t> to = stridesOf(outShape), from = stridesOf(inShape);
  std::vector<LoopNest> nests(1);
  for (size_t d = 0; d < axes.size(); ++d) {
    std::vector<LoopNest> longer;
    for (const LoopNest &nest : nests)
      for (const LoopNest &run : axes[d]) {
        LoopNest &next = longer.emplace_back(nest);
        next.start[To] += run.start[To] * to[d];
        next.start[From] += run.start[From] * from[d];
        for (const Loop &loop : run.loops)
          next.loops.push_back(
              {loop.extent,
               {loop.stride[To] * to[d], loop.stride[From] * from[d]}});
      }
    nests = std::move(longer);
  }
  mergeProgressions(nests);
  for (LoopNest &nest : nests)
    boxes.push_back({operand, std::move(nest)});
}

void IndexMap::addBorders(ArrayRef<int64_t> outShape, ArrayRef<int64_t> begin,
                          ArrayRef<int64_t> end) {
  SmallVector<int64_t> to = stridesOf(outShape);
  // Within begin and end so far, outside in dimension d, whole behind it.
  LoopNest inner;
  std::vector<LoopNest> nests;
  for (size_t d = 0; d < outShape.size(); ++d) {
    for (Range outside : {Range{0, begin[d]}, Range{end[d], outShape[d]}}) {
      if (outside.empty())
        continue;
      LoopNest &border = nests.emplace_back(inner);
      border.start[To] += outside.begin * to[d];
      border.loops.push_back({outside.size() * to[d], {1, 0}});
    }
    inner.start[To] += begin[d] * to[d];
    inner.loops.push_back({end[d] - begin[d], {to[d], 0}});
  }
  for (LoopNest &nest : nests) {
    nest.simplify();
    boxes.push_back({std::nullopt, std::move(nest)});
  }
}

//===----------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------===//

std::vector<IndexBox> IndexMap::within(const Piece &piece) const {
  int64_t channels = output.channels, row = output.width * channels;
  std::vector<IndexBox> result;
  for (const IndexBox &box : boxes) {
    std::vector<LoopNest> nests;
    clip(box.nest, To, 0, piece.rows.begin * row, piece.rows.end * row, nests);
    if (piece.channels.begin > 0 || piece.channels.end < channels) {
      std::vector<LoopNest> whole, cut;
      for (LoopNest &nest : nests)
        splitAtMultiples(std::move(nest), To, channels, whole);
      for (LoopNest &nest : whole)
        clip(std::move(nest), To, channels, piece.channels.begin,
             piece.channels.end, cut);
      nests = std::move(cut);
    }
    for (LoopNest &nest : nests)
      result.push_back({box.operand, std::move(nest)});
  }
  return result;
}

/// The channels that `nest` reads of maps with `channels`: all of them where it
/// carries from pixel to pixel.
static Range channelsRead(const LoopNest &nest, int64_t channels) {
  LoopNest within;
  within.start[From] = nest.start[From] % channels;
  for (const Loop &loop : nest.loops)
    if (loop.stride[From] % channels != 0)
      within.loops.push_back(loop);
  auto [first, last] = within.bounds(From);
  return first < 0 || last >= channels ? Range{0, channels}
                                       : Range{first, last + 1};
}

Piece IndexMap::needed(unsigned operand, const Piece &piece) const {
  const MapShape &shape = operands[operand];
  Piece result = {piece.sample, {}, {}};
  for (const IndexBox &box : within(piece)) {
    if (box.operand != operand)
      continue;
    auto [first, last] = box.nest.bounds(From);
    int64_t row = shape.width * shape.channels;
    result.rows = result.rows.hull({first / row, last / row + 1});
    result.channels =
        result.channels.hull(channelsRead(box.nest, shape.channels));
  }
  return result;
}
