//===- ModuleExecution.h - What a module computes, at any phase -*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_EXECUTE_MODULEEXECUTION_H
#define SIMA_LIB_PIPELINES_EXECUTE_MODULEEXECUTION_H

#include "Samples.h"
#include "mlir/IR/BuiltinOps.h"
#include "sima/Package/Archive.h"

namespace llvm {
class ThreadPoolInterface;
} // namespace llvm

namespace sima {

/// What of a module is executed.
enum class Execution {
  Function, ///< the function, by the reference interpreter
  Programs, ///< the segments' programs, by the simulator; the rest as before
  Pipeline, ///< stages of EV74, MLA and A65, as sima-run does
};

/// The furthest execution that the module is ready for.
Execution furthestExecution(mlir::ModuleOp module);

/// What a Execution::Programs must know of the passes that have run.
struct ProgramState {
  /// --quad-insert-sync ran: posts and waits must do.
  bool isSynchronised = false;
};

/// @main, or the only function of the module.
llvm::Expected<mlir::func::FuncOp> functionOf(mlir::ModuleOp module);

/// The results of the module's function on `inputs`, tensors of its arguments'
/// types. The module stays as it is.
llvm::Expected<Tensors> execute(mlir::ModuleOp module, Execution execution,
                                llvm::ArrayRef<reference::Tensor> inputs,
                                ProgramState state,
                                llvm::ThreadPoolInterface *pool);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_EXECUTE_MODULEEXECUTION_H
