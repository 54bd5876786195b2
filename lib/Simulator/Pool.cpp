//===- Pool.cpp - The VPU instruction pool --------------------------------===//
//
// Maximum and average over a window. Padding never takes part in a maximum; an
// average divides by the positions inside the input unless padding is included.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "Parameters.h"
#include "Vector.h"
#include "Window.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/OnnxQuant.h"
#include "sima/Numerics/OnnxReduce.h"
#include "sima/Numerics/OnnxRequant.h"
#include "sima/Numerics/TFLiteReduce.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using namespace sima::numerics;

static bool isMaximum(const Operation &op) {
  return op.kind == static_cast<unsigned>(isa::PoolKind::PoolMax);
}

/// Whether reals are averaged, which needs the scales of input and output.
static bool averagesReals(const Operation &op) {
  return !isMaximum(op) &&
         (op.mode == isa::Mode::Onnx || op.mode == isa::Mode::OnnxU8 ||
          op.mode == isa::Mode::OnnxFloat);
}

/// Bytes of the parameter block: two scales where reals are averaged, a clamp.
static uint64_t parameterBytes(const Operation &op) {
  return averagesReals(op) ? 16 : 8;
}

static FormulaSizes sizes(const Operation &op) {
  const Descriptor &dst = op.operands[0];
  return {{"E", dst.extent(0) * dst.extent(1) * dst.extent(2) * dst.extent(3)},
          {"T", uint64_t(op.kernel.h) * op.kernel.w}};
}

/// Types of the operands. A maximum, and an average of codes, keep the type;
/// formulas of 8-bit codes take no others.
static Error checkTypes(const VerifyContext &context, const Operation &op,
                        const PixelShape &shape) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  bool narrow = !isMaximum(op) &&
                (op.mode == isa::Mode::TfliteU8 || op.mode == isa::Mode::Onnx ||
                 op.mode == isa::Mode::OnnxU8);
  SmallVector<ElementType, 2> types = {ElementType::S8};
  if (!narrow)
    types.push_back(ElementType::S16);
  if (Error e = checkCodesOf(context, "dst", dst, shape, types))
    return e;
  // The type and space of src; its range follows from the window.
  if (Error e = expectCodesOf("src", src, types))
    return e;
  if (!averagesReals(op) && dst.type != src.type)
    return fail("operands dst and src have types {0} and {1}, the instruction "
                "takes one type in its mode",
                isa::typeName(dst.type), isa::typeName(src.type));
  return Error::success();
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  if (!isMaximum(op) &&
      op.kind != static_cast<unsigned>(isa::PoolKind::PoolAverage))
    return fail("pool kind {0} is reserved, the last is 1 (average)", op.kind);
  PixelShape shape = PixelShape::of(dst, /*withOuter=*/true);
  Expected<uint64_t> count = countCodes(context, "dst", shape);
  if (!count)
    return count.takeError();
  if (Error e = checkTypes(context, op, shape))
    return e;
  Window window = Window::of(op, dst, src, op.kernel.h, op.kernel.w);
  if (Error e =
          checkWindow(context, "src", window, src, shape.channels, shape.outer))
    return e;
  if (Error e = checkBytes(context, "par", op.operands[2], parameterBytes(op)))
    return e;
  entry.cycles = cycles::pool(context.machine, *count,
                              uint64_t(op.kernel.h) * op.kernel.w);
  return Error::success();
}

namespace {
/// The taps of one output in one direction that lie in the input.
struct Taps {
  uint64_t first, last; ///< input positions, `last` exclusive
};
} // namespace

static Taps tapsOf(const WindowAxis &axis, uint64_t out) {
  uint64_t begin = out * axis.stride, end = begin + axis.taps;
  uint64_t first = std::max(begin, axis.pad) - axis.pad;
  uint64_t last = std::min(std::max(end, axis.pad) - axis.pad, axis.in);
  return {first, std::max(first, last)};
}

namespace {
/// What becomes of the codes of one window; one per lane.
class Pooling {
public:
  Pooling(const Operation &op, Parameters par)
      : mode(op.mode), maximum(isMaximum(op)), src(op.operands[1]),
        dst(op.operands[0]) {
    if (averagesReals(op)) {
      inScale = par.real();
      outScale = par.real();
    }
    clamp = par.range();
  }

  void clear() {
    std::fill_n(largest, kLanes, INT32_MIN);
    std::fill_n(sums, kLanes, 0);
    std::fill_n(reals, kLanes, 0.0f);
  }

  void take(unsigned lane, int32_t code) {
    largest[lane] = std::max(largest[lane], code);
    sums[lane] += code;
    if (mode == isa::Mode::Onnx || mode == isa::Mode::OnnxU8)
      reals[lane] += onnx::dequantize(code, inScale, src.zp);
  }

  /// The result of a lane whose window has `inside` positions in the input and
  /// divides by `divisor`.
  int32_t result(unsigned lane, int64_t inside, int32_t divisor) const {
    if (maximum)
      return tflite::clampTo(largest[lane], clamp);
    auto sum = static_cast<int32_t>(sums[lane]); // wraps
    switch (mode) {
    case isa::Mode::TfliteU8:
      return tflite::averagePoolU8(sum, divisor, clamp);
    case isa::Mode::Onnx:
      return onnx::averagePool(reals[lane], divisor, outScale, dst.zp, 0,
                               clamp);
    case isa::Mode::OnnxU8:
      return onnx::averagePool(reals[lane], divisor, outScale, dst.zp, 128,
                               clamp);
    case isa::Mode::OnnxFloat:
      return onnx::requant(sums[lane] - inside * src.zp,
                           onnx::meanScale(inScale, outScale, divisor), dst.zp,
                           clamp);
    default:
      return tflite::averagePool(sum, divisor, clamp);
    }
  }

private:
  isa::Mode mode;
  bool maximum;
  const Descriptor &src, &dst;
  float inScale = 0, outScale = 0;
  tflite::Range clamp{};
  int32_t largest[kLanes];
  int64_t sums[kLanes];
  float reals[kLanes];
};
} // namespace

static Error execute(State &state, const Operation &op) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  Memory &lm = state.lm[op.quad];
  Expected<Parameters> par =
      Parameters::read(lm, op.operands[2], parameterBytes(op));
  if (!par)
    return par.takeError();
  Pooling pooling(op, *par);
  PixelOperand from(lm, src, "src"), to(lm, dst, "dst");
  Window window = Window::of(op, dst, src, op.kernel.h, op.kernel.w);
  PixelShape shape = PixelShape::of(dst, /*withOuter=*/true);
  return forEachBlock(shape, [&](const Block &at) -> Error {
    Taps rows = tapsOf(window.rows, at.r), cols = tapsOf(window.cols, at.c);
    int32_t codes[kLanes];
    pooling.clear();
    for (uint64_t r = rows.first; r != rows.last; ++r)
      for (uint64_t c = cols.first; c != cols.last; ++c) {
        int64_t address = from.address(at.n, r, c, at.b);
        if (!from.load(address, at.lanes, codes))
          return from.unwritten(address, at.lanes);
        for (unsigned i = 0; i != at.lanes; ++i)
          pooling.take(i, codes[i]);
      }
    auto inside = static_cast<int64_t>((rows.last - rows.first) *
                                       (cols.last - cols.first));
    auto divisor = static_cast<int32_t>(
        op.includePad ? int64_t(op.kernel.h) * op.kernel.w : inside);
    for (unsigned i = 0; i != at.lanes; ++i)
      codes[i] = pooling.result(i, inside, divisor);
    to.store(to.address(at.n, at.r, at.c, at.b), at.lanes, codes);
    return Error::success();
  });
}

const Engine sim::kPoolEngine{verify, execute, sizes};
