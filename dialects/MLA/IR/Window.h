//===- Window.h - Sliding windows along one axis ----------------*- C++ -*-===//
//
// The arithmetic of kernels, strides, dilations and padding, used by verifiers,
// halos and the code generator alike.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MLA_WINDOW_H
#define SIMA_MLA_WINDOW_H

#include "dialects/MLA/IR/Piece.h"
#include "mlir/IR/Operation.h"

namespace sima::mla {

/// Limit on kernels, strides, dilations and padding, so that no position
/// overflows.
inline constexpr int64_t kMaxWindowValue = 65535;

/// A window along one axis, in positions.
struct Window {
  int64_t kernel = 1, stride = 1, dilation = 1, padBegin = 0, padEnd = 0;

  /// Positions that the dilated kernel spans.
  int64_t span() const { return (kernel - 1) * dilation + 1; }
  /// Output positions over `input` positions; 0 when the kernel does not fit.
  int64_t outputSize(int64_t input) const {
    int64_t room = input + padBegin + padEnd - span();
    return room < 0 ? 0 : room / stride + 1;
  }
  /// Input positions that outputs `out` read, clipped to [0, input).
  Range inputRange(Range out, int64_t input) const {
    if (out.empty())
      return {0, 0};
    return Range{out.begin * stride - padBegin,
                 (out.end - 1) * stride - padBegin + span()}
        .intersect({0, input});
  }
};

/// Checks that strides are 2 values of at least 1 and padding 4 of at least 0,
/// all at most kMaxWindowValue.
mlir::LogicalResult verifyWindow(mlir::Operation *op,
                                 llvm::ArrayRef<int64_t> strides,
                                 llvm::ArrayRef<int64_t> padding);

} // namespace sima::mla

#endif // SIMA_MLA_WINDOW_H
