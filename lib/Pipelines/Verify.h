//===- Verify.h - Simulator against interpreter -----------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_VERIFY_H
#define SIMA_PIPELINES_VERIFY_H

#include "mlir/IR/BuiltinOps.h"
#include "sima/Package/Archive.h"

namespace sima {

/// Runs the archive's pipeline (EV74 kernels, ELF files on the simulator) and
/// the reference interpreter on the same pseudo-random inputs. Returns the
/// number of output bytes compared; emits an error that names the first
/// difference.
mlir::FailureOr<uint64_t> verifyArchive(mlir::ModuleOp module,
                                        const package::Archive &archive);

} // namespace sima

#endif // SIMA_PIPELINES_VERIFY_H
