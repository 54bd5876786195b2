//===- EV74Kernels.h - One function per kernel ------------------*- C++ -*-===//
//
// The common contract is that of `runKernel`; `types` are the stage's port
// types, whose sizes have been checked against the nodes.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PACKAGE_KERNELS_EV74KERNELS_H
#define SIMA_LIB_PACKAGE_KERNELS_EV74KERNELS_H

#include "sima/Package/Kernels.h"
#include "sima/Package/TensorTypes.h"

namespace sima::package::kernels {

/// float32 to int8 or int16: round(x / step) + zero point, ties to even,
/// saturated.
llvm::Error quantize(const KernelCall &call, const StageTypes &types);
/// int8 or int16 to float32: step * (q - zero point).
llvm::Error dequantize(const KernelCall &call, const StageTypes &types);
/// Plain order to slices, padding zero.
llvm::Error tessellate(const KernelCall &call, const StageTypes &types);
/// Slices to plain order, padding dropped.
llvm::Error detessellate(const KernelCall &call, const StageTypes &types);
/// Several buffers into one, sample by sample.
llvm::Error pack(const KernelCall &call, const StageTypes &types);
/// One buffer into several, sample by sample.
llvm::Error unpack(const KernelCall &call, const StageTypes &types);
/// bfloat16 to and from float32 (ties to even), integers to float32.
llvm::Error cast(const KernelCall &call, const StageTypes &types);
/// The elements from `begin` to `end` of every dimension.
llvm::Error slice(const KernelCall &call, const StageTypes &types);
/// The same bytes under another shape.
llvm::Error reshape(const KernelCall &call, const StageTypes &types);
/// The same bytes with all but the first dimension made one.
llvm::Error batchFlatten(const KernelCall &call, const StageTypes &types);
/// Every input to the output of equal position.
llvm::Error passThrough(const KernelCall &call, const StageTypes &types);

} // namespace sima::package::kernels

#endif // SIMA_LIB_PACKAGE_KERNELS_EV74KERNELS_H
