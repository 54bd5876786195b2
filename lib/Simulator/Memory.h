//===- Memory.h - Bytes that know whether they were written -----*- C++ -*-===//
//
// One byte-addressed memory of the simulated machine (LM, ACC or DRAM) with one
// "written" bit per byte. It checks no addresses: operands are range-checked
// once, before anything runs (Operand.h). It knows nothing of descriptors.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_MEMORY_H
#define SIMA_LIB_SIMULATOR_MEMORY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace sima::sim {

/// A zero-initialised memory whose pages are only committed when touched.
class Memory {
public:
  /// Fails with a one-line message when the host cannot provide `bytes`.
  static llvm::Expected<Memory> create(llvm::StringRef name, uint64_t bytes);

  llvm::StringRef name() const { return label; }
  uint64_t size() const { return byteCount; }
  uint8_t *data() { return bytes.get(); }
  const uint8_t *data() const { return bytes.get(); }

  /// Whether `count` bytes (1..64) at `address` have all been written.
  bool isBlockWritten(uint64_t address, unsigned count) const {
    assert(count >= 1 && count <= 64 && address + count <= byteCount);
    uint64_t word = address / 64, shift = address % 64;
    uint64_t mask = lowMask(count);
    uint64_t found = bits.get()[word] >> shift;
    if (shift)
      found |= bits.get()[word + 1] << (64 - shift);
    return (found & mask) == mask;
  }
  /// Marks `count` bytes (1..64) at `address` as written.
  void markBlock(uint64_t address, unsigned count) {
    assert(count >= 1 && count <= 64 && address + count <= byteCount);
    uint64_t word = address / 64, shift = address % 64;
    uint64_t mask = lowMask(count);
    bits.get()[word] |= mask << shift;
    if (shift)
      bits.get()[word + 1] |= mask >> (64 - shift);
  }

  /// The first byte of [address, address + count) that was never written, or
  /// address + count when all were.
  uint64_t firstUnwritten(uint64_t address, uint64_t count) const;
  void markRange(uint64_t address, uint64_t count);
  void clearRange(uint64_t address, uint64_t count);

  /// Number of bytes of [address, address + count) that were written.
  uint64_t countWritten(uint64_t address, uint64_t count) const;

private:
  struct Free {
    void operator()(void *p) const { std::free(p); }
  };
  static uint64_t lowMask(unsigned count) {
    return count == 64 ? ~uint64_t(0) : (uint64_t(1) << count) - 1;
  }

  std::string label;
  uint64_t byteCount = 0;
  std::unique_ptr<uint8_t[], Free> bytes;
  /// One spare word at the end, so that a block may straddle without a test.
  std::unique_ptr<uint64_t[], Free> bits;
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_MEMORY_H
