//===- Reduce.cpp - The VPU instruction reduce ----------------------------===//
//
// Means over any of rows, columns and channels. The sizes of src rule; dst has
// one position where a direction is averaged.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "Vector.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/TFLite.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
namespace tflite = numerics::tflite;

namespace {
/// The words of the parameter block, in order.
enum Par : unsigned { Multiplier, Shift, Lo, Hi, ParWords };
} // namespace

static bool reducesRows(const Operation &op) { return op.axes & 1; }
static bool reducesColumns(const Operation &op) { return op.axes & 2; }
static bool reducesChannels(const Operation &op) { return op.axes & 4; }

/// The shape of the result of reducing `in`.
static PixelShape resultShape(const Operation &op, PixelShape in) {
  if (reducesRows(op))
    in.rows = 1;
  if (reducesColumns(op))
    in.cols = 1;
  if (reducesChannels(op))
    in.channels = 1;
  return in;
}

static FormulaSizes sizes(const Operation &op) {
  const Descriptor &src = op.operands[1];
  return {
      {"E_in", src.extent(0) * src.extent(1) * src.extent(2) * src.extent(3)}};
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  if (Error e = expectTFLite(op))
    return e;
  if (op.kind != static_cast<unsigned>(isa::ReduceKind::ReduceMean))
    return fail("kind {0} is not in the table of reduce for mode tflite, it "
                "has 0 (mean)",
                op.kind);
  PixelShape shape = PixelShape::of(op.operands[1], /*withOuter=*/true);
  Expected<uint64_t> count = countCodes(context, "src", shape);
  if (!count)
    return count.takeError();
  if (Error e =
          checkCodes(context, "dst", op.operands[0], resultShape(op, shape)))
    return e;
  if (Error e = checkCodes(context, "src", op.operands[1], shape))
    return e;
  if (Error e = checkWords(context, "par", op.operands[2], ParWords))
    return e;
  entry.cycles = cycles::reduce(context.machine, *count);
  return Error::success();
}

/// The sums of differences to the zero point, one for each element of the
/// result in the order of forEachBlock, 16 to a block.
static Error sumUp(const Operation &op, const PixelOperand &src,
                   const PixelShape &in, const PixelShape &out,
                   std::vector<int32_t> &sums) {
  sums.assign(out.outer * out.rows * out.cols * out.blocks() * kLanes, 0);
  int32_t zeroPoint = op.operands[1].zp;
  return forEachBlock(in, [&](const Block &at) -> Error {
    int64_t from = src.address(at.n, at.r, at.c, at.b);
    int32_t codes[kLanes];
    if (!src.load(from, at.lanes, codes))
      return src.unwritten(from, at.lanes);
    uint64_t r = reducesRows(op) ? 0 : at.r, c = reducesColumns(op) ? 0 : at.c,
             b = reducesChannels(op) ? 0 : at.b;
    int32_t *to =
        &sums[(((at.n * out.rows + r) * out.cols + c) * out.blocks() + b) *
              kLanes];
    for (unsigned i = 0; i != at.lanes; ++i) {
      int32_t &sum = to[reducesChannels(op) ? 0 : i];
      sum = numerics::wrappingAdd(sum,
                                  numerics::wrappingSub(codes[i], zeroPoint));
    }
    return Error::success();
  });
}

static Error execute(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  int32_t w[ParWords];
  if (Error e = readWords(lm, "par", op.operands[2].base, ParWords, w))
    return e;
  PixelOperand dst(lm, op.operands[0], "dst"), src(lm, op.operands[1], "src");
  PixelShape in = PixelShape::of(op.operands[1], /*withOuter=*/true);
  PixelShape out = resultShape(op, in);
  std::vector<int32_t> sums;
  if (Error e = sumUp(op, src, in, out, sums))
    return e;
  const int32_t *sum = sums.data();
  return forEachBlock(out, [&](const Block &at) -> Error {
    int32_t codes[kLanes];
    for (unsigned i = 0; i != at.lanes; ++i)
      codes[i] = tflite::requant(sum[i], {w[Multiplier], w[Shift]},
                                 op.operands[0].zp, {w[Lo], w[Hi]});
    dst.store(dst.address(at.n, at.r, at.c, at.b), at.lanes, codes);
    sum += kLanes;
    return Error::success();
  });
}

const Engine sim::kReduceEngine{verify, execute, sizes};
