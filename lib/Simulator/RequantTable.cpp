//===- RequantTable.cpp - The parameter table of requant ------------------===//
//
// A block for 16 channels: biases of 32 or 64 bits, then factors: s32
// multiplier and s8 shift, float64, float32, or an s8 exponent.
//
//===----------------------------------------------------------------------===//
#include "RequantTable.h"
#include "Fail.h"
#include "sima/Numerics/OnnxRequant.h"
#include "sima/Numerics/ShiftRequant.h"
#include "sima/Numerics/TFLite16x8.h"
#include "llvm/Support/Endian.h"
#include <bit>

using namespace llvm;
using namespace sima;
using namespace sima::sim;
namespace tflite = numerics::tflite;
using isa::Mode;

Error RequantTable::checkPlanes(Mode mode, uint64_t planes) {
  bool needsPlanes = mode == Mode::Tflite16x8 || mode == Mode::Tflite16x8F64;
  if (planes == 1 ? !needsPlanes
                  : mode != Mode::Shift && (planes == 2 || planes == 4))
    return Error::success();
  return fail("operand acc has {0} planes, mode {1} takes {2}", planes,
              isa::modeName(mode),
              needsPlanes           ? "2 or 4"
              : mode == Mode::Shift ? "1"
                                    : "1, 2 or 4");
}

RequantTable::Layout RequantTable::Layout::of(Mode mode, uint64_t planes) {
  switch (mode) {
  case Mode::Tflite:
  case Mode::TfliteU8:
    return {false, Scale::MultiplierAndShift};
  case Mode::TfliteF64:
    return {false, Scale::Float64};
  case Mode::Tflite16x8:
    return {true, Scale::MultiplierAndShift};
  case Mode::Tflite16x8F64:
    return {true, Scale::Float64};
  case Mode::Onnx:
    return {planes > 1, Scale::Float32};
  case Mode::Shift:
    return {false, Scale::Exponent};
  default:
    llvm_unreachable("the decoder rejects other modes");
  }
}

unsigned RequantTable::Layout::factorBytes() const {
  switch (scale) {
  case Scale::MultiplierAndShift:
  case Scale::Float32:
    return 4;
  case Scale::Float64:
    return 8;
  case Scale::Exponent:
    return 1;
  }
  llvm_unreachable("all forms are above");
}

unsigned RequantTable::Layout::blockBytes() const { return usedBytes(kLanes); }

unsigned RequantTable::Layout::usedBytes(unsigned lanes) const {
  unsigned biases = kLanes * biasBytes();
  return scale == Scale::MultiplierAndShift
             ? biases + kLanes * factorBytes() + lanes
             : biases + lanes * factorBytes();
}

Error RequantTable::check(const VerifyContext &context, const Descriptor &par,
                          const PixelShape &shape, Mode mode, uint64_t planes) {
  if (Error e = expectSpace("par", par, Space::Lm))
    return e;
  Layout layout = Layout::of(mode, planes);
  uint64_t last = shape.blocks() - 1;
  uint64_t bytes =
      last * layout.blockBytes() + layout.usedBytes(shape.lanes(last));
  return context.access("par", Space::Lm, Footprint(par.base).bytes(bytes));
}

/// Fails unless `count` bytes at `at` were written.
static Error expectWritten(const Memory &lm, uint64_t at, uint64_t count) {
  if (lm.firstUnwritten(at, count) != at + count)
    return neverWritten("par", lm, at, count);
  return Error::success();
}

Error RequantTable::readBlock(const Memory &lm, uint64_t at, unsigned lanes,
                              Layout layout, Channels &block) {
  using support::endian::read64le;
  const uint8_t *bytes = lm.data() + at;
  unsigned scales = kLanes * layout.biasBytes();
  unsigned shifts = scales + kLanes * layout.factorBytes();
  if (Error e = expectWritten(lm, at, lanes * layout.biasBytes()))
    return e;
  if (Error e = expectWritten(lm, at + scales, lanes * layout.factorBytes()))
    return e;
  if (layout.scale == Scale::MultiplierAndShift)
    if (Error e = expectWritten(lm, at + shifts, lanes))
      return e;
  for (unsigned i = 0; i != lanes; ++i) {
    block.bias[i] = layout.wide ? static_cast<int64_t>(read64le(bytes + 8 * i))
                                : readWord(bytes + 4 * i);
    switch (layout.scale) {
    case Scale::MultiplierAndShift:
      block.multiplier[i] = {readWord(bytes + scales + 4 * i),
                             static_cast<int8_t>(bytes[shifts + i])};
      break;
    case Scale::Float64:
      block.factor[i] = std::bit_cast<double>(read64le(bytes + scales + 8 * i));
      break;
    case Scale::Float32:
      block.factor[i] = std::bit_cast<float>(readWord(bytes + scales + 4 * i));
      break;
    case Scale::Exponent:
      block.multiplier[i] = {0, static_cast<int8_t>(bytes[scales + i])};
      break;
    }
  }
  return Error::success();
}

Expected<RequantTable> RequantTable::read(const Memory &lm,
                                          const Descriptor &par,
                                          const PixelShape &shape, Mode mode,
                                          uint64_t planes) {
  RequantTable table;
  table.layout = Layout::of(mode, planes);
  uint64_t stride = table.layout.blockBytes();
  table.blocks.resize(shape.blocks());
  for (uint64_t b = 0; b != shape.blocks(); ++b)
    if (Error e = readBlock(lm, par.base + b * stride, shape.lanes(b),
                            table.layout, table.blocks[b]))
      return std::move(e);
  return table;
}

int32_t RequantTable::code(const Channels &block, unsigned lane, int64_t value,
                           int32_t zeroPoint, tflite::Range clamp) const {
  switch (layout.scale) {
  case Scale::MultiplierAndShift:
    return layout.wide
               ? tflite::requant16x8(value, block.multiplier[lane], zeroPoint,
                                     clamp)
               : tflite::requant(static_cast<int32_t>(value),
                                 block.multiplier[lane], zeroPoint, clamp);
  case Scale::Float64:
    return tflite::requantFloat64(value, block.factor[lane], zeroPoint, clamp);
  case Scale::Float32:
    return numerics::onnx::requant(
        value, static_cast<float>(block.factor[lane]), zeroPoint, clamp);
  case Scale::Exponent:
    return numerics::shift::requant(value, block.multiplier[lane].shift,
                                    zeroPoint, clamp);
  }
  llvm_unreachable("all forms are above");
}

void RequantTable::apply(const Block &at, int32_t zeroPoint,
                         tflite::Range clamp, const PlaneSums &sums,
                         int32_t *codes) const {
  const Channels &block = blocks[at.b];
  for (unsigned i = 0; i != at.lanes; ++i) {
    int32_t planes[PlaneSums::kMaxPlanes];
    for (unsigned p = 0; p != sums.planes; ++p)
      planes[p] = sums.sums[p][i];
    int64_t value = numerics::wrappingAdd64(
        numerics::combinePlanes(ArrayRef(planes, sums.planes)), block.bias[i]);
    if (!layout.wide)
      value = static_cast<int32_t>(value);
    codes[i] = code(block, i, value, zeroPoint, clamp);
  }
}
