//===- Samples.h - Inputs on which modules are compared ---------*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_EXECUTE_SAMPLES_H
#define SIMA_LIB_PIPELINES_EXECUTE_SAMPLES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "sima/Reference/Tensor.h"

namespace sima {

/// One tensor for each argument or result of a function.
using Tensors = std::vector<reference::Tensor>;

/// As many sets of inputs as a batch needs.
class Samples {
public:
  /// `text` is `random:SEED`, an .npz file with an array for each argument of
  /// `function`, or for one argument alone what sima-run takes.
  static llvm::Expected<Samples> create(llvm::StringRef text,
                                        mlir::func::FuncOp function);
  /// Samples whose first one is `first`.
  explicit Samples(Tensors first) : first(std::move(first)) {}

  /// Sample 0 is what was given. The others are drawn, or, of files, its
  /// elements moved by so many places.
  Tensors get(int64_t index) const;

  /// Samples that a module of one sample is executed on: of random ones
  /// several, since what saturates may hide a difference.
  int64_t wantedCount() const { return seed ? 4 : 1; }

private:
  Tensors first;
  std::optional<uint64_t> seed;
};

/// The bytes of an .npz file with the tensors of `function`'s arguments.
llvm::Expected<std::string> printNpz(mlir::func::FuncOp function,
                                     llvm::ArrayRef<reference::Tensor> tensors);

/// How many samples a function of types `now` takes of one of types `then`: 1
/// before --mla-batch.
int64_t samplesBetween(mlir::TypeRange then, mlir::TypeRange now);

/// Tensors of the types `now` that mean the same as those of `samples`: one
/// behind the other, as float32 where `now` has float32 in the place of codes.
/// Fails, naming both types, where they are no such types.
llvm::Expected<Tensors> joinSamples(llvm::ArrayRef<Tensors> samples,
                                    mlir::TypeRange now);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_EXECUTE_SAMPLES_H
