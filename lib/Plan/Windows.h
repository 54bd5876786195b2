//===- Windows.h - The windows of an operation, both axes -------*- C++ -*-===//
#ifndef SIMA_LIB_PLAN_WINDOWS_H
#define SIMA_LIB_PLAN_WINDOWS_H

#include "dialects/MLA/IR/MLA.h"
#include "dialects/MLA/IR/Window.h"

namespace sima::plan {

/// Kernel, stride and padding of an operation, both axes.
struct Windows {
  mla::Window h, w;

  template <typename Op>
  static Windows ofConvolution(Op op, int64_t kernelH, int64_t kernelW) {
    llvm::ArrayRef<int64_t> pad = op.getPadding();
    return {
        {kernelH, op.getStrides()[0], op.getDilations()[0], pad[0], pad[2]},
        {kernelW, op.getStrides()[1], op.getDilations()[1], pad[1], pad[3]}};
  }
  template <typename Op> static Windows ofPool(Op op) {
    llvm::ArrayRef<int64_t> pad = op.getPadding();
    return {{op.getWindow()[0], op.getStrides()[0], 1, pad[0], pad[2]},
            {op.getWindow()[1], op.getStrides()[1], 1, pad[1], pad[3]}};
  }
};

/// Positions of padding before a tile whose first input is `firstInput`.
inline int64_t padBefore(const mla::Window &window, int64_t firstOutput,
                         int64_t firstInput) {
  return firstInput - (firstOutput * window.stride - window.padBegin);
}

} // namespace sima::plan

#endif // SIMA_LIB_PLAN_WINDOWS_H
