//===- Operand.h - Checked access to an instruction's operands --*- C++ -*-===//
//
// The two addressings of docs/isa.md on top of a descriptor. Ranges are checked
// once, over the corners of the box that an instruction touches; afterwards
// accesses compute plain 64-bit addresses and only ask whether a byte was
// written.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_OPERAND_H
#define SIMA_LIB_SIMULATOR_OPERAND_H

#include "Descriptor.h"
#include "Footprint.h"
#include "Memory.h"
#include "sima/Machine/PlainRuns.h"

namespace sima::sim {

struct VerifyContext;

/// The product of four extents; fails when it exceeds `limit`.
llvm::Expected<uint64_t> countElements(llvm::StringRef operand,
                                       std::array<uint64_t, 4> extents,
                                       uint64_t limit);

/// Fails unless the descriptor is in `space`.
llvm::Error expectSpace(llvm::StringRef operand, const Descriptor &d,
                        Space space);

/// Rows, columns, channels and outer extent of a pixel operand.
struct PixelShape {
  uint64_t rows = 1, cols = 1, channels = 1, outer = 1;

  uint64_t blocks() const { return (channels + kLanes - 1) / kLanes; }
  /// Lanes of block `b`: 16 except perhaps in the last.
  unsigned lanes(uint64_t b) const {
    return static_cast<unsigned>(
        std::min<uint64_t>(kLanes, channels - b * kLanes));
  }
  static PixelShape of(const Descriptor &d, bool withOuter) {
    return {d.extent(0), d.extent(1), d.extent(2), withOuter ? d.extent(3) : 1};
  }
};

/// Bytes of a lane as Footprint::blocks wants them.
unsigned laneBytes(const Descriptor &d);

/// Range check of a whole pixel operand of shape `s` in LM or ACC; with
/// `broadcast` the channel terms are dropped.
llvm::Error checkPixels(const VerifyContext &context, llvm::StringRef operand,
                        const Descriptor &d, const PixelShape &s,
                        bool broadcast = false);

/// "operand src reads byte 12 of lm of quad 0, which was never written".
llvm::Error neverWritten(llvm::StringRef operand, const Memory &memory,
                         uint64_t address, uint64_t count);

/// A range-checked pixel operand, accessed a block of up to 16 channels at a
/// time.
class PixelOperand {
public:
  PixelOperand(Memory &memory, const Descriptor &d, llvm::StringRef operand,
               bool broadcast = false);

  int64_t address(uint64_t n, uint64_t r, uint64_t c, uint64_t block) const {
    return base + static_cast<int64_t>(n) * outer +
           static_cast<int64_t>(r) * row + static_cast<int64_t>(c) * col +
           static_cast<int64_t>(block) * blockStride;
  }
  /// Reads `lanes` codes at `at`; false when a byte of them was never written.
  bool load(int64_t at, unsigned lanes, int32_t *codes) const;
  /// Writes `lanes` codes, truncated to the type.
  void store(int64_t at, unsigned lanes, const int32_t *codes);
  /// The error for a load of `lanes` at `at` that returned false.
  llvm::Error unwritten(int64_t at, unsigned lanes) const;

private:
  Memory &memory;
  llvm::StringRef operand;
  int64_t base, row, col, blockStride, outer;
  ElementType type;
  bool broadcast;
};

/// Little-endian words.
int32_t readWord(const uint8_t *bytes);
void writeWord(uint8_t *bytes, int32_t word);

/// Reads `count` s32 at `address` (a parameter block).
llvm::Error readWords(const Memory &memory, llvm::StringRef operand,
                      uint64_t address, unsigned count, int32_t *words);

/// A plain operand of `sizes` (of the ruling descriptor) with d's own strides.
PlainShape plainShape(const Descriptor &d, const Descriptor &ruling);

/// The bytes of a plain operand from its base on.
Footprint plainFootprint(const Descriptor &d, const PlainShape &shape);

/// Calls visit(address, offset in the dense copy, bytes) for each contiguous
/// run, in order; stops when it returns false and returns false then.
template <typename Visit>
bool forEachRun(const PlainShape &shape, int64_t base, Visit visit) {
  unsigned outerDims = 4 - shape.mergedDims();
  int64_t run = shape.runBytes(), offset = 0;
  std::array<int64_t, 4> extent{1, 1, 1, 1}, stride{};
  for (unsigned d = 0; d != outerDims; ++d) {
    extent[d] = shape.extent(d);
    stride[d] = shape.strides[d];
  }
  for (int64_t i = 0; i != extent[0]; ++i)
    for (int64_t j = 0; j != extent[1]; ++j)
      for (int64_t k = 0; k != extent[2]; ++k)
        for (int64_t l = 0; l != extent[3]; ++l, offset += run)
          if (!visit(base + i * stride[0] + j * stride[1] + k * stride[2] +
                         l * stride[3],
                     offset, run))
            return false;
  return true;
}

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_OPERAND_H
