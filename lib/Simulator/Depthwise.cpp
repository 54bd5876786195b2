//===- Depthwise.cpp - The MXU instruction dwconv -------------------------===//
//
// Works on blocks of 16 channels, gathered like conv's operands.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "Window.h"
#include "sima/Machine/Cycles.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

namespace {
/// dwconv's operands by name, and its extents.
struct Depthwise {
  const Descriptor &acc, &in, &wt;
  uint64_t channels, kh, kw;
  Window window;

  explicit Depthwise(const Operation &op)
      : acc(op.operands[0]), in(op.operands[1]), wt(op.operands[2]),
        channels(wt.extent(0)), kh(wt.extent(1)), kw(wt.extent(2)),
        window(Window::of(op, acc, in, kh, kw)) {}

  uint64_t blocks() const { return divideCeil(channels, kLanes); }
};
} // namespace

static FormulaSizes sizes(const Operation &op) {
  Depthwise dw(op);
  return {{"N", dw.acc.extent(0) * dw.acc.extent(1)},
          {"CB", dw.blocks()},
          {"T", dw.kh * dw.kw},
          {"K", op.tilesK}};
}

static Error checkOperands(const VerifyContext &context, const Depthwise &dw) {
  const Machine &m = context.machine;
  if (Error e = expectMatrixOperands(dw.acc, dw.in, dw.wt))
    return e;
  if (dw.in.extent(2) != dw.channels || dw.acc.extent(2) != dw.channels)
    return fail(
        "operands acc, in and wt have {0}, {1} and {2} channels, dwconv "
        "needs equal numbers",
        dw.acc.extent(2), dw.in.extent(2), dw.channels);
  PixelShape out = PixelShape::of(dw.acc, /*withOuter=*/false);
  auto outputs = countElements("acc", {out.rows, out.cols, out.channels, 1},
                               m.accBytes / 4);
  if (!outputs)
    return outputs.takeError();
  auto weights = countElements("wt", {dw.blocks() * kLanes, dw.kh, dw.kw, 1},
                               kMaxGatheredElements);
  if (!weights)
    return weights.takeError();
  return checkPixels(context, "acc", dw.acc, out);
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  const Machine &m = context.machine;
  Depthwise dw(op);
  if (Error e = checkOperands(context, dw))
    return e;
  if (Error e = checkWindow(context, "in", dw.window, dw.in, dw.channels))
    return e;
  Footprint weights(dw.wt.base);
  weights.dim(0, dw.kh - 1, dw.wt.strides[1])
      .dim(0, dw.kw - 1, dw.wt.strides[2])
      .blocks(dw.channels, dw.wt.strides[0], 1);
  if (Error e = context.access("wt", Space::Lm, weights))
    return e;
  Expected<unsigned> K = divisorOf(m, op.kIndex);
  if (!K)
    return K.takeError();
  op.tilesK = *K;
  entry.cycles = cycles::dwconv(m, dw.acc.extent(0) * dw.acc.extent(1),
                                dw.channels, dw.kh * dw.kw, *K);
  return Error::success();
}

/// Weights as [block][tap][16], lanes beyond the channels 0.
static Error gatherWeights(const Memory &memory, const Depthwise &dw,
                           std::vector<int16_t> &to) {
  const Descriptor &wt = dw.wt;
  to.assign(dw.blocks() * dw.kh * dw.kw * kLanes, 0);
  int16_t *out = to.data();
  for (uint64_t b = 0; b != dw.blocks(); ++b) {
    unsigned lanes = std::min<uint64_t>(kLanes, dw.channels - b * kLanes);
    for (uint64_t i = 0; i != dw.kh; ++i)
      for (uint64_t j = 0; j != dw.kw; ++j, out += kLanes) {
        int64_t at = wt.base + static_cast<int64_t>(b) * wt.strides[0] +
                     static_cast<int64_t>(i) * wt.strides[1] +
                     static_cast<int64_t>(j) * wt.strides[2];
        if (!loadDifferences(memory, at, lanes, wt, out))
          return neverWritten("wt", memory, at, lanes);
      }
  }
  return Error::success();
}

static Error execute(State &state, const Operation &op) {
  Depthwise dw(op);
  const Memory &lm = state.lm[op.quad];
  uint64_t pixel = dw.blocks() * kLanes;
  if (Error e = gatherInput(lm, dw.in, dw.window, dw.channels, pixel,
                            state.inputScratch))
    return e;
  if (Error e = gatherWeights(lm, dw, state.weightScratch))
    return e;
  std::vector<uint64_t> taps;
  uint64_t cols = dw.window.cols.padded();
  for (uint64_t i = 0; i != dw.kh; ++i)
    for (uint64_t j = 0; j != dw.kw; ++j)
      taps.push_back((i * op.dilation.h * cols + j * op.dilation.w) * pixel);

  PixelOperand acc(state.acc[op.quad], dw.acc, "acc");
  PixelShape shape = PixelShape::of(dw.acc, /*withOuter=*/false);
  for (uint64_t r = 0; r != shape.rows; ++r)
    for (uint64_t c = 0; c != shape.cols; ++c) {
      const int16_t *in = state.inputScratch.data() +
                          (r * op.stride.h * cols + c * op.stride.w) * pixel;
      const int16_t *w = state.weightScratch.data();
      for (uint64_t b = 0; b != shape.blocks(); ++b, in += kLanes) {
        int32_t sums[kLanes] = {};
        unsigned lanes = shape.lanes(b);
        int64_t at = acc.address(0, r, c, b);
        if (op.accumulate && !acc.load(at, lanes, sums))
          return acc.unwritten(at, lanes);
        for (uint64_t tap : taps) {
          for (unsigned l = 0; l != kLanes; ++l)
            sums[l] = static_cast<int32_t>(
                static_cast<uint32_t>(sums[l]) +
                static_cast<uint32_t>(int32_t(in[tap + l]) * w[l]));
          w += kLanes;
        }
        acc.store(at, lanes, sums);
      }
    }
  return Error::success();
}

const Engine sim::kDepthwiseEngine{verify, execute, sizes};
