//===- MovedTensor.cpp - Index maps beside plain enumeration --------------===//

#include "MovedTensor.h"
#include "gtest/gtest.h"

using namespace sima;
using namespace sima::mla;
using namespace sima::plan;
using namespace sima::plan::test;

mla::Range Random::range(int64_t size) {
  if (number(0, 2) == 0)
    return {0, size};
  int64_t begin = number(0, size - 1);
  return {begin, number(begin + 1, size)};
}

namespace {
/// Bytes of local memory; -1 was never written.
using Memory = std::vector<int>;

/// A part of a map at a place, with addresses written down once more.
struct Placed {
  MapShape shape;
  MovePlace place;
  int64_t bytes = 0;

  Placed(const MapShape &shape, const Piece &held, bool planes, Random &random)
      : shape(shape) {
    place.planes = planes;
    place.rows = held.rows;
    place.channels = held.channels;
    int64_t unit = planes ? 32 : 1;
    place.offset = random.number(0, 3) * 16;
    place.pixelStride =
        planes ? 32 * ((held.channels.size() + 15) / 16) : held.channels.size();
    place.rowStride = place.pixelStride * shape.width;
    if (random.coin())
      place.rowStride += random.number(0, 2) * unit;
    bytes = place.offset + place.rowStride * held.rows.size();
  }

  /// Of the low byte of element `index`, or nothing if it is not held.
  std::optional<int64_t> address(int64_t index) const {
    int64_t channel = index % shape.channels, pixel = index / shape.channels;
    int64_t row = pixel / shape.width, column = pixel % shape.width;
    if (!place.rows.contains({row, row + 1}) ||
        !place.channels.contains({channel, channel + 1}))
      return std::nullopt;
    channel -= place.channels.begin;
    int64_t at = place.offset + (row - place.rows.begin) * place.rowStride +
                 column * place.pixelStride;
    return at + (place.planes ? channel / 16 * 32 + channel % 16 : channel);
  }
};
} // namespace

/// Some byte of an element, different for most elements.
static int contents(unsigned operand, int64_t index, int plane) {
  uint64_t hash = (index * 4 + operand * 2 + plane + 1) * 0x9E3779B97F4A7C15u;
  return hash >> 56;
}

static Memory filled(const Placed &placed, unsigned operand) {
  Memory memory(placed.bytes, -1);
  for (int64_t i = 0, e = placed.shape.elementsPerSample(); i < e; ++i)
    if (auto address = placed.address(i))
      for (int plane = 0; plane <= placed.place.planes; ++plane)
        memory.at(*address + 16 * plane) = contents(operand, i, plane);
  return memory;
}

static void execute(const MoveCopy &copy, Memory &out, const Memory *in) {
  const auto &n = copy.dst.sizes;
  ASSERT_EQ(copy.dst.sizes, copy.src.sizes);
  auto at = [](const PlainShape &shape, int64_t base, auto... index) {
    std::array<int64_t, 4> indices{index...};
    for (int d = 0; d < 4; ++d)
      base += indices[d] * shape.strides[d];
    return base;
  };
  for (int64_t i = 0; i < n[0]; ++i)
    for (int64_t j = 0; j < n[1]; ++j)
      for (int64_t k = 0; k < n[2]; ++k)
        for (int64_t l = 0; l < n[3]; ++l) {
          int value = copy.value;
          if (in) {
            value = in->at(at(copy.src, copy.from, i, j, k, l));
            ASSERT_NE(value, -1) << "reads what was never written";
          }
          out.at(at(copy.dst, copy.to, i, j, k, l)) = value;
        }
}

/// What the output should hold; the bytes between are not touched.
static Memory expectedOf(const Case &c, const Piece &piece, const Placed &out) {
  Memory memory(out.bytes, -1);
  for (auto [i, source] : llvm::enumerate(c.sources)) {
    int64_t channel = i % c.map.output.channels;
    int64_t row = i / c.map.output.channels / c.map.output.width;
    if (!piece.rows.contains({row, row + 1}) ||
        !piece.channels.contains({channel, channel + 1}))
      continue;
    for (int plane = 0; plane <= out.place.planes; ++plane)
      memory.at(out.address(i).value() + 16 * plane) =
          source.operand < 0 ? c.map.value >> 8 * plane & 0xff
                             : contents(source.operand, source.index, plane);
  }
  return memory;
}

/// The rows and channels that the sources of `piece` lie in.
static Piece hullOf(const Case &c, const Piece &piece, int operand) {
  const MapShape &shape = c.map.operands[operand];
  Piece hull;
  for (auto [i, source] : llvm::enumerate(c.sources)) {
    int64_t channel = i % c.map.output.channels;
    int64_t row = i / c.map.output.channels / c.map.output.width;
    if (source.operand != operand || !piece.rows.contains({row, row + 1}) ||
        !piece.channels.contains({channel, channel + 1}))
      continue;
    channel = source.index % shape.channels;
    row = source.index / shape.channels / shape.width;
    hull.rows = hull.rows.hull({row, row + 1});
    hull.channels = hull.channels.hull({channel, channel + 1});
  }
  return hull;
}

/// Enlarges `held` within `shape`, sometimes to all of it.
static Piece enlarged(Piece held, const MapShape &shape, Random &random) {
  auto grow = [&](mla::Range range, int64_t size) {
    if (random.number(0, 2) == 0)
      return mla::Range{0, size};
    return mla::Range{random.number(0, range.begin),
                      random.number(range.end, size)};
  };
  if (random.coin())
    held.rows = grow(held.rows, shape.height);
  if (random.coin())
    held.channels = grow(held.channels, shape.channels);
  return held;
}

void sima::plan::test::checkPiece(const Case &c, const Piece &piece,
                                  bool planes, Random &random) {
  Machine machine = cantFail(Machine::load("mlsoc"));
  std::vector<Placed> inputs;
  std::vector<Memory> memories;
  llvm::SmallVector<MovePlace> places;
  for (unsigned k = 0; k < c.map.operands.size(); ++k) {
    Piece needed = c.map.needed(k, piece), hull = hullOf(c, piece, k);
    ASSERT_EQ(needed.rows, hull.rows);
    ASSERT_TRUE(needed.channels.contains(hull.channels));
    if (needed.empty())
      needed = {0, {0, 1}, {0, 1}};
    inputs.emplace_back(c.map.operands[k],
                        enlarged(needed, c.map.operands[k], random), planes,
                        random);
    memories.push_back(filled(inputs.back(), k));
    places.push_back(inputs.back().place);
  }
  Placed out(c.map.output, enlarged(piece, c.map.output, random), planes,
             random);
  Memory result(out.bytes, -1);
  for (const MoveCopy &copy :
       planMoves(machine, c.map, piece, out.place, places))
    execute(copy, result, copy.operand ? &memories[*copy.operand] : nullptr);
  ASSERT_EQ(result, expectedOf(c, piece, out));
}
