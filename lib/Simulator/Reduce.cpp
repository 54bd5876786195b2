//===- Reduce.cpp - The VPU instruction reduce ----------------------------===//
//
// Means, sums, extrema and their positions over any of rows, columns and
// channels. The sizes of src rule; dst has one position where a direction is
// reduced.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "Parameters.h"
#include "Vector.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/OnnxRequant.h"
#include "sima/Numerics/TFLiteReduce.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using namespace sima::numerics;
using isa::Mode;
using isa::ReduceKind;

static ReduceKind kindOf(const Operation &op) {
  return static_cast<ReduceKind>(op.kind);
}

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

static bool isOnnx(Mode mode) {
  return mode == Mode::Onnx || mode == Mode::OnnxU8 || mode == Mode::OnnxFloat;
}

/// Bytes of the parameter block; 0 where kind and mode have no formula.
static uint64_t parameterBytes(const Operation &op) {
  switch (kindOf(op)) {
  case ReduceKind::ReduceMean:
    return isOnnx(op.mode) ? 12 : 16;
  case ReduceKind::ReduceSum:
    if (op.mode == Mode::OnnxFloat)
      return 12;
    return op.mode == Mode::Tflite || op.mode == Mode::TfliteU8 ? 16 : 0;
  case ReduceKind::ReduceMax:
  case ReduceKind::ReduceMin:
    return 8;
  case ReduceKind::ReduceArgMax:
    return 4;
  }
  return 0;
}

/// Types of dst and src. Extrema keep the type, positions have 16 bits, sums of
/// 16-bit codes exist in mode onnx_float alone.
static Error checkTypes(const VerifyContext &context, const Operation &op,
                        const PixelShape &in, const PixelShape &out) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  constexpr ElementType kNarrow[] = {ElementType::S8};
  constexpr ElementType kWide[] = {ElementType::S16};
  constexpr ElementType kAny[] = {ElementType::S8, ElementType::S16};
  bool narrow = kindOf(op) == ReduceKind::ReduceSum && !isOnnx(op.mode);
  ArrayRef<ElementType> from = narrow ? ArrayRef(kNarrow) : ArrayRef(kAny);
  ArrayRef<ElementType> to = from;
  if (kindOf(op) == ReduceKind::ReduceArgMax)
    to = kWide;
  if (Error e = checkCodesOf(context, "dst", dst, out, to))
    return e;
  if (Error e = checkCodesOf(context, "src", src, in, from))
    return e;
  bool extremum = kindOf(op) == ReduceKind::ReduceMax ||
                  kindOf(op) == ReduceKind::ReduceMin;
  if (extremum && dst.type != src.type)
    return fail("operands dst and src have types {0} and {1}, an extremum "
                "keeps the type",
                isa::typeName(dst.type), isa::typeName(src.type));
  return Error::success();
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  uint64_t bytes = parameterBytes(op);
  if (bytes == 0)
    return fail("kind {0} is not in the table of reduce for mode {1}", op.kind,
                isa::modeName(op.mode));
  PixelShape shape = PixelShape::of(op.operands[1], /*withOuter=*/true);
  Expected<uint64_t> count = countCodes(context, "src", shape);
  if (!count)
    return count.takeError();
  if (Error e = checkTypes(context, op, shape, resultShape(op, shape)))
    return e;
  if (Error e = checkBytes(context, "par", op.operands[2], bytes))
    return e;
  entry.cycles = cycles::reduce(context.machine, *count);
  return Error::success();
}

namespace {
/// What one result has seen of its elements.
struct Partial {
  int64_t sum = 0;      ///< of terms
  int32_t extremum = 0; ///< code, inverted where the smallest is wanted
  int32_t position = 0, seen = 0;
};

/// The formula of an instruction: what an element adds, and the result.
class Reduction {
public:
  Reduction(const Operation &op, Parameters par)
      : kind(kindOf(op)), mode(op.mode), inZero(op.operands[1].zp),
        outZero(op.operands[0].zp) {
    if (kind == ReduceKind::ReduceArgMax) {
      invert = par.word() ? -1 : 0;
      return;
    }
    if (kind == ReduceKind::ReduceMin)
      invert = -1;
    if (kind == ReduceKind::ReduceMean || kind == ReduceKind::ReduceSum) {
      if (isOnnx(mode))
        factor = par.real();
      else
        multiplier = par.multiplier();
    }
    clamp = par.range();
  }

  void take(Partial &partial, int32_t code) const {
    // The complement of a code orders codes the other way round.
    int32_t value = code ^ invert;
    if (partial.seen == 0 || value > partial.extremum) {
      partial.extremum = value;
      partial.position = partial.seen;
    }
    ++partial.seen;
    if (kind == ReduceKind::ReduceSum && mode == Mode::Tflite)
      partial.sum += tflite::sumTerm(static_cast<int8_t>(code), inZero);
    else
      partial.sum += int64_t{code} - inZero;
  }

  int32_t result(const Partial &partial) const {
    switch (kind) {
    case ReduceKind::ReduceMax:
    case ReduceKind::ReduceMin:
      return tflite::clampTo(partial.extremum ^ invert, clamp);
    case ReduceKind::ReduceArgMax:
      return partial.position;
    default:
      if (isOnnx(mode))
        return onnx::requant(partial.sum, factor, outZero, clamp);
      return tflite::requant(static_cast<int32_t>(partial.sum), multiplier,
                             outZero, clamp); // the sum wraps
    }
  }

private:
  ReduceKind kind;
  Mode mode;
  int32_t inZero, outZero;
  int32_t invert = 0;
  float factor = 0;
  QuantizedMultiplier multiplier;
  tflite::Range clamp{};
};
} // namespace

/// Gives every element of src to the partial of its result; these are in the
/// order of forEachBlock, 16 to a block.
static Error takeAll(const Operation &op, const Reduction &reduction,
                     const PixelOperand &src, const PixelShape &in,
                     const PixelShape &out, std::vector<Partial> &partials) {
  partials.assign(out.outer * out.rows * out.cols * out.blocks() * kLanes, {});
  return forEachBlock(in, [&](const Block &at) -> Error {
    int64_t from = src.address(at.n, at.r, at.c, at.b);
    int32_t codes[kLanes];
    if (!src.load(from, at.lanes, codes))
      return src.unwritten(from, at.lanes);
    uint64_t r = reducesRows(op) ? 0 : at.r, c = reducesColumns(op) ? 0 : at.c,
             b = reducesChannels(op) ? 0 : at.b;
    Partial *to =
        &partials[(((at.n * out.rows + r) * out.cols + c) * out.blocks() + b) *
                  kLanes];
    for (unsigned i = 0; i != at.lanes; ++i)
      reduction.take(to[reducesChannels(op) ? 0 : i], codes[i]);
    return Error::success();
  });
}

static Error execute(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  Expected<Parameters> par =
      Parameters::read(lm, op.operands[2], parameterBytes(op));
  if (!par)
    return par.takeError();
  Reduction reduction(op, *par);
  PixelOperand dst(lm, op.operands[0], "dst"), src(lm, op.operands[1], "src");
  PixelShape in = PixelShape::of(op.operands[1], /*withOuter=*/true);
  PixelShape out = resultShape(op, in);
  std::vector<Partial> partials;
  if (Error e = takeAll(op, reduction, src, in, out, partials))
    return e;
  const Partial *partial = partials.data();
  return forEachBlock(out, [&](const Block &at) -> Error {
    int32_t codes[kLanes];
    for (unsigned i = 0; i != at.lanes; ++i)
      codes[i] = reduction.result(partial[i]);
    dst.store(dst.address(at.n, at.r, at.c, at.b), at.lanes, codes);
    partial += kLanes;
    return Error::success();
  });
}

const Engine sim::kReduceEngine{verify, execute, sizes};
