//===- ImportONNX.h - ONNX models into the mla dialect ----------*- C++ -*-===//
//
// Reads a quantized .onnx model (QDQ or QOperator form) and gives the same
// network as `mla` IR. docs/import-onnx.md says what is imported and what is
// refused. It fuses what ONNX Runtime fuses, because that decides the numbers,
// and nothing else.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_IMPORT_ONNX_IMPORTONNX_H
#define SIMA_IMPORT_ONNX_IMPORTONNX_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace sima {

/// Largest file that is read: protobuf counts bytes in signed 32-bit numbers.
inline constexpr uint64_t kMaxONNXFileBytes = (uint64_t(1) << 31) - 1;

/// Imports the model in `bytes`, which are not kept. External data is looked
/// for in `directory` and below; an empty one stands for the current directory.
///
/// The result holds one function, `main`, whose arguments and results carry the
/// names of the model's tensors (`mla.name`); the location of every operation
/// is the name of the tensor that it computes. On failure the result is null
/// and exactly one error, a line that begins with `modelName`, has been
/// emitted.
mlir::OwningOpRef<mlir::ModuleOp> importONNX(llvm::StringRef bytes,
                                             llvm::StringRef modelName,
                                             llvm::StringRef directory,
                                             mlir::MLIRContext *context);

/// Registers `--import-onnx` with tools like sima-translate.
void registerONNXImport();

} // namespace sima

#endif // SIMA_IMPORT_ONNX_IMPORTONNX_H
