//===- Norm.cpp - The VPU instruction norm --------------------------------===//
//
// Normalisations over the channels of each position; instance norm over the
// positions of each channel.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "NormRows.h"
#include "Vector.h"
#include "sima/Machine/Cycles.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using isa::Mode;
using isa::NormKind;

static bool isInstanceNorm(const Operation &op) {
  return op.kind == static_cast<unsigned>(NormKind::NormInstance);
}

static FormulaSizes sizes(const Operation &op) {
  const Descriptor &src = op.operands[1];
  return {{"E", src.extent(0) * src.extent(1) * src.extent(2) * src.extent(3)}};
}

/// Types of dst and src: 16 bits in the formulas on reals, in the softmax that
/// has them, and as the result of the softmax of 8-bit codes.
static Error checkTypes(const VerifyContext &context, const Operation &op,
                        const PixelShape &shape) {
  constexpr ElementType kNarrow[] = {ElementType::S8};
  constexpr ElementType kWide[] = {ElementType::S16};
  constexpr ElementType kAny[] = {ElementType::S8, ElementType::S16};
  ArrayRef<ElementType> from = kNarrow, to = kNarrow;
  if (op.mode == Mode::OnnxFloat)
    from = to = kAny;
  else if (op.mode == Mode::Tflite16x8)
    from = to = kWide;
  else if (op.mode == Mode::Tflite &&
           op.kind == static_cast<unsigned>(NormKind::Softmax))
    to = kAny;
  if (Error e = checkCodesOf(context, "dst", op.operands[0], shape, to))
    return e;
  return checkCodesOf(context, "src", op.operands[1], shape, from);
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  PixelShape shape = PixelShape::of(op.operands[1], /*withOuter=*/true);
  Expected<uint64_t> count = countCodes(context, "src", shape);
  if (!count)
    return count.takeError();
  uint64_t bytes = normParameterBytes(op, shape.channels);
  if (bytes == 0)
    return fail("kind {0} is not in the table of norm for mode {1}", op.kind,
                isa::modeName(op.mode));
  if (Error e = checkTypes(context, op, shape))
    return e;
  if (Error e = checkBytes(context, "par", op.operands[2], bytes))
    return e;
  entry.cycles = cycles::norm(context.machine, *count);
  return Error::success();
}

/// One row per position: its channels.
static Error normalizeChannels(const PixelShape &shape, const PixelOperand &src,
                               PixelOperand &dst, const RowFunction &function) {
  std::vector<int32_t> row(shape.blocks() * kLanes);
  return forEachBlock(shape, [&](const Block &at) -> Error {
    int64_t from = src.address(at.n, at.r, at.c, at.b);
    if (!src.load(from, at.lanes, &row[at.b * kLanes]))
      return src.unwritten(from, at.lanes);
    if (at.b + 1 != shape.blocks())
      return Error::success();
    // The last block completes a row.
    function(MutableArrayRef(row).take_front(shape.channels), 0);
    for (uint64_t b = 0; b != shape.blocks(); ++b)
      dst.store(dst.address(at.n, at.r, at.c, b), shape.lanes(b),
                &row[b * kLanes]);
    return Error::success();
  });
}

/// One row per channel: the positions of a sample, row by row.
static Error normalizePositions(const PixelShape &shape,
                                const PixelOperand &src, PixelOperand &dst,
                                const RowFunction &function) {
  uint64_t positions = shape.rows * shape.cols;
  std::vector<int32_t> rows(positions * kLanes);
  for (uint64_t n = 0; n != shape.outer; ++n)
    for (uint64_t b = 0; b != shape.blocks(); ++b) {
      unsigned lanes = shape.lanes(b);
      for (uint64_t p = 0; p != positions; ++p) {
        int64_t from = src.address(n, p / shape.cols, p % shape.cols, b);
        int32_t codes[kLanes];
        if (!src.load(from, lanes, codes))
          return src.unwritten(from, lanes);
        for (unsigned i = 0; i != lanes; ++i)
          rows[i * positions + p] = codes[i];
      }
      for (unsigned i = 0; i != lanes; ++i)
        function(MutableArrayRef(rows).slice(i * positions, positions),
                 b * kLanes + i);
      for (uint64_t p = 0; p != positions; ++p) {
        int32_t codes[kLanes];
        for (unsigned i = 0; i != lanes; ++i)
          codes[i] = rows[i * positions + p];
        dst.store(dst.address(n, p / shape.cols, p % shape.cols, b), lanes,
                  codes);
      }
    }
  return Error::success();
}

static Error execute(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  PixelShape shape = PixelShape::of(op.operands[1], /*withOuter=*/true);
  Expected<Parameters> par = Parameters::read(
      lm, op.operands[2], normParameterBytes(op, shape.channels));
  if (!par)
    return par.takeError();
  RowFunction function = normRowFunction(op, *par, shape.channels);
  PixelOperand dst(lm, op.operands[0], "dst"), src(lm, op.operands[1], "src");
  if (isInstanceNorm(op))
    return normalizePositions(shape, src, dst, function);
  return normalizeChannels(shape, src, dst, function);
}

const Engine sim::kNormEngine{verify, execute, sizes};
