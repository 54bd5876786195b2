//===- Kernels.h - The kernels of the EV74 ----------------------*- C++ -*-===//
//
// Executes one EV74 stage on byte buffers, driven only by what the manifest
// says about it. Order of stages and buffers between them: PipelineRunner.h.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_KERNELS_H
#define SIMA_PACKAGE_KERNELS_H

#include "sima/Package/Manifest.h"
#include "llvm/ADT/ArrayRef.h"

namespace sima::package {

/// A read-only buffer.
using Bytes = llvm::ArrayRef<uint8_t>;

/// One execution of a stage. Buffers have the sizes of the stage's nodes;
/// outputs come zero-filled.
struct KernelCall {
  const Plugin &stage;
  llvm::ArrayRef<Bytes> inputs;
  llvm::MutableArrayRef<std::vector<uint8_t>> outputs;
};

/// Runs `call.stage.kernel`. Fails, naming the stage, on an unknown kernel and
/// on parameters that are malformed, unsupported or do not fit the buffers.
llvm::Error runKernel(const KernelCall &call);

} // namespace sima::package

#endif // SIMA_PACKAGE_KERNELS_H
