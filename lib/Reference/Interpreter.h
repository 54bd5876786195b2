//===- Interpreter.h - Values and the walk over blocks ----------*- C++ -*-===//
//
// The state of one run of a function. Private; the way in is interpret() of
// sima/Reference/Interpreter.h.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_REFERENCE_INTERPRETER_H
#define SIMA_LIB_REFERENCE_INTERPRETER_H

#include "OpFunctions.h"
#include "sima/Reference/Interpreter.h"
#include "llvm/ADT/DenseMap.h"
#include <memory>

namespace sima::reference {

/// A one-line error about `op`: its node or file position, then `why`.
llvm::Error failAt(mlir::Operation *op, const llvm::Twine &why);

/// Executes blocks and keeps the tensor of every value.
class Interpreter {
public:
  explicit Interpreter(const Observer &observer,
                       llvm::ThreadPoolInterface *pool = nullptr)
      : observer(observer), pool(pool) {}

  using TensorPtr = std::shared_ptr<Tensor>;

  TensorPtr lookup(mlir::Value value) const { return values.lookup(value); }
  void define(mlir::Value value, TensorPtr tensor) {
    values[value] = std::move(tensor);
  }
  llvm::SmallVector<TensorPtr> lookupAll(mlir::ValueRange range) const;

  /// Executes all operations of `block` but its terminator.
  llvm::Error runBlock(mlir::Block &block);
  /// Executes `op` and defines its results.
  llvm::Error runOperation(mlir::Operation *op);
  void observe(mlir::Operation *op);

private:
  llvm::Error runConstant(mla::ConstantOp op);
  llvm::Error runA65(mlir::Operation *op);
  /// A layer or segment without a schedule: its body, on its operands.
  llvm::Error runBody(mlir::Operation *op);
  /// The body on one sample of the operands after the other. What it computes
  /// is not observed: it is of single samples.
  llvm::Error runSamples(mla::A65SegmentOp op);
  llvm::Error runCheck(mlir::Operation *op);

  const Observer &observer;
  llvm::ThreadPoolInterface *pool; ///< may be null
  llvm::DenseMap<mlir::Value, TensorPtr> values;
};

/// Structure.cpp: executes a layer tile by tile, as its schedule says, and
/// defines its result.
llvm::Error runSchedule(Interpreter &interpreter, mla::LayerOp layer);

} // namespace sima::reference

#endif // SIMA_LIB_REFERENCE_INTERPRETER_H
