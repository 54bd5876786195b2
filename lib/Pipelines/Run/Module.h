//===- Module.h - MLIR files and their functions ----------------*- C++ -*-===//
//
// Loads a module that the reference interpreter can run, and moves tensors
// between it and arrays. Private to sima-run's library.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_RUN_MODULE_H
#define SIMA_LIB_PIPELINES_RUN_MODULE_H

#include "Inputs.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "sima/Reference/Interpreter.h"

namespace sima {

/// A module and what keeps it alive.
struct LoadedModule {
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// Parses and verifies the text in `path`. The error is the first
/// diagnostic, in one line.
llvm::Expected<LoadedModule> loadModule(llvm::StringRef path);

/// @main, or the only function there is.
llvm::Expected<mlir::func::FuncOp> mainFunction(mlir::ModuleOp module,
                                                llvm::StringRef path);

/// The arguments of a function: named by `mla.name`, else arg0, arg1, …
llvm::Expected<std::vector<TensorSpec>> inputSpecs(mlir::func::FuncOp function);

/// The order of dimensions that a kSourcePermutationAttr states; empty where it
/// is absent or no permutation.
std::vector<int64_t> sourceOrder(mlir::Attribute attribute);

/// Interprets `function`; arrays are those that inputSpecs() asks for. Outputs
/// are named by `mla.name`, else by their node, else output_0, output_1, …
llvm::Expected<std::vector<NamedArray>>
interpretArrays(mlir::func::FuncOp function, llvm::ArrayRef<NamedArray> inputs,
                const reference::Observer &observer = {});

} // namespace sima

#endif // SIMA_LIB_PIPELINES_RUN_MODULE_H
