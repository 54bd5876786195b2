//===- Resize.cpp - The VPU instruction resize ----------------------------===//
//
// Each output element takes one element of src, or is interpolated between
// four: those that entries of the parameter table name for its row and for its
// column.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "Vector.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/OnnxQuant.h"
#include "sima/Numerics/OnnxResize.h"
#include "sima/Numerics/TFLiteResize.h"
#include "llvm/ADT/bit.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using numerics::ResizeCorners;
using numerics::ResizeTap;
namespace onnx = numerics::onnx;
namespace tflite = numerics::tflite;

/// Words of an entry of the table, and of what stands before the first.
static constexpr unsigned kWords = 4;

static bool isBilinear(const Operation &op) {
  return op.kind == static_cast<unsigned>(isa::ResizeKind::ResizeBilinear);
}

static PixelShape outputShape(const Operation &op) {
  return PixelShape::of(op.operands[0], /*withOuter=*/false);
}

static FormulaSizes sizes(const Operation &op) {
  PixelShape shape = outputShape(op);
  return {{"E", shape.rows * shape.cols * shape.channels},
          {"work", isBilinear(op) ? 4 : 1}};
}

/// The table of docs/numerics.md.
static Error checkMode(const Operation &op, ElementType type) {
  bool wide = type == ElementType::S16;
  if (!wide && type != ElementType::S8)
    return fail("operand dst has type {0}, resize takes s8 or s16",
                isa::typeName(type));
  if (!isBilinear(op) || op.mode == isa::Mode::Tflite ||
      op.mode == isa::Mode::OnnxFloat ||
      (op.mode == isa::Mode::TfliteU8 && !wide) ||
      (op.mode == isa::Mode::Tflite16x8 && wide))
    return Error::success();
  return fail("mode {0} is not in the table of bilinear resize of {1}",
              isa::modeName(op.mode), isa::typeName(type));
}

static Error verify(const VerifyContext &context, Operation &op,
                    timeline::Entry &entry) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  const Descriptor &par = op.operands[2];
  PixelShape shape = outputShape(op);
  Expected<uint64_t> count = countCodes(context, "dst", shape);
  if (!count)
    return count.takeError();
  if (dst.type != src.type)
    return fail("operand dst has type {0}, src has {1}",
                isa::typeName(dst.type), isa::typeName(src.type));
  if (Error e = checkMode(op, dst.type))
    return e;
  if (Error e = expectSpace("dst", dst, Space::Lm))
    return e;
  if (Error e = checkPixels(context, "dst", dst, shape))
    return e;
  PixelShape in = PixelShape::of(src, /*withOuter=*/false);
  in.channels = shape.channels;
  if (Error e = expectSpace("src", src, Space::Lm))
    return e;
  // Which of its positions are read is in the table, so all of src counts.
  if (Error e = checkPixels(context, "src", src, in))
    return e;
  if (Error e = expectSpace("par", par, Space::Lm))
    return e;
  constexpr uint64_t kEntryBytes = 4 * kWords;
  Footprint table(par.base);
  table.positions({{0, 1 + shape.cols}, {1 + shape.cols + op.row, shape.rows}},
                  kEntryBytes);
  if (Error e = context.access("par", Space::Lm, table.bytes(kEntryBytes)))
    return e;
  entry.cycles = cycles::resize(context.machine, *count, isBilinear(op));
  return Error::success();
}

namespace {
/// The entries of one axis; positions count from the first of src.
class Axis {
public:
  /// Reads `count` entries at `address`. Positions are those of the whole map,
  /// of which src has `size` from `first` on.
  static Expected<Axis> read(const Memory &lm, const char *name,
                             uint64_t address, uint64_t count, int64_t first,
                             uint64_t size, bool bilinear) {
    Axis axis;
    axis.taps.resize(count);
    for (uint64_t i = 0; i != count; ++i) {
      int32_t words[kWords];
      if (Error e =
              readWords(lm, "par", address + 4 * kWords * i, kWords, words))
        return std::move(e);
      // The nearest position alone counts where nothing is interpolated.
      for (int32_t at : {words[0], bilinear ? words[1] : words[0]})
        if (at < first || at >= first + int64_t(size))
          return fail("the entry of {0} {1} names {0} {2}, src has {3} to {4}",
                      name, i, at, first, first + int64_t(size) - 1);
      axis.taps[i] = {int32_t(words[0] - first), int32_t(words[1] - first),
                      words[2], words[3]};
    }
    return axis;
  }

  const ResizeTap<int32_t> &fixed(uint64_t i) const { return taps[i]; }
  ResizeTap<float> real(uint64_t i) const {
    const ResizeTap<int32_t> &tap = taps[i];
    return {tap.lower, tap.upper, bit_cast<float>(tap.lowerWeight),
            bit_cast<float>(tap.upperWeight)};
  }

private:
  std::vector<ResizeTap<int32_t>> taps;
};
} // namespace

namespace {
/// Scales and zero points between which onnx_float computes.
struct Quantization {
  float inScale, outScale;
  int32_t inZero, outZero;
  tflite::Range range;

  /// The header of the table, and the descriptors.
  static Expected<Quantization> read(const Memory &lm, const Operation &op) {
    const Descriptor &dst = op.operands[0], &src = op.operands[1];
    int32_t words[2];
    if (Error e = readWords(lm, "par", op.operands[2].base, 2, words))
      return std::move(e);
    int32_t half = dst.type == ElementType::S16 ? 32768 : 128;
    return Quantization{bit_cast<float>(words[0]),
                        bit_cast<float>(words[1]),
                        src.zp,
                        dst.zp,
                        {-half, half - 1}};
  }
  float dequantize(int32_t code) const {
    return onnx::dequantize(code, inScale, inZero);
  }
  int32_t quantize(float value) const {
    return onnx::quantize(value, outScale, outZero, range);
  }
};
} // namespace

static onnx::LinearPair pairOf(const ResizeTap<float> &tap) {
  return {tap.lower, tap.upper, tap.lowerWeight, tap.upperWeight};
}

/// One element of bilinear.
static int32_t interpolate(isa::Mode mode, const Quantization &q,
                           const ResizeCorners<int32_t> &codes,
                           const Axis &rows, uint64_t r, const Axis &cols,
                           uint64_t c) {
  if (mode == isa::Mode::TfliteU8)
    return tflite::bilinearU8(codes, rows.real(r), cols.real(c));
  if (mode != isa::Mode::OnnxFloat)
    return tflite::bilinear(codes, rows.fixed(r), cols.fixed(c));
  const float values[2][2] = {{q.dequantize(codes[0]), q.dequantize(codes[2])},
                              {q.dequantize(codes[1]), q.dequantize(codes[3])}};
  return q.quantize(
      onnx::bilinear(pairOf(rows.real(r)), pairOf(cols.real(c)), values));
}

/// One element of nearest: the code, in onnx_float as another one.
static int32_t nearest(isa::Mode mode, const Quantization &q, int32_t code) {
  return mode == isa::Mode::OnnxFloat ? q.quantize(q.dequantize(code)) : code;
}

static Error execute(State &state, const Operation &op) {
  const Descriptor &dst = op.operands[0], &src = op.operands[1];
  Memory &lm = state.lm[op.quad];
  PixelShape shape = outputShape(op);
  bool bilinear = isBilinear(op);
  uint64_t table = op.operands[2].base + 4 * kWords;
  auto cols =
      Axis::read(lm, "column", table, shape.cols, 0, src.extent(1), bilinear);
  if (!cols)
    return cols.takeError();
  auto rows = Axis::read(lm, "row", table + 4 * kWords * (shape.cols + op.row),
                         shape.rows, op.srcRow, src.extent(0), bilinear);
  if (!rows)
    return rows.takeError();
  Quantization q{};
  if (op.mode == isa::Mode::OnnxFloat) {
    auto read = Quantization::read(lm, op);
    if (!read)
      return read.takeError();
    q = *read;
  }
  PixelOperand from(lm, src, "src"), to(lm, dst, "dst");
  return forEachBlock(shape, [&](const Block &at) -> Error {
    const auto &row = rows->fixed(at.r), &col = cols->fixed(at.c);
    const std::array<std::pair<int32_t, int32_t>, 4> corners = {
        {{row.lower, col.lower},
         {row.upper, col.lower},
         {row.lower, col.upper},
         {row.upper, col.upper}}};
    int32_t codes[4][kLanes], result[kLanes];
    for (unsigned i = 0; i != (bilinear ? 4 : 1); ++i) {
      int64_t address =
          from.address(0, corners[i].first, corners[i].second, at.b);
      if (!from.load(address, at.lanes, codes[i]))
        return from.unwritten(address, at.lanes);
    }
    for (unsigned i = 0; i != at.lanes; ++i)
      result[i] = bilinear ? interpolate(op.mode, q,
                                         {codes[0][i], codes[1][i], codes[2][i],
                                          codes[3][i]},
                                         *rows, at.r, *cols, at.c)
                           : nearest(op.mode, q, codes[0][i]);
    to.store(to.address(0, at.r, at.c, at.b), at.lanes, result);
    return Error::success();
  });
}

const Engine sim::kResizeEngine{verify, execute, sizes};
