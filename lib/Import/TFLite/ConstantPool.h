//===- ConstantPool.h - Constants of a model --------------------*- C++ -*-===//
//
// Creates `mla.constant` operations from the buffers of a model. It does not
// decide which tensors are constants.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_CONSTANTPOOL_H
#define SIMA_LIB_IMPORT_TFLITE_CONSTANTPOOL_H

#include "ModelFile.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace sima::tfl {

/// Constants up to this size are written into the operation itself, larger ones
/// become resources.
inline constexpr size_t kMaxInlineBytes = 64;

class ConstantPool {
public:
  ConstantPool(const ModelFile &model, mlir::OpBuilder &builder)
      : model(model), builder(builder) {}

  /// The quantized tensor `tensor` as a constant of `type`.
  llvm::Expected<mlir::Value> quantized(unsigned tensor,
                                        mlir::RankedTensorType type);
  /// The tensor `tensor` of numbers as a constant of `type`.
  llvm::Expected<mlir::Value> numbers(unsigned tensor,
                                      mlir::RankedTensorType type);
  /// The int32 or int64 tensor `tensor`, of any shape with `units` elements, as
  /// a bias.
  llvm::Expected<mlir::Value> bias(unsigned tensor, int64_t units);
  /// The bias of an operator that has none, of i64 where `wide`.
  mlir::Value zeroBias(int64_t units, mlir::Location loc, bool wide);

private:
  llvm::Error checkSize(unsigned tensor, int64_t elements, size_t width);
  llvm::Error spend(uint64_t bytes);
  mlir::Value create(mlir::Location loc, llvm::StringRef key,
                     llvm::ArrayRef<char> bytes, mlir::RankedTensorType storage,
                     mlir::RankedTensorType type);
  mlir::Location location(unsigned tensor);

  const ModelFile &model;
  mlir::OpBuilder &builder;
  uint64_t spentBytes = 0;
};

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_CONSTANTPOOL_H
