//===- CutFunction.h - A part of a function as a module ---------*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_EXECUTE_CUTFUNCTION_H
#define SIMA_LIB_PIPELINES_EXECUTE_CUTFUNCTION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace sima {

/// A module with one function @main that computes `outputs` of `function` from
/// `inputs`: values of its body, which become results and arguments. Only the
/// operations between are in it. Names of inputs and outputs stay; values get
/// those of their nodes. Module attributes stay.
mlir::OwningOpRef<mlir::ModuleOp>
cutFunction(mlir::func::FuncOp function, llvm::ArrayRef<mlir::Value> inputs,
            llvm::ArrayRef<mlir::Value> outputs);

/// The function of a module that cutFunction() made.
mlir::func::FuncOp onlyFunction(mlir::ModuleOp module);

/// Arguments of `function` and results of operations that the values `outputs`
/// need, but nothing behind `inputs`.
llvm::SmallVector<mlir::BlockArgument>
neededArguments(mlir::func::FuncOp function, llvm::ArrayRef<mlir::Value> inputs,
                llvm::ArrayRef<mlir::Value> outputs);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_EXECUTE_CUTFUNCTION_H
