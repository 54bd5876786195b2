//===- Norm.cpp - The VPU instruction norm --------------------------------===//
//
// Softmax over the channels of each position.
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

static FormulaSizes sizes(const Operation &op) {
  const Descriptor &src = op.operands[1];
  return {{"E", src.extent(0) * src.extent(1) * src.extent(2) * src.extent(3)}};
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  if (Error e = expectTFLite(op))
    return e;
  if (op.kind != static_cast<unsigned>(isa::NormKind::Softmax))
    return fail("norm kind {0} is reserved, the last is 0 (softmax)", op.kind);
  PixelShape shape = PixelShape::of(op.operands[1], /*withOuter=*/true);
  Expected<uint64_t> count = countCodes(context, "src", shape);
  if (!count)
    return count.takeError();
  if (Error e = checkCodes(context, "dst", op.operands[0], shape))
    return e;
  if (Error e = checkCodes(context, "src", op.operands[1], shape))
    return e;
  if (Error e = checkWords(context, "par", op.operands[2], 3))
    return e;
  entry.cycles = cycles::norm(context.machine, *count);
  return Error::success();
}

static Error execute(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  int32_t w[3];
  if (Error e = readWords(lm, "par", op.operands[2].base, 3, w))
    return e;
  tflite::SoftmaxParams params{w[0], w[1], w[2]};
  PixelOperand dst(lm, op.operands[0], "dst"), src(lm, op.operands[1], "src");
  PixelShape shape = PixelShape::of(op.operands[1], /*withOuter=*/true);
  std::vector<int8_t> row(shape.blocks() * kLanes);
  return forEachBlock(shape, [&](const Block &at) -> Error {
    int32_t codes[kLanes];
    int64_t from = src.address(at.n, at.r, at.c, at.b);
    if (!src.load(from, at.lanes, codes))
      return src.unwritten(from, at.lanes);
    std::copy_n(codes, at.lanes, row.begin() + at.b * kLanes);
    if (at.b + 1 != shape.blocks())
      return Error::success();
    // The last block completes a row.
    MutableArrayRef<int8_t> codesOfRow(row.data(), shape.channels);
    tflite::softmax(params, codesOfRow, codesOfRow);
    for (uint64_t b = 0; b != shape.blocks(); ++b) {
      std::copy_n(row.begin() + b * kLanes, shape.lanes(b), codes);
      dst.store(dst.address(at.n, at.r, at.c, b), shape.lanes(b), codes);
    }
    return Error::success();
  });
}

const Engine sim::kNormEngine{verify, execute, sizes};
