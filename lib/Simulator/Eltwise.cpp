//===- Eltwise.cpp - The VPU instruction eltwise --------------------------===//
//
// Element by element, the sizes of dst ruling; strides of 0 and the broadcast
// bits repeat an operand.
//
//===----------------------------------------------------------------------===//
#include "AddSub.h"
#include "Fail.h"
#include "Vector.h"
#include "sima/Machine/Cycles.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

namespace {
/// The words of the parameter block, in order.
enum Par : unsigned {
  LeftShift,
  MultiplierA,
  ShiftA,
  MultiplierB,
  ShiftB,
  OutMultiplier,
  OutShift,
  Lo,
  Hi,
  ParWords
};
} // namespace

static FormulaSizes sizes(const Operation &op) {
  const Descriptor &dst = op.operands[0];
  return {{"E", dst.extent(0) * dst.extent(1) * dst.extent(2) * dst.extent(3)}};
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  if (Error e = expectTFLite(op))
    return e;
  if (op.kind != static_cast<unsigned>(isa::EltwiseKind::EltAdd) &&
      op.kind != static_cast<unsigned>(isa::EltwiseKind::EltSub))
    return fail(
        "kind {0} is not in the table of eltwise for mode tflite, it has "
        "0 (add) and 1 (sub)",
        op.kind);
  PixelShape shape = PixelShape::of(op.operands[0], /*withOuter=*/true);
  Expected<uint64_t> count = countCodes(context, "dst", shape);
  if (!count)
    return count.takeError();
  if (Error e = checkCodes(context, "dst", op.operands[0], shape))
    return e;
  if (Error e = checkCodes(context, "a", op.operands[1], shape, op.broadcastA))
    return e;
  if (Error e = checkCodes(context, "b", op.operands[2], shape, op.broadcastB))
    return e;
  if (Error e = checkWords(context, "par", op.operands[3], ParWords))
    return e;
  entry.cycles = cycles::eltwise(context.machine, *count);
  return Error::success();
}

static Error execute(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  int32_t w[ParWords];
  if (Error e = readWords(lm, "par", op.operands[3].base, ParWords, w))
    return e;
  PixelOperand dst(lm, op.operands[0], "dst");
  PixelOperand a(lm, op.operands[1], "a", op.broadcastA);
  PixelOperand b(lm, op.operands[2], "b", op.broadcastB);
  AddSub sum;
  sum.kind = op.kind == static_cast<unsigned>(isa::EltwiseKind::EltAdd)
                 ? AddSub::Add
                 : AddSub::AMinusB;
  sum.params = {w[LeftShift],
                {w[MultiplierA], w[ShiftA]},
                {w[MultiplierB], w[ShiftB]},
                {w[OutMultiplier], w[OutShift]}};
  sum.zpA = op.operands[1].zp;
  sum.zpB = op.operands[2].zp;
  sum.zpOut = op.operands[0].zp;
  sum.clamp = {w[Lo], w[Hi]};
  PixelShape shape = PixelShape::of(op.operands[0], /*withOuter=*/true);
  return forEachBlock(shape, [&](const Block &at) -> Error {
    int32_t x[kLanes], y[kLanes];
    int64_t left = a.address(at.n, at.r, at.c, at.b);
    int64_t right = b.address(at.n, at.r, at.c, at.b);
    if (!a.load(left, at.lanes, x))
      return a.unwritten(left, at.lanes);
    if (!b.load(right, at.lanes, y))
      return b.unwritten(right, at.lanes);
    for (unsigned i = 0; i != at.lanes; ++i)
      x[i] = sum(x[i], y[i]);
    dst.store(dst.address(at.n, at.r, at.c, at.b), at.lanes, x);
    return Error::success();
  });
}

const Engine sim::kEltwiseEngine{verify, execute, sizes};
