//===- RequantTable.cpp - The parameter table of requant ------------------===//
//
// A block for 16 channels: 16 s32 biases, then 16 s32 multipliers and 16 s8
// shifts (144 bytes), or 16 float64 factors (192 bytes).
//
//===----------------------------------------------------------------------===//
#include "RequantTable.h"
#include "llvm/Support/Endian.h"
#include <bit>

using namespace llvm;
using namespace sima;
using namespace sima::sim;
namespace tflite = numerics::tflite;

static constexpr unsigned kBlockBytes = 144, kFloat64BlockBytes = 192;
/// Places of multipliers, or factors, and shifts within a block.
static constexpr unsigned kScaleOffset = 64, kShiftOffset = 128;

Error RequantTable::check(const VerifyContext &context, const Descriptor &par,
                          const PixelShape &shape, isa::Mode mode) {
  if (Error e = expectSpace("par", par, Space::Lm))
    return e;
  uint64_t last = shape.blocks() - 1;
  unsigned lanes = shape.lanes(last);
  uint64_t bytes = mode == isa::Mode::TfliteF64
                       ? last * kFloat64BlockBytes + kScaleOffset + 8 * lanes
                       : last * kBlockBytes + kShiftOffset + lanes;
  return AddressRange(par.base).bytes(bytes).check("par", "lm", 0,
                                                   context.machine.lmBytes);
}

Error RequantTable::readBlock(const Memory &lm, uint64_t at, unsigned lanes,
                              bool isFloat64, Channels &block) {
  if (Error e = readWords(lm, "par", at, lanes, block.bias))
    return e;
  const uint8_t *bytes = lm.data() + at;
  uint64_t scales = at + kScaleOffset;
  if (isFloat64) {
    if (lm.firstUnwritten(scales, 8 * lanes) != scales + 8 * lanes)
      return neverWritten("par", lm, scales, 8 * lanes);
    for (unsigned i = 0; i != lanes; ++i)
      block.factor[i] = std::bit_cast<double>(
          support::endian::read64le(bytes + kScaleOffset + 8 * i));
    return Error::success();
  }
  int32_t multipliers[kLanes];
  if (Error e = readWords(lm, "par", scales, lanes, multipliers))
    return e;
  if (!lm.isBlockWritten(at + kShiftOffset, lanes))
    return neverWritten("par", lm, at + kShiftOffset, lanes);
  for (unsigned i = 0; i != lanes; ++i)
    block.multiplier[i] = {multipliers[i],
                           static_cast<int8_t>(bytes[kShiftOffset + i])};
  return Error::success();
}

Expected<RequantTable> RequantTable::read(const Memory &lm,
                                          const Descriptor &par,
                                          const PixelShape &shape,
                                          isa::Mode mode) {
  RequantTable table;
  table.isFloat64 = mode == isa::Mode::TfliteF64;
  uint64_t stride = table.isFloat64 ? kFloat64BlockBytes : kBlockBytes;
  table.blocks.resize(shape.blocks());
  for (uint64_t b = 0; b != shape.blocks(); ++b)
    if (Error e = readBlock(lm, par.base + b * stride, shape.lanes(b),
                            table.isFloat64, table.blocks[b]))
      return std::move(e);
  return table;
}

void RequantTable::apply(const Block &at, int32_t zeroPoint,
                         tflite::Range clamp, int32_t *codes) const {
  const Channels &block = blocks[at.b];
  for (unsigned i = 0; i != at.lanes; ++i) {
    int32_t sum = numerics::wrappingAdd(codes[i], block.bias[i]);
    codes[i] =
        isFloat64
            ? tflite::requantFloat64(sum, block.factor[i], zeroPoint, clamp)
            : tflite::requant(sum, block.multiplier[i], zeroPoint, clamp);
  }
}
