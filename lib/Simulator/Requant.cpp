//===- Requant.cpp - The VPU instructions requant and requant_add ---------===//
//
// Accumulators to codes. The arithmetic is in sima/Numerics.
//
//===----------------------------------------------------------------------===//
#include "AddSub.h"
#include "Fail.h"
#include "RequantTable.h"
#include "sima/Machine/Cycles.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
namespace tflite = numerics::tflite;

namespace {
/// The words of requant_add's second table, in order.
enum AddPar : unsigned {
  MidZeroPoint,
  MidLo,
  MidHi,
  LeftShift,
  Multiplier1,
  Shift1,
  Multiplier2,
  Shift2,
  OutMultiplier,
  OutShift,
  OutLo,
  OutHi,
  Swap,
  AddParWords
};
} // namespace

static FormulaSizes sizes(const Operation &op) {
  const Descriptor &acc = op.operands[1];
  return {{"E", acc.extent(0) * acc.extent(1) * acc.extent(2) * acc.extent(3)}};
}

/// Rules of acc, par and dst that both instructions share; returns acc's shape.
static Expected<PixelShape> checkCommon(const VerifyContext &context,
                                        const Operation &op) {
  const Machine &m = context.machine;
  const Descriptor &dst = op.operands[0], &acc = op.operands[1];
  if (Error e = expectSpace("acc", acc, Space::Acc))
    return std::move(e);
  if (Error e = expectSpace("dst", dst, Space::Lm))
    return std::move(e);
  if (Error e = RequantTable::checkPlanes(op.mode, acc.extent(3)))
    return std::move(e);
  PixelShape planes = PixelShape::of(acc, /*withOuter=*/true);
  auto count = countElements(
      "acc", {planes.rows, planes.cols, planes.channels, planes.outer},
      m.accBytes / 4);
  if (!count)
    return count.takeError();
  if (Error e = checkPixels(context, "acc", acc, planes))
    return std::move(e);
  PixelShape shape = PixelShape::of(acc, /*withOuter=*/false);
  if (Error e = checkPixels(context, "dst", dst, shape))
    return std::move(e);
  if (Error e = RequantTable::check(context, op.operands[2], shape, op.mode,
                                    acc.extent(3)))
    return std::move(e);
  return shape;
}

static Error verifyRequant(const VerifyContext &context, Operation &op,
                           timeline::Entry &entry) {
  Expected<PixelShape> shape = checkCommon(context, op);
  if (!shape)
    return shape.takeError();
  entry.cycles = cycles::requant(context.machine, shape->rows * shape->cols *
                                                      shape->channels *
                                                      op.operands[1].extent(3));
  return Error::success();
}

static Error verifyRequantAdd(const VerifyContext &context, Operation &op,
                              timeline::Entry &entry) {
  if (Error e = expectTFLite(op))
    return e;
  if (op.operands[1].extent(3) != 1)
    return fail("operand acc has {0} planes, requant_add takes 1",
                op.operands[1].extent(3));
  Expected<PixelShape> shape = checkCommon(context, op);
  if (!shape)
    return shape.takeError();
  if (Error e = checkCodes(context, "dst", op.operands[0], *shape))
    return e;
  if (Error e = checkCodes(context, "src", op.operands[3], *shape))
    return e;
  if (Error e = checkWords(context, "addpar", op.operands[4], AddParWords))
    return e;
  entry.cycles = cycles::requantAdd(context.machine, shape->rows * shape->cols *
                                                         shape->channels);
  return Error::success();
}

/// The accumulators of a block in every plane.
static Error loadSums(const PixelOperand &acc, const Block &at, unsigned planes,
                      PlaneSums &sums) {
  sums.planes = planes;
  for (unsigned p = 0; p != planes; ++p) {
    int64_t from = acc.address(p, at.r, at.c, at.b);
    if (!acc.load(from, at.lanes, sums.sums[p]))
      return acc.unwritten(from, at.lanes);
  }
  return Error::success();
}

static Error executeRequant(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  PixelShape shape = PixelShape::of(op.operands[1], /*withOuter=*/false);
  auto table = RequantTable::read(lm, op.operands[2], shape, op.mode,
                                  op.operands[1].extent(3));
  if (!table)
    return table.takeError();
  PixelOperand dst(lm, op.operands[0], "dst");
  PixelOperand acc(state.acc[op.quad], op.operands[1], "acc");
  tflite::Range clamp{op.lo, op.hi};
  if (op.operands[0].type == ElementType::S32)
    clamp = {INT32_MIN, INT32_MAX};
  int32_t zp = op.operands[0].zp;
  return forEachBlock(shape, [&](const Block &at) -> Error {
    PlaneSums sums;
    if (Error e = loadSums(acc, at, op.operands[1].extent(3), sums))
      return e;
    int32_t codes[kLanes];
    table->apply(at, zp, clamp, sums, codes);
    dst.store(dst.address(0, at.r, at.c, at.b), at.lanes, codes);
    return Error::success();
  });
}

static Error executeRequantAdd(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  PixelShape shape = PixelShape::of(op.operands[1], /*withOuter=*/false);
  auto table = RequantTable::read(lm, op.operands[2], shape, op.mode,
                                  op.operands[1].extent(3));
  if (!table)
    return table.takeError();
  int32_t w[AddParWords];
  if (Error e = readWords(lm, "addpar", op.operands[4].base, AddParWords, w))
    return e;
  PixelOperand dst(lm, op.operands[0], "dst");
  PixelOperand acc(state.acc[op.quad], op.operands[1], "acc");
  PixelOperand src(lm, op.operands[3], "src");
  tflite::Range middle{w[MidLo], w[MidHi]};
  AddSub sum;
  sum.params = {w[LeftShift],
                {w[Multiplier1], w[Shift1]},
                {w[Multiplier2], w[Shift2]},
                {w[OutMultiplier], w[OutShift]}};
  sum.zpA = w[MidZeroPoint];
  sum.zpB = op.operands[3].zp;
  sum.zpOut = op.operands[0].zp;
  sum.clamp = {w[OutLo], w[OutHi]};
  sum.kind = !op.subtract ? AddSub::Add
             : w[Swap]    ? AddSub::BMinusA
                          : AddSub::AMinusB;
  return forEachBlock(shape, [&](const Block &at) -> Error {
    PlaneSums sums;
    if (Error e = loadSums(acc, at, 1, sums))
      return e;
    int32_t codes[kLanes], other[kLanes];
    int64_t second = src.address(0, at.r, at.c, at.b);
    if (!src.load(second, at.lanes, other))
      return src.unwritten(second, at.lanes);
    table->apply(at, sum.zpA, middle, sums, codes);
    for (unsigned i = 0; i != at.lanes; ++i)
      codes[i] = sum(codes[i], other[i]);
    dst.store(dst.address(0, at.r, at.c, at.b), at.lanes, codes);
    return Error::success();
  });
}

const Engine sim::kRequantEngine{verifyRequant, executeRequant, sizes};
const Engine sim::kRequantAddEngine{verifyRequantAdd, executeRequantAdd, sizes};
