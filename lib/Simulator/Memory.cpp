//===- Memory.cpp - Bytes that know whether they were written -------------===//
//
// The operations of Memory that walk whole ranges of the written bitmap.
//
//===----------------------------------------------------------------------===//
#include "Memory.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace sima::sim;

Expected<Memory> Memory::create(StringRef name, uint64_t bytes) {
  Memory memory;
  memory.label = name.str();
  memory.byteCount = bytes;
  memory.bytes.reset(static_cast<uint8_t *>(std::calloc(bytes + 1, 1)));
  memory.bits.reset(
      static_cast<uint64_t *>(std::calloc(bytes / 64 + 2, sizeof(uint64_t))));
  if (!memory.bytes || !memory.bits)
    return createStringError(inconvertibleErrorCode(),
                             formatv("cannot allocate {0} bytes for the "
                                     "simulated {1}",
                                     bytes, name)
                                 .str());
  return memory;
}

/// Calls `visit(word index, mask)` for every bitmap word that the range
/// touches, in ascending order, until it returns false.
template <typename Visit>
static void forEachWord(uint64_t address, uint64_t count, Visit visit) {
  while (count) {
    uint64_t shift = address % 64;
    uint64_t take = std::min<uint64_t>(count, 64 - shift);
    uint64_t mask = (take == 64 ? ~uint64_t(0) : (uint64_t(1) << take) - 1)
                    << shift;
    if (!visit(address / 64, mask))
      return;
    address += take;
    count -= take;
  }
}

uint64_t Memory::firstUnwritten(uint64_t address, uint64_t count) const {
  uint64_t result = address + count;
  forEachWord(address, count, [&](uint64_t word, uint64_t mask) {
    uint64_t missing = mask & ~bits.get()[word];
    if (missing)
      result = word * 64 + std::countr_zero(missing);
    return missing == 0;
  });
  return result;
}

void Memory::markRange(uint64_t address, uint64_t count) {
  forEachWord(address, count, [&](uint64_t word, uint64_t mask) {
    bits.get()[word] |= mask;
    return true;
  });
}

void Memory::clearRange(uint64_t address, uint64_t count) {
  forEachWord(address, count, [&](uint64_t word, uint64_t mask) {
    bits.get()[word] &= ~mask;
    return true;
  });
}

uint64_t Memory::countWritten(uint64_t address, uint64_t count) const {
  uint64_t result = 0;
  forEachWord(address, count, [&](uint64_t word, uint64_t mask) {
    result += std::popcount(mask & bits.get()[word]);
    return true;
  });
  return result;
}
