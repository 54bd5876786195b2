//===- Window.h - The input window of conv, dwconv and pool -----*- C++ -*-===//
//
// Which input rows and columns a sliding window reads, and the dense copy of an
// input that the MXU works on: differences to the zero point, zeros for
// padding.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_WINDOW_H
#define SIMA_LIB_SIMULATOR_WINDOW_H

#include "Engines.h"
#include "Operand.h"

namespace sima::sim {

/// One direction of a sliding window. Padded coordinate p stands for input
/// position p - pad.
struct WindowAxis {
  uint64_t out, taps, stride, dilation, pad, in;

  /// Padded coordinates from 0 to the last that a tap reads.
  uint64_t padded() const {
    return (out - 1) * stride + (taps - 1) * dilation + 1;
  }
  /// For each padded coordinate whether a tap reads it and it lies in the
  /// input.
  std::vector<uint8_t> reads() const;
  /// The same as positions of the input.
  llvm::SmallVector<Stretches, 1> readPositions() const;
};

struct Window {
  WindowAxis rows, cols;

  /// The window of conv, dwconv and pool; `out` and `in` rule the extents.
  static Window of(const Operation &op, const Descriptor &out,
                   const Descriptor &in, uint64_t kh, uint64_t kw);
};

/// Fails when the padded window has more than kMaxGatheredElements elements, or
/// when a position that is read lies outside the memory. `outer` windows lie
/// stride3 apart.
llvm::Error checkWindow(const VerifyContext &context, llvm::StringRef operand,
                        const Window &window, const Descriptor &in,
                        uint64_t channels, uint64_t outer = 1);

/// Fails unless `d` is s8 or u8 with a zero point of that type.
llvm::Error expectByteType(llvm::StringRef operand, const Descriptor &d);
/// Spaces and types of the operands of `conv` and `dwconv`.
llvm::Error expectMatrixOperands(const Descriptor &acc, const Descriptor &in,
                                 const Descriptor &wt);

/// Reads `lanes` bytes of type s8 or u8 as differences to `zp`; false when one
/// was never written.
bool loadDifferences(const Memory &memory, int64_t at, unsigned lanes,
                     const Descriptor &d, int16_t *to);

/// Gathers the padded input as [row][column][pixelElements], `channels` of them
/// used, everything else 0, followed by 64 zeros of slack.
llvm::Error gatherInput(const Memory &memory, const Descriptor &in,
                        const Window &window, uint64_t channels,
                        uint64_t pixelElements, std::vector<int16_t> &to);

/// K·P tiles: the positions that run in parallel beside K blocks is P. Fails
/// when index `k` exceeds the number of divisors; returns K.
llvm::Expected<unsigned> divisorOf(const Machine &machine, unsigned k);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_WINDOW_H
