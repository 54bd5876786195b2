//===- Operand.cpp - Checked access to an instruction's operands ----------===//
//
// Shapes to footprints, and the loads and stores of channel blocks.
//
//===----------------------------------------------------------------------===//
#include "Operand.h"
#include "Engines.h"
#include "Fail.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

Expected<uint64_t> sim::countElements(StringRef operand,
                                      std::array<uint64_t, 4> extents,
                                      uint64_t limit) {
  uint64_t count = 1;
  for (uint64_t extent : extents)
    count = SaturatingMultiply(count, extent);
  if (count > limit)
    return fail("operand {0} has {1}x{2}x{3}x{4} elements, the limit is {5}",
                operand, extents[0], extents[1], extents[2], extents[3], limit);
  return count;
}

Error sim::expectSpace(StringRef operand, const Descriptor &d, Space space) {
  if (d.space == space)
    return Error::success();
  return fail("operand {0} is in space {1}, the instruction needs {2}", operand,
              isa::spaceName(d.space), isa::spaceName(space));
}

unsigned sim::laneBytes(const Descriptor &d) {
  return d.space == Space::Acc ? 4 : elementBytes(d.type);
}

Error sim::checkPixels(const VerifyContext &context, StringRef operand,
                       const Descriptor &d, const PixelShape &s,
                       bool broadcast) {
  Footprint footprint(d.base);
  footprint.dim(0, s.rows - 1, d.strides[0]).dim(0, s.cols - 1, d.strides[1]);
  footprint.dim(0, s.outer - 1, d.strides[3]);
  footprint.blocks(broadcast ? 1 : s.channels, d.strides[2], laneBytes(d));
  return context.access(operand, d.space, footprint);
}

Error sim::neverWritten(StringRef operand, const Memory &memory,
                        uint64_t address, uint64_t count) {
  return fail("operand {0} reads byte {1} of {2}, which was never written",
              operand, memory.firstUnwritten(address, count), memory.name());
}

PixelOperand::PixelOperand(Memory &memory, const Descriptor &d,
                           StringRef operand, bool broadcast)
    : memory(memory), operand(operand), base(d.base), row(d.strides[0]),
      col(d.strides[1]), blockStride(broadcast ? 0 : d.strides[2]),
      outer(d.strides[3]),
      type(d.space == Space::Acc ? ElementType::S32 : d.type),
      broadcast(broadcast) {}

bool PixelOperand::load(int64_t at, unsigned lanes, int32_t *codes) const {
  unsigned count = broadcast ? 1 : lanes;
  const uint8_t *from = memory.data() + at;
  switch (type) {
  case ElementType::S8:
    if (!memory.isBlockWritten(at, count))
      return false;
    for (unsigned i = 0; i != count; ++i)
      codes[i] = static_cast<int8_t>(from[i]);
    break;
  case ElementType::U8:
    if (!memory.isBlockWritten(at, count))
      return false;
    for (unsigned i = 0; i != count; ++i)
      codes[i] = from[i];
    break;
  case ElementType::S16:
    if (!memory.isBlockWritten(at, count) ||
        !memory.isBlockWritten(at + kLanes, count))
      return false;
    for (unsigned i = 0; i != count; ++i)
      codes[i] = static_cast<int8_t>(from[kLanes + i]) * 256 + from[i];
    break;
  case ElementType::S32:
    if (!memory.isBlockWritten(at, count * 4))
      return false;
    for (unsigned i = 0; i != count; ++i)
      codes[i] = readWord(from + 4 * i);
    break;
  }
  if (broadcast)
    std::fill(codes + 1, codes + lanes, codes[0]);
  return true;
}

void PixelOperand::store(int64_t at, unsigned lanes, const int32_t *codes) {
  uint8_t *to = memory.data() + at;
  switch (type) {
  case ElementType::S8:
  case ElementType::U8:
    for (unsigned i = 0; i != lanes; ++i)
      to[i] = static_cast<uint8_t>(codes[i]);
    memory.markBlock(at, lanes);
    break;
  case ElementType::S16:
    for (unsigned i = 0; i != lanes; ++i) {
      to[i] = static_cast<uint8_t>(codes[i]);
      to[kLanes + i] = static_cast<uint8_t>(codes[i] >> 8);
    }
    memory.markBlock(at, lanes);
    memory.markBlock(at + kLanes, lanes);
    break;
  case ElementType::S32:
    for (unsigned i = 0; i != lanes; ++i)
      writeWord(to + 4 * i, codes[i]);
    memory.markBlock(at, lanes * 4);
    break;
  }
}

Error PixelOperand::unwritten(int64_t at, unsigned lanes) const {
  unsigned count = broadcast ? 1 : lanes;
  if (type == ElementType::S32)
    count *= 4;
  // Of two byte planes the first may be whole and the second not.
  if (type == ElementType::S16 && memory.isBlockWritten(at, count))
    at += kLanes;
  return neverWritten(operand, memory, at, count);
}

int32_t sim::readWord(const uint8_t *bytes) {
  return static_cast<int32_t>(support::endian::read32le(bytes));
}

void sim::writeWord(uint8_t *bytes, int32_t word) {
  support::endian::write32le(bytes, static_cast<uint32_t>(word));
}

Error sim::readWords(const Memory &memory, StringRef operand, uint64_t address,
                     unsigned count, int32_t *words) {
  if (memory.firstUnwritten(address, 4 * count) != address + 4 * count)
    return neverWritten(operand, memory, address, 4 * count);
  for (unsigned i = 0; i != count; ++i)
    words[i] = readWord(memory.data() + address + 4 * i);
  return Error::success();
}

PlainShape sim::plainShape(const Descriptor &d, const Descriptor &ruling) {
  PlainShape shape;
  for (unsigned i = 0; i != 4; ++i) {
    shape.sizes[i] = ruling.extent(i);
    shape.strides[i] = d.strides[i];
  }
  shape.elementBytes = elementBytes(d.type);
  return shape;
}

Footprint sim::plainFootprint(const Descriptor &d, const PlainShape &shape) {
  Footprint footprint(d.base);
  for (unsigned i = 0; i != 4; ++i)
    footprint.dim(0, shape.extent(i) - 1, shape.strides[i]);
  footprint.bytes(shape.elementBytes);
  return footprint;
}
