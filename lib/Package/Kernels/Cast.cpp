//===- Cast.cpp - Between element types -----------------------------------===//
//
// Conversions that lose nothing, and float32 to bfloat16. Integers are never
// reached from floats here: that is quantization.
//
//===----------------------------------------------------------------------===//
#include "../Message.h"
#include "EV74Kernels.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>

using namespace sima::package;
using namespace llvm::support;

/// Rounds to the nearest bfloat16, ties to even; a NaN stays a quiet NaN.
static uint16_t toBFloat16(uint32_t bits) {
  if ((bits & 0x7FFFFFFF) > 0x7F800000)
    return static_cast<uint16_t>((bits >> 16) | 0x40);
  uint32_t rounding = 0x7FFF + ((bits >> 16) & 1);
  return static_cast<uint16_t>((bits + rounding) >> 16);
}

/// Element `at` of an integer or bfloat16 buffer as float32.
static float toFloat32(const uint8_t *data, size_t at, ElementType type) {
  switch (type) {
  case ElementType::Int8:
    return static_cast<int8_t>(data[at]);
  case ElementType::UInt8:
    return data[at];
  case ElementType::Int16:
    return static_cast<int16_t>(endian::read16le(data + 2 * at));
  case ElementType::Int32:
    return static_cast<float>(
        static_cast<int32_t>(endian::read32le(data + 4 * at)));
  case ElementType::Int64:
    return static_cast<float>(
        static_cast<int64_t>(endian::read64le(data + 8 * at)));
  case ElementType::BFloat16:
    return llvm::bit_cast<float>(uint32_t(endian::read16le(data + 2 * at))
                                 << 16);
  case ElementType::Float32:
    return llvm::bit_cast<float>(endian::read32le(data + 4 * at));
  }
  return 0.0f;
}

llvm::Error kernels::cast(const KernelCall &call, const StageTypes &types) {
  ElementType from = *types.inputs[0].element, to = *types.outputs[0].element;
  if (types.inputs[0].shape != types.outputs[0].shape)
    return makeError("input and output shapes differ");
  size_t count = call.inputs[0].size() / elementBytes(from);
  const uint8_t *in = call.inputs[0].data();
  uint8_t *out = call.outputs[0].data();
  if (from == to) {
    std::memcpy(out, in, call.outputs[0].size());
  } else if (to == ElementType::Float32) {
    for (size_t i = 0; i < count; ++i)
      endian::write32le(out + 4 * i,
                        llvm::bit_cast<uint32_t>(toFloat32(in, i, from)));
  } else if (to == ElementType::BFloat16 && from == ElementType::Float32) {
    for (size_t i = 0; i < count; ++i)
      endian::write16le(out + 2 * i, toBFloat16(endian::read32le(in + 4 * i)));
  } else {
    return makeError("a cast from " + elementTypeName(from) + " to " +
                     elementTypeName(to) + " is not supported");
  }
  return llvm::Error::success();
}
