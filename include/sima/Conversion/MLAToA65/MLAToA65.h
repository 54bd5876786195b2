//===- MLAToA65.h - Segments of the Cortex-A65 as loops ---------*- C++ -*-===//
//
// Operations of an `mla.a65_segment` become `linalg` on buffers and calls of
// kernels (lib/Numerics), in one straight function. Every value has its place
// in one block of memory, so that nothing is allocated in between.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_CONVERSION_MLATOA65_H
#define SIMA_CONVERSION_MLATOA65_H

#include "dialects/MLA/IR/MLA.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace sima {

/// The function that computes one sample: a pointer for each input, then for
/// each output, then one to as many bytes of scratch as the module's attribute
/// `kA65ScratchAttr` says, aligned to `kA65Alignment`.
inline constexpr llvm::StringLiteral kA65Function = "sima_a65_segment";
inline constexpr llvm::StringLiteral kA65ScratchAttr = "sima.scratch_bytes";
/// The number of inputs.
inline constexpr llvm::StringLiteral kA65InputsAttr = "sima.inputs";
/// How often the function is called with the next sample: its inputs and
/// outputs lie one behind the other.
inline constexpr llvm::StringLiteral kA65SamplesAttr = "sima.samples";
inline constexpr int64_t kA65Alignment = 64;

/// A module of dialects func, linalg, memref, arith and math. Fails with a
/// diagnostic on what has no place on the A65.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
convertToA65(mla::A65SegmentOp segment);

} // namespace sima

#endif // SIMA_CONVERSION_MLATOA65_H
