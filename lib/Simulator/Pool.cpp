//===- Pool.cpp - The VPU instruction pool --------------------------------===//
//
// Maximum and average over a window. Padding never takes part in a maximum; an
// average divides by the positions inside the input unless padding is included.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "Vector.h"
#include "Window.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/TFLite.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
namespace tflite = numerics::tflite;

static bool isMaximum(const Operation &op) {
  return op.kind == static_cast<unsigned>(isa::PoolKind::PoolMax);
}

static FormulaSizes sizes(const Operation &op) {
  const Descriptor &dst = op.operands[0];
  return {{"E", dst.extent(0) * dst.extent(1) * dst.extent(2) * dst.extent(3)},
          {"T", uint64_t(op.kernel.h) * op.kernel.w}};
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  if (Error e = expectTFLite(op))
    return e;
  if (!isMaximum(op) &&
      op.kind != static_cast<unsigned>(isa::PoolKind::PoolAverage))
    return fail("pool kind {0} is reserved, the last is 1 (average)", op.kind);
  PixelShape shape = PixelShape::of(dst, /*withOuter=*/true);
  Expected<uint64_t> count = countCodes(context, "dst", shape);
  if (!count)
    return count.takeError();
  if (Error e = checkCodes(context, "dst", dst, shape))
    return e;
  // The type and space of src; its range follows from the window.
  if (Error e = checkCodes(context, "src", src, PixelShape{}))
    return e;
  Window window = Window::of(op, dst, src, op.kernel.h, op.kernel.w);
  if (Error e = checkWindow("src", window, src, shape.channels,
                            context.machine.lmBytes, shape.outer))
    return e;
  if (Error e = checkWords(context, "par", op.operands[2], 2))
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

static Error execute(State &state, const Operation &op) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  Memory &lm = state.lm[op.quad];
  int32_t words[2];
  if (Error e = readWords(lm, "par", op.operands[2].base, 2, words))
    return e;
  tflite::Range clamp{words[0], words[1]};
  PixelOperand from(lm, src, "src"), to(lm, dst, "dst");
  Window window = Window::of(op, dst, src, op.kernel.h, op.kernel.w);
  bool maximum = isMaximum(op);
  PixelShape shape = PixelShape::of(dst, /*withOuter=*/true);
  return forEachBlock(shape, [&](const Block &at) -> Error {
    Taps rows = tapsOf(window.rows, at.r), cols = tapsOf(window.cols, at.c);
    int32_t result[kLanes], codes[kLanes];
    std::fill_n(result, kLanes, maximum ? INT32_MIN : 0);
    for (uint64_t r = rows.first; r != rows.last; ++r)
      for (uint64_t c = cols.first; c != cols.last; ++c) {
        int64_t address = from.address(at.n, r, c, at.b);
        if (!from.load(address, at.lanes, codes))
          return from.unwritten(address, at.lanes);
        for (unsigned i = 0; i != at.lanes; ++i)
          result[i] =
              maximum ? std::max(result[i], codes[i]) : result[i] + codes[i];
      }
    uint64_t inside = (rows.last - rows.first) * (cols.last - cols.first);
    int32_t divisor = static_cast<int32_t>(
        op.includePad ? uint64_t(op.kernel.h) * op.kernel.w : inside);
    for (unsigned i = 0; i != at.lanes; ++i)
      result[i] = maximum ? tflite::clampTo(result[i], clamp)
                          : tflite::averagePool(result[i], divisor, clamp);
    to.store(to.address(at.n, at.r, at.c, at.b), at.lanes, result);
    return Error::success();
  });
}

const Engine sim::kPoolEngine{verify, execute, sizes};
