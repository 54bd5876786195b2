//===- GraphImporter.h - The graph of a model as a function -----*- C++ -*-===//
//
// Builds the function and keeps which value stands for which tensor. What
// single operators mean is in the files named after them.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_GRAPHIMPORTER_H
#define SIMA_LIB_IMPORT_TFLITE_GRAPHIMPORTER_H

#include "Boundary.h"
#include "ConstantPool.h"
#include "ModelFile.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace sima::tfl {

class GraphImporter {
public:
  GraphImporter(const ModelFile &model, const Boundary &boundary,
                mlir::MLIRContext *context);

  /// The module of a model that the survey found nothing against.
  llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> run();

  const ModelFile &getModel() const { return model; }
  mlir::OpBuilder &getBuilder() { return builder; }
  ConstantPool &getConstants() { return constants; }

  /// The type of a quantized tensor.
  llvm::Expected<mlir::RankedTensorType> type(unsigned tensor);
  /// `shape` behind the dimension of the samples: a leading 1 where the first
  /// dimension of an activation is none of samples (those that the graph's
  /// inputs have). One number for each sample gets a last dimension of 1.
  llvm::SmallVector<int64_t> withSamples(llvm::ArrayRef<int64_t> shape) const;
  /// The value of a quantized tensor: an argument, a constant, or the result of
  /// an operator that has been imported.
  llvm::Expected<mlir::Value> value(unsigned tensor);
  /// Makes `value` stand for `tensor`, which nothing may have defined before.
  llvm::Error define(unsigned tensor, mlir::Value value);

private:
  llvm::Error addFunction(mlir::ModuleOp module);
  llvm::Error addOperators();
  llvm::Error addReturn();
  llvm::Expected<llvm::SmallVector<mlir::Type>>
  types(llvm::ArrayRef<Boundary::Port> ports);

  const ModelFile &model;
  const Boundary &boundary;
  mlir::OpBuilder builder;
  ConstantPool constants;
  mlir::func::FuncOp function;
  int64_t samples = 1; ///< of every activation
  std::vector<mlir::RankedTensorType> tensorTypes;
  std::vector<mlir::Value> values;
  uint64_t scales = 0;
};

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_GRAPHIMPORTER_H
