//===- MoveRandomTest.cpp - Random index maps, pieces and places ----------===//
//
// Every case is written down a second time, element by element.
//
//===----------------------------------------------------------------------===//
#include "MovedTensor.h"
#include "gtest/gtest.h"
#include <numeric>

using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using namespace sima::plan::test;

using Shape = std::vector<int64_t>;

static int64_t product(const Shape &shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1},
                         std::multiplies<>());
}

/// Rows, columns and channels of as many elements as `shape` has: dimensions
/// are grouped, or the elements factored without regard to them.
static MapShape asMap(const Shape &shape, Random &random) {
  std::array<int64_t, 3> sizes{1, 1, 1};
  if (random.coin()) {
    int64_t axis = 0;
    for (int64_t size : shape) {
      axis = random.number(axis, 2);
      sizes[axis] *= size;
    }
  } else {
    int64_t rest = product(shape);
    for (int64_t factor = 2; rest > 1; ++factor)
      for (; rest % factor == 0; rest /= factor)
        sizes[random.number(0, 2)] *= factor;
  }
  return {1, sizes[0], sizes[1], sizes[2]};
}

/// The map of the last three dimensions.
static MapShape mapOf(const Shape &shape) {
  return {1, shape[0], shape[1], shape[2]};
}

/// Counts through all indices of a shape.
static bool next(Shape &index, const Shape &shape) {
  for (size_t d = shape.size(); d-- > 0; index[d] = 0)
    if (++index[d] < shape[d])
      return true;
  return false;
}

static int64_t flat(const Shape &index, const Shape &shape) {
  int64_t result = 0;
  for (size_t d = 0; d < shape.size(); ++d)
    result = result * shape[d] + index[d];
  return result;
}

static Case rearranged(Random &random) {
  Shape view(random.number(1, 6));
  int64_t most = view.size() < 4 ? 24 : 7;
  for (int64_t &size : view)
    size = random.number(1, random.number(1, most));
  Shape permutation(view.size()), permuted;
  std::iota(permutation.begin(), permutation.end(), 0);
  random.shuffle(permutation);
  for (int64_t d : permutation)
    permuted.push_back(view[d]);
  Case c{{asMap(permuted, random), {asMap(view, random)}}, {}};
  c.map.addRearranged(0, view, permutation);
  Shape index(view.size()), from(view.size());
  do {
    for (size_t d = 0; d < view.size(); ++d)
      from[permutation[d]] = index[d];
    c.sources.push_back({0, flat(from, view)});
  } while (next(index, permuted));
  return c;
}

namespace {
/// One axis of a product: the runs, and the same index by index (-1: none).
struct Axis {
  int64_t size;
  AxisRuns runs;
  Shape from;
};
} // namespace

static Axis randomAxis(int64_t size, Random &random) {
  Axis axis{size, {}, {}};
  switch (random.number(0, 6)) {
  case 0: { // slice
    int64_t begin = random.number(0, size - 1), step = random.number(-4, 4);
    if (step == 0)
      step = 1;
    int64_t room = step > 0 ? size - 1 - begin : begin;
    int64_t count = random.number(1, room / std::abs(step) + 1);
    axis.runs = sliceRuns(begin, count, step);
    for (int64_t i = 0; i < count; ++i)
      axis.from.push_back(begin + i * step);
    break;
  }
  case 1: { // gather
    for (int64_t i = 0, e = random.number(1, 12); i < e; ++i)
      axis.from.push_back(random.number(0, size - 1));
    axis.runs = gatherRuns(axis.from);
    break;
  }
  case 2: { // nearest neighbours
    int64_t out = random.number(1, 20);
    for (int64_t i = 0; i < out; ++i)
      axis.from.push_back(i * size / out);
    axis.runs = gatherRuns(axis.from);
    break;
  }
  case 3: { // tile
    int64_t times = random.number(1, 3);
    axis.runs = tileRuns(size, times);
    for (int64_t i = 0; i < size * times; ++i)
      axis.from.push_back(i % size);
    break;
  }
  case 4: { // edge
    int64_t low = random.number(0, 9), high = random.number(0, 9);
    axis.runs = edgeRuns(low, size, high);
    for (int64_t i = -low; i < size + high; ++i)
      axis.from.push_back(std::clamp<int64_t>(i, 0, size - 1));
    break;
  }
  case 5: { // wrap
    int64_t low = random.number(0, size), high = random.number(0, size);
    axis.runs = wrapRuns(low, size, high);
    for (int64_t i = -low; i < size + high; ++i)
      axis.from.push_back((i + size) % size);
    break;
  }
  default: { // mirror
    bool edge = random.coin();
    int64_t most = edge ? size : size - 1;
    int64_t low = random.number(0, most), high = random.number(0, most);
    axis.runs = mirrorRuns(low, size, high, edge);
    for (int64_t i = -low; i < size + high; ++i) {
      int64_t from = i < 0 ? -i - edge : i;
      axis.from.push_back(from < size ? from : 2 * size - 2 + edge - from);
    }
  }
  }
  return axis;
}

static Case productOfAxes(Random &random) {
  std::vector<AxisRuns> runs;
  std::vector<Axis> axes;
  Shape in, out, index(3), from(3);
  for (int d = 0; d < 3; ++d) {
    in.push_back(random.number(1, random.coin() ? 4 : 20));
    axes.push_back(randomAxis(in.back(), random));
    runs.push_back(axes.back().runs);
    out.push_back(axes.back().from.size());
  }
  Case c{{mapOf(out), {mapOf(in)}}, {}};
  c.map.addProduct(0, out, in, runs);
  do {
    for (int d = 0; d < 3; ++d)
      from[d] = axes[d].from[index[d]];
    c.sources.push_back({0, flat(from, in)});
  } while (next(index, out));
  return c;
}

static Case concatenated(Random &random) {
  Shape out(3);
  for (int64_t &size : out)
    size = random.number(1, 9);
  size_t axis = random.number(0, 2);
  std::vector<Shape> shapes;
  llvm::SmallVector<MapShape> maps;
  out[axis] = 0;
  for (int64_t k = 0, e = random.number(1, 5); k < e; ++k) {
    shapes.push_back(out);
    shapes.back()[axis] = random.number(1, 20);
    maps.push_back(mapOf(shapes.back()));
  }
  Shape first;
  for (const Shape &shape : shapes) {
    first.push_back(out[axis]);
    out[axis] += shape[axis];
  }
  Case c{{mapOf(out), maps}, {}};
  for (size_t k = 0; k < shapes.size(); ++k) {
    std::vector<AxisRuns> runs;
    for (size_t d = 0; d < 3; ++d)
      runs.push_back(sliceRuns(0, shapes[k][d], 1, d == axis ? first[k] : 0));
    c.map.addProduct(k, out, shapes[k], runs);
  }
  Shape index(3);
  do {
    size_t k = shapes.size() - 1;
    while (index[axis] < first[k])
      --k;
    Shape from = index;
    from[axis] -= first[k];
    c.sources.push_back({int(k), flat(from, shapes[k])});
  } while (next(index, out));
  return c;
}

static Case padded(Random &random) {
  Shape in(3), begin(3), end(3), out(3), index(3);
  std::vector<AxisRuns> runs;
  for (int d = 0; d < 3; ++d) {
    in[d] = random.number(1, 9);
    begin[d] = random.coin() ? random.number(0, 5) : 0;
    end[d] = begin[d] + in[d];
    out[d] = end[d] + (random.coin() ? random.number(0, 5) : 0);
    runs.push_back(sliceRuns(0, in[d], 1, begin[d]));
  }
  Case c{{mapOf(out), {mapOf(in)}}, {}};
  c.map.value =
      random.coin() ? random.number(-32768, 32767) : random.number(-1, 0);
  c.map.addProduct(0, out, in, runs);
  c.map.addBorders(out, begin, end);
  do {
    Shape from(3);
    bool inside = true;
    for (int d = 0; d < 3; ++d) {
      from[d] = index[d] - begin[d];
      inside &= index[d] >= begin[d] && index[d] < end[d];
    }
    c.sources.push_back(inside ? Source{0, flat(from, in)} : Source{});
  } while (next(index, out));
  return c;
}

/// Random cases of one kind, each cut into a few pieces.
static void check(Case (*make)(Random &), unsigned seed) {
  Random random(seed);
  for (int run = 0; run < 1500; ++run) {
    SCOPED_TRACE("run " + std::to_string(run));
    Case c = make(random);
    for (int k = 0; k < 3; ++k) {
      Piece piece = {0, random.range(c.map.output.height),
                     random.range(c.map.output.channels)};
      ASSERT_NO_FATAL_FAILURE(checkPiece(c, piece, random.coin(), random));
    }
  }
}

TEST(MoveRandom, Rearranged) { check(rearranged, 1); }
TEST(MoveRandom, Products) { check(productOfAxes, 2); }
TEST(MoveRandom, Concatenated) { check(concatenated, 3); }
TEST(MoveRandom, Padded) { check(padded, 4); }
