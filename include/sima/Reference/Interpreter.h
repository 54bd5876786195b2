//===- Interpreter.h - Executes mla IR --------------------------*- C++ -*-===//
//
// Computes what the operations mean, after any pass: untiled graphs, layers cut
// into tiles, boundaries in their DRAM layouts. One function per operation,
// written to be read (lib/Reference). Not a model of time or of memories: that
// is the simulator.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_REFERENCE_INTERPRETER_H
#define SIMA_REFERENCE_INTERPRETER_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Value.h"
#include "sima/Reference/Tensor.h"
#include <functional>

namespace llvm {
class ThreadPoolInterface;
} // namespace llvm

namespace sima::reference {

/// The most bytes that all values of a function may take together.
inline constexpr int64_t kMaxFunctionBytes = int64_t(8) << 30;

/// Told of every quantized or f32 operation result but constants, in order of
/// execution; of values in a scheduled layer once all its tiles are done. It
/// may change the elements, which later operations then read.
using Observer = std::function<void(mlir::Value, Tensor &)>;

/// Runs `function` on one tensor per argument and returns its results. The
/// tensors' types must have the arguments' shapes and storage. Fails, in one
/// line, on operations that are not of the `mla` or `check` dialect, on values
/// that are not tensors, and on a `check` that does not hold. With a pool its
/// threads share the larger operations outside of scheduled layers; the context
/// must be one for several threads then. The results are the same.
llvm::Expected<std::vector<Tensor>>
interpret(mlir::func::FuncOp function, llvm::ArrayRef<Tensor> inputs,
          const Observer &observer = {},
          llvm::ThreadPoolInterface *pool = nullptr);

} // namespace sima::reference

#endif // SIMA_REFERENCE_INTERPRETER_H
