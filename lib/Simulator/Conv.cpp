//===- Conv.cpp - The MXU instruction conv --------------------------------===//
//
// Both operands are gathered into dense 16-bit differences first, so that the
// inner loop is a plain dot product that the compiler vectorises.
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
/// conv's operands by name, and its extents.
struct Conv {
  const Descriptor &acc, &in, &wt;
  uint64_t outChannels, kh, kw, channels;
  Window window;

  explicit Conv(const Operation &op)
      : acc(op.operands[0]), in(op.operands[1]), wt(op.operands[2]),
        outChannels(wt.extent(0)), kh(wt.extent(1)), kw(wt.extent(2)),
        channels(wt.extent(3)), window(Window::of(op, acc, in, kh, kw)) {}
};

/// A dot product of one output: `count` segments of `length` elements, at
/// `offsets` from the position in the input and contiguous in the weights.
struct Segments {
  std::vector<uint64_t> offsets;
  uint64_t length; ///< rounded up to whole vectors; weights beyond are 0
  uint64_t tapsEach;

  uint64_t weightsPerOutput() const { return offsets.size() * length; }
};

/// Elements that the dot product takes at a time.
constexpr uint64_t kVector = 16;
/// Outputs computed together, so that an input is loaded once for all.
constexpr uint64_t kOutputs = 4;
} // namespace

static FormulaSizes sizes(const Operation &op) {
  Conv conv(op);
  return {{"N", conv.acc.extent(0) * conv.acc.extent(1)},
          {"OB", divideCeil(conv.outChannels, kLanes)},
          {"IB", divideCeil(conv.channels, kLanes)},
          {"T", conv.kh * conv.kw},
          {"K", op.tilesK}};
}

static Error checkOperands(const VerifyContext &context, const Conv &conv) {
  const Machine &m = context.machine;
  if (Error e = expectMatrixOperands(conv.acc, conv.in, conv.wt))
    return e;
  if (conv.in.extent(2) != conv.channels)
    return fail("operand in has {0} channels, wt has {1}", conv.in.extent(2),
                conv.channels);
  if (conv.acc.extent(2) != conv.outChannels)
    return fail("operand acc has {0} channels, wt has {1} outputs",
                conv.acc.extent(2), conv.outChannels);
  PixelShape out = PixelShape::of(conv.acc, /*withOuter=*/false);
  auto outputs = countElements("acc", {out.rows, out.cols, out.channels, 1},
                               m.accBytes / 4);
  if (!outputs)
    return outputs.takeError();
  // As gatherWeights() pads them.
  auto weights = countElements("wt",
                               {alignTo(conv.outChannels, kOutputs), conv.kh,
                                conv.kw, alignTo(conv.channels, kVector)},
                               kMaxGatheredElements);
  if (!weights)
    return weights.takeError();
  return checkPixels(context, "acc", conv.acc, out);
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  const Machine &m = context.machine;
  Conv conv(op);
  if (Error e = checkOperands(context, conv))
    return e;
  if (Error e = checkWindow(context, "in", conv.window, conv.in, conv.channels))
    return e;
  Footprint weights(conv.wt.base);
  weights.dim(0, conv.outChannels - 1, conv.wt.strides[0])
      .dim(0, conv.kh - 1, conv.wt.strides[1])
      .dim(0, conv.kw - 1, conv.wt.strides[2])
      .blocks(conv.channels, conv.wt.strides[3], 1);
  if (Error e = context.access("wt", Space::Lm, weights))
    return e;
  Expected<unsigned> K = divisorOf(m, op.kIndex);
  if (!K)
    return K.takeError();
  op.tilesK = *K;
  entry.cycles =
      cycles::conv(m, conv.acc.extent(0) * conv.acc.extent(1), conv.outChannels,
                   conv.channels, conv.kh * conv.kw, *K);
  return Error::success();
}

/// Where the taps lie in the gathered input. Columns without gaps make one
/// segment of a kernel row: what a vector reads beyond meets zero weights.
static Segments segmentsOf(const Operation &op, const Conv &conv) {
  Segments segments;
  bool joined = op.dilation.w == 1 || conv.kw == 1;
  segments.tapsEach = joined ? conv.kw : 1;
  segments.length = alignTo(segments.tapsEach * conv.channels, kVector);
  uint64_t rowElements = conv.window.cols.padded() * conv.channels;
  for (uint64_t i = 0; i != conv.kh; ++i)
    for (uint64_t j = 0; j < conv.kw; j += segments.tapsEach)
      segments.offsets.push_back(i * op.dilation.h * rowElements +
                                 j * op.dilation.w * conv.channels);
  return segments;
}

/// Weights as [output, rounded up][segment][length].
static Error gatherWeights(const Memory &memory, const Conv &conv,
                           const Segments &segments, std::vector<int16_t> &to) {
  const Descriptor &wt = conv.wt;
  to.assign(alignTo(conv.outChannels, kOutputs) * segments.weightsPerOutput(),
            0);
  for (uint64_t o = 0; o != conv.outChannels; ++o)
    for (uint64_t i = 0; i != conv.kh; ++i)
      for (uint64_t j = 0; j != conv.kw; ++j) {
        uint64_t tap = i * conv.kw + j;
        int16_t *out = to.data() + o * segments.weightsPerOutput() +
                       tap / segments.tapsEach * segments.length +
                       tap % segments.tapsEach * conv.channels;
        int64_t at = wt.base + static_cast<int64_t>(o) * wt.strides[0] +
                     static_cast<int64_t>(i) * wt.strides[1] +
                     static_cast<int64_t>(j) * wt.strides[2];
        for (uint64_t ch = 0; ch < conv.channels;
             ch += kLanes, at += wt.strides[3]) {
          unsigned lanes = std::min<uint64_t>(kLanes, conv.channels - ch);
          if (!loadDifferences(memory, at, lanes, wt, out + ch))
            return neverWritten("wt", memory, at, lanes);
        }
      }
  return Error::success();
}

#if defined(__x86_64__)
#define SIMA_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define SIMA_VECTOR_CLONES
#endif

/// All outputs of one position. Products have 18 bits and sums wrap as the
/// machine's do.
SIMA_VECTOR_CLONES static void
dotProducts(const int16_t *in, const int16_t *weights, const uint64_t *offsets,
            uint64_t count, uint64_t length, uint64_t outputs, int32_t *sums) {
  uint64_t stride = count * length;
  for (uint64_t o = 0; o < outputs;
       o += kOutputs, weights += kOutputs * stride) {
    uint32_t a = 0, b = 0, c = 0, d = 0;
    for (uint64_t s = 0; s != count; ++s) {
      const int16_t *x = in + offsets[s];
      const int16_t *w = weights + s * length;
      for (uint64_t i = 0; i != length; ++i) {
        a += static_cast<uint32_t>(int32_t(x[i]) * w[i]);
        b += static_cast<uint32_t>(int32_t(x[i]) * w[stride + i]);
        c += static_cast<uint32_t>(int32_t(x[i]) * w[2 * stride + i]);
        d += static_cast<uint32_t>(int32_t(x[i]) * w[3 * stride + i]);
      }
    }
    sums[o] = static_cast<int32_t>(a);
    sums[o + 1] = static_cast<int32_t>(b);
    sums[o + 2] = static_cast<int32_t>(c);
    sums[o + 3] = static_cast<int32_t>(d);
  }
}

/// Writes, or adds to, the accumulators of one position.
static Error putSums(PixelOperand &acc, const PixelShape &shape, uint64_t r,
                     uint64_t c, bool accumulate, int32_t *sums) {
  for (uint64_t b = 0; b != shape.blocks(); ++b, sums += kLanes) {
    int64_t at = acc.address(0, r, c, b);
    unsigned lanes = shape.lanes(b);
    if (accumulate) {
      int32_t old[kLanes];
      if (!acc.load(at, lanes, old))
        return acc.unwritten(at, lanes);
      for (unsigned i = 0; i != lanes; ++i)
        sums[i] = static_cast<int32_t>(static_cast<uint32_t>(sums[i]) +
                                       static_cast<uint32_t>(old[i]));
    }
    acc.store(at, lanes, sums);
  }
  return Error::success();
}

static Error execute(State &state, const Operation &op) {
  Conv conv(op);
  const Memory &lm = state.lm[op.quad];
  if (Error e = gatherInput(lm, conv.in, conv.window, conv.channels,
                            conv.channels, state.inputScratch))
    return e;
  Segments segments = segmentsOf(op, conv);
  if (Error e = gatherWeights(lm, conv, segments, state.weightScratch))
    return e;
  PixelOperand acc(state.acc[op.quad], conv.acc, "acc");
  PixelShape shape = PixelShape::of(conv.acc, /*withOuter=*/false);
  std::vector<int32_t> sums(alignTo(conv.outChannels, kLanes));
  uint64_t cols = conv.window.cols.padded();
  for (uint64_t r = 0; r != shape.rows; ++r)
    for (uint64_t c = 0; c != shape.cols; ++c) {
      uint64_t position = r * op.stride.h * cols + c * op.stride.w;
      dotProducts(state.inputScratch.data() + position * conv.channels,
                  state.weightScratch.data(), segments.offsets.data(),
                  segments.offsets.size(), segments.length,
                  alignTo(conv.outChannels, kOutputs), sums.data());
      if (Error e = putSums(acc, shape, r, c, op.accumulate, sums.data()))
        return e;
    }
  return Error::success();
}

const Engine sim::kConvEngine{verify, execute, sizes};
