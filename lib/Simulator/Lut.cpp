//===- Lut.cpp - The VPU instructions lut and lut16 -----------------------===//
//
// Functions of one code by table. `lut` looks 8-bit codes up, `lut16`
// interpolates.
//
//===----------------------------------------------------------------------===//
#include "Fail.h"
#include "Vector.h"
#include "sima/Machine/Cycles.h"
#include "sima/Numerics/TFLiteTables.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using isa::Mode;
namespace tflite = numerics::tflite;

static FormulaSizes sizes(const Operation &op) {
  const Descriptor &dst = op.operands[0];
  return {{"E", dst.extent(0) * dst.extent(1) * dst.extent(2) * dst.extent(3)}};
}

/// Checks dst, whose sizes rule, and src, and returns the number of elements.
static Expected<uint64_t> checkMaps(const VerifyContext &context,
                                    const Operation &op,
                                    ArrayRef<ElementType> dstTypes,
                                    ElementType srcType) {
  PixelShape shape = PixelShape::of(op.operands[0], /*withOuter=*/true);
  Expected<uint64_t> count = countCodes(context, "dst", shape);
  if (!count)
    return count;
  if (Error e = checkCodesOf(context, "dst", op.operands[0], shape, dstTypes))
    return std::move(e);
  if (Error e = checkCodesOf(context, "src", op.operands[1], shape, srcType))
    return std::move(e);
  return count;
}

/// Bytes at `par` that were all written, little-endian.
static Expected<ArrayRef<uint8_t>> readBytes(const Memory &lm, uint64_t at,
                                             uint64_t count) {
  if (lm.firstUnwritten(at, count) != at + count)
    return neverWritten("par", lm, at, count);
  return ArrayRef<uint8_t>(lm.data() + at, count);
}

/// Writes function(code, channel) to every element of dst.
template <typename F>
static Error forEachCode(Memory &lm, const Operation &op, F function) {
  PixelOperand dst(lm, op.operands[0], "dst"), src(lm, op.operands[1], "src");
  PixelShape shape = PixelShape::of(op.operands[0], /*withOuter=*/true);
  return forEachBlock(shape, [&](const Block &at) -> Error {
    int32_t x[kLanes];
    int64_t from = src.address(at.n, at.r, at.c, at.b);
    if (!src.load(from, at.lanes, x))
      return src.unwritten(from, at.lanes);
    for (unsigned i = 0; i != at.lanes; ++i)
      x[i] = function(x[i], at.b * kLanes + i);
    dst.store(dst.address(at.n, at.r, at.c, at.b), at.lanes, x);
    return Error::success();
  });
}

//===----------------------------------------------------------------------===//
// lut
//===----------------------------------------------------------------------===//

static unsigned entryBytes(const Operation &op) {
  return op.operands[0].type == ElementType::S16 ? 2 : 1;
}

static uint64_t tableBytes(const Operation &op) {
  uint64_t tables = op.perChannel ? op.operands[0].extent(2) : 1;
  return tables * 256 * entryBytes(op);
}

static Error verifyLut(const VerifyContext &context, Operation &op,
                       timeline::Entry &entry) {
  constexpr ElementType kTypes[] = {ElementType::S8, ElementType::S16};
  Expected<uint64_t> count = checkMaps(context, op, kTypes, ElementType::S8);
  if (!count)
    return count.takeError();
  if (Error e = checkBytes(context, "par", op.operands[2], tableBytes(op)))
    return e;
  entry.cycles = cycles::lut(context.machine, *count);
  return Error::success();
}

static Error executeLut(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  Expected<ArrayRef<uint8_t>> bytes =
      readBytes(lm, op.operands[2].base, tableBytes(op));
  if (!bytes)
    return bytes.takeError();
  std::vector<uint8_t> table(*bytes); // dst may lie over it
  bool wide = entryBytes(op) == 2;
  return forEachCode(lm, op, [&](int32_t code, uint64_t channel) -> int32_t {
    uint64_t i = (op.perChannel ? channel * 256 : 0) + (code + 128);
    if (wide)
      return static_cast<int16_t>(support::endian::read16le(&table[2 * i]));
    return static_cast<int8_t>(table[i]);
  });
}

const Engine sim::kLutEngine{verifyLut, executeLut, sizes};

//===----------------------------------------------------------------------===//
// lut16
//===----------------------------------------------------------------------===//

/// Modes tflite_logistic and tflite_tanh: multiplier and shift, then the table.
static constexpr uint64_t kCurveEntries = 256, kCurveWordsBytes = 8;

static uint64_t parBytes(const Operation &op) {
  if (op.mode == Mode::Tflite16x8)
    return 2 * numerics::kInterpolatedTableEntries;
  return kCurveWordsBytes + 2 * kCurveEntries;
}

static Error verifyLut16(const VerifyContext &context, Operation &op,
                         timeline::Entry &entry) {
  Expected<uint64_t> count =
      checkMaps(context, op, ElementType::S16, ElementType::S16);
  if (!count)
    return count.takeError();
  if (Error e = checkBytes(context, "par", op.operands[2], parBytes(op)))
    return e;
  entry.cycles = cycles::lut16(context.machine, *count);
  return Error::success();
}

static Error executeLut16(State &state, const Operation &op) {
  Memory &lm = state.lm[op.quad];
  Expected<ArrayRef<uint8_t>> bytes =
      readBytes(lm, op.operands[2].base, parBytes(op));
  if (!bytes)
    return bytes.takeError();
  auto entriesFrom = [&](uint64_t offset, uint64_t count) {
    std::vector<uint16_t> entries(count);
    for (uint64_t i = 0; i != count; ++i)
      entries[i] = support::endian::read16le(bytes->data() + offset + 2 * i);
    return entries;
  };
  if (op.mode == Mode::Tflite16x8) {
    std::vector<uint16_t> raw =
        entriesFrom(0, numerics::kInterpolatedTableEntries);
    std::vector<int16_t> samples(raw.begin(), raw.end());
    return forEachCode(lm, op, [&](int32_t code, uint64_t) {
      return numerics::interpolate(static_cast<int16_t>(code), samples.data());
    });
  }
  tflite::CurveParams params{readWord(bytes->data()),
                             readWord(bytes->data() + 4)};
  std::vector<uint16_t> sigmoid = entriesFrom(kCurveWordsBytes, kCurveEntries);
  auto curve =
      op.mode == Mode::TfliteTanh ? tflite::tanh16 : tflite::logistic16;
  return forEachCode(lm, op, [&](int32_t code, uint64_t) {
    return curve(params, sigmoid.data(), static_cast<int16_t>(code));
  });
}

const Engine sim::kLut16Engine{verifyLut16, executeLut16, sizes};
