//===- ImportModel.h - From a model file to a module ------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_IMPORTMODEL_H
#define SIMA_PIPELINES_IMPORTMODEL_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

namespace sima {

/// The name of a network from that of its file, without the ending.
llvm::StringRef modelNameOf(llvm::StringRef file);

/// Fails, naming the character, where a file in an archive cannot have `name`.
llvm::Error checkModelName(llvm::StringRef name);

/// Imports a .onnx, .tflite or .mlir file, or reads a .sima file; the kind is
/// that of the ending. The module notes `modelName`, and the name and SHA-256
/// of the file that was imported. Where a reader
/// fails with a diagnostic the error is empty.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
importModel(llvm::StringRef path, llvm::StringRef modelName,
            mlir::MLIRContext &context);

} // namespace sima

#endif // SIMA_PIPELINES_IMPORTMODEL_H
