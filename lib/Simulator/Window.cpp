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

SmallVector<Stretches, 1> WindowAxis::readPositions() const {
  std::vector<uint8_t> read = reads();
  SmallVector<Stretches, 1> result;
  for (uint64_t p = 0, end = 0; p != read.size(); p = end) {
    for (end = p + 1; end != read.size() && read[end] == read[p];)
      ++end;
    if (!read[p])
      continue;
    uint64_t first = p - pad, length = end - p;
    if (!result.empty() && result.back().length == length) {
      Stretches &last = result.back();
      uint64_t step = first - last.first - (last.count - 1) * last.step;
      if (last.count == 1 || step == last.step) {
        last.step = step;
        ++last.count;
        continue;
      }
    }
    result.push_back({first, length});
  }
  return result;
}

Window Window::of(const Operation &op, const Descriptor &out,
                  const Descriptor &in, uint64_t kh, uint64_t kw) {
  return {
      {out.extent(0), kh, op.stride.h, op.dilation.h, op.pad.h, in.extent(0)},
      {out.extent(1), kw, op.stride.w, op.dilation.w, op.pad.w, in.extent(1)}};
}

Error sim::checkWindow(const VerifyContext &context, StringRef operand,
                       const Window &window, const Descriptor &in,
                       uint64_t channels, uint64_t outer) {
  uint64_t rows = window.rows.padded(), cols = window.cols.padded();
  uint64_t elements = SaturatingMultiply(SaturatingMultiply(rows, cols),
                                         alignTo(channels, kLanes));
  if (elements > kMaxGatheredElements)
    return fail("operand {0} spans {1}x{2} padded positions of {3} channels, "
                "the simulator takes {4} elements at most",
                operand, rows, cols, channels, kMaxGatheredElements);
  auto rowsRead = window.rows.readPositions();
  auto colsRead = window.cols.readPositions();
  if (rowsRead.empty() || colsRead.empty())
    return Error::success();
  Footprint footprint(in.base);
  footprint.positions(rowsRead, in.strides[0])
      .positions(colsRead, in.strides[1])
      .dim(0, outer - 1, in.strides[3])
      .blocks(channels, in.strides[2], laneBytes(in));
  return context.access(operand, in.space, footprint);
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
