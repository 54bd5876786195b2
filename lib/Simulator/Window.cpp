//===- Window.cpp - The input window of conv, dwconv and pool -------------===//
//
// Range checks and the gather that takes descriptor arithmetic out of the MXU's
// inner loops.
//
//===----------------------------------------------------------------------===//
#include "Window.h"
#include "Fail.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

std::vector<uint8_t> WindowAxis::reads() const {
  std::vector<uint8_t> read(padded(), 0);
  for (uint64_t tap = 0; tap != taps; ++tap)
    for (uint64_t o = 0; o != out; ++o)
      read[o * stride + tap * dilation] = 1;
  for (uint64_t p = 0; p != read.size(); ++p)
    if (p < pad || p - pad >= in)
      read[p] = 0;
  return read;
}

Window Window::of(const Operation &op, const Descriptor &out,
                  const Descriptor &in, uint64_t kh, uint64_t kw) {
  return {
      {out.extent(0), kh, op.stride.h, op.dilation.h, op.pad.h, in.extent(0)},
      {out.extent(1), kw, op.stride.w, op.dilation.w, op.pad.w, in.extent(1)}};
}

/// First and last input position that is read, if any is.
static std::optional<std::pair<uint64_t, uint64_t>>
readPositions(const WindowAxis &axis) {
  std::vector<uint8_t> read = axis.reads();
  auto first = std::find(read.begin(), read.end(), 1);
  if (first == read.end())
    return std::nullopt;
  auto last = std::find(read.rbegin(), read.rend(), 1);
  uint64_t lastIndex = read.size() - 1 - (last - read.rbegin());
  return std::pair(first - read.begin() - axis.pad, lastIndex - axis.pad);
}

Error sim::checkWindow(StringRef operand, const Window &window,
                       const Descriptor &in, uint64_t channels, uint64_t limit,
                       uint64_t outer) {
  uint64_t rows = window.rows.padded(), cols = window.cols.padded();
  uint64_t elements = SaturatingMultiply(SaturatingMultiply(rows, cols),
                                         alignTo(channels, kLanes));
  if (elements > kMaxGatheredElements)
    return fail("operand {0} spans {1}x{2} padded positions of {3} channels, "
                "the simulator takes {4} elements at most",
                operand, rows, cols, channels, kMaxGatheredElements);
  auto rowsRead = readPositions(window.rows);
  auto colsRead = readPositions(window.cols);
  if (!rowsRead || !colsRead)
    return Error::success();
  AddressRange range(in.base);
  range.dim(rowsRead->first, rowsRead->second, in.strides[0])
      .dim(colsRead->first, colsRead->second, in.strides[1])
      .dim(0, outer - 1, in.strides[3])
      .blocks(channels, in.strides[2], laneBytes(in));
  return range.check(operand, isa::spaceName(in.space), 0, limit);
}

Error sim::expectByteType(StringRef operand, const Descriptor &d) {
  if (d.type != ElementType::S8 && d.type != ElementType::U8)
    return fail("operand {0} has type {1}, the MXU takes s8 and u8", operand,
                isa::typeName(d.type));
  int32_t lo = d.type == ElementType::S8 ? -128 : 0;
  if (d.zp < lo || d.zp > lo + 255)
    return fail("operand {0} has zero point {1}, type {2} has {3} to {4}",
                operand, d.zp, isa::typeName(d.type), lo, lo + 255);
  return Error::success();
}

Error sim::expectMatrixOperands(const Descriptor &acc, const Descriptor &in,
                                const Descriptor &wt) {
  if (Error e = expectSpace("acc", acc, Space::Acc))
    return e;
  if (Error e = expectSpace("in", in, Space::Lm))
    return e;
  if (Error e = expectSpace("wt", wt, Space::Lm))
    return e;
  if (Error e = expectByteType("in", in))
    return e;
  return expectByteType("wt", wt);
}

bool sim::loadDifferences(const Memory &memory, int64_t at, unsigned lanes,
                          const Descriptor &d, int16_t *to) {
  if (!memory.isBlockWritten(at, lanes))
    return false;
  const uint8_t *from = memory.data() + at;
  int16_t zp = static_cast<int16_t>(d.zp);
  if (d.type == ElementType::S8)
    for (unsigned i = 0; i != lanes; ++i)
      to[i] = static_cast<int16_t>(static_cast<int8_t>(from[i]) - zp);
  else
    for (unsigned i = 0; i != lanes; ++i)
      to[i] = static_cast<int16_t>(from[i] - zp);
  return true;
}

Error sim::gatherInput(const Memory &memory, const Descriptor &in,
                       const Window &window, uint64_t channels,
                       uint64_t pixelElements, std::vector<int16_t> &to) {
  constexpr unsigned kSlackElements = 64;
  std::vector<uint8_t> rows = window.rows.reads(), cols = window.cols.reads();
  to.assign(rows.size() * cols.size() * pixelElements + kSlackElements, 0);
  for (uint64_t r = 0; r != rows.size(); ++r) {
    if (!rows[r])
      continue;
    int64_t rowBase =
        in.base + static_cast<int64_t>(r - window.rows.pad) * in.strides[0];
    int16_t *out = to.data() + r * cols.size() * pixelElements;
    for (uint64_t c = 0; c != cols.size(); ++c, out += pixelElements) {
      if (!cols[c])
        continue;
      int64_t at =
          rowBase + static_cast<int64_t>(c - window.cols.pad) * in.strides[1];
      for (uint64_t ch = 0; ch < channels; ch += kLanes, at += in.strides[2]) {
        unsigned lanes = std::min<uint64_t>(kLanes, channels - ch);
        if (!loadDifferences(memory, at, lanes, in, out + ch))
          return neverWritten("in", memory, at, lanes);
      }
    }
  }
  return Error::success();
}

Expected<unsigned> sim::divisorOf(const Machine &machine, unsigned k) {
  auto divisors = machine.divisors();
  if (k >= divisors.size())
    return fail("k={0} names no divisor of {1} tiles, there are {2}", k,
                machine.tilesPerQuad, divisors.size());
  return divisors[k];
}
