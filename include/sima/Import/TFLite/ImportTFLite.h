//===- ImportTFLite.h - TFLite models into the mla dialect ------*- C++ -*-===//
//
// Reads a fully quantized int8 .tflite model and gives the same network as
// `mla` IR. docs/import-tflite.md says what is imported and what is refused. It
// does not rewrite or fuse anything: that is the passes' work.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_IMPORT_TFLITE_IMPORTTFLITE_H
#define SIMA_IMPORT_TFLITE_IMPORTTFLITE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "sima/Import/ImportedOperator.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace sima {

/// Largest file that is read. FlatBuffers offsets are signed 32-bit numbers,
/// and its verifier takes files below 2^31 - 1 bytes only.
inline constexpr uint64_t kMaxTFLiteFileBytes = (uint64_t(1) << 31) - 2;

/// Imports the model in `bytes`, which need no alignment and are not kept.
///
/// The result holds one function, `main`, whose arguments and results carry
/// the names of the model's tensors (`mla.name`); the location of every
/// operation is the name of its node. On failure the result is null and exactly
/// one error, a line that begins with `modelName`, has been emitted.
mlir::OwningOpRef<mlir::ModuleOp> importTFLite(llvm::StringRef bytes,
                                               llvm::StringRef modelName,
                                               mlir::MLIRContext *context);

/// The operators that are imported, as the schema spells them.
std::vector<ImportedOperator> importedTFLiteOperators();
/// The operators that are imported on float32, int32, int64 and bool; which of
/// these each takes is not said.
std::vector<ImportedOperator> importedTFLiteNumberOperators();

/// Registers `--import-tflite` with tools like sima-translate.
void registerTFLiteImport();

} // namespace sima

#endif // SIMA_IMPORT_TFLITE_IMPORTTFLITE_H
