//===- A65.h - Shared objects for the Cortex-A65 ----------------*- C++ -*-===//
//
// What `convertToA65` gives becomes machine code for aarch64 Linux: through
// LLVM, with the kernels of lib/Numerics, linked by lld. The result depends on
// its inputs alone. The interface of the file is in docs/a65.md.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TARGET_A65_A65_H
#define SIMA_TARGET_A65_A65_H

#include "mlir/IR/BuiltinOps.h"
#include "sima/Target/A65/EntryPoint.h"
#include "llvm/Support/Error.h"
#include <string>

namespace sima::a65 {

/// The bytes of the shared object `soname`, which computes `module`, a result
/// of convertToA65. Fails with a diagnostic.
mlir::FailureOr<std::string> emitSharedObject(mlir::ModuleOp module,
                                              llvm::StringRef soname);
/// The same as assembly text.
mlir::FailureOr<std::string> emitAssembly(mlir::ModuleOp module);

} // namespace sima::a65

#endif // SIMA_TARGET_A65_A65_H
