//===- NumberEmitter.h - One operation on numbers ---------------*- C++ -*-===//
//
// What an operator of ONNX becomes on the Cortex-A65: functions at each place,
// reductions and moves, each result rounded as ONNX Runtime rounds it.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_NUMBEREMITTER_H
#define SIMA_LIB_IMPORT_ONNX_NUMBEREMITTER_H

#include "NodeView.h"
#include "dialects/MLA/IR/MLA.h"
#include "mlir/IR/Builders.h"
#include "sima/Numerics/OnnxElementwise.h"
#include "sima/Numerics/OnnxFunctions.h"

namespace sima::onnx_import {

/// A tensor of the model: `value` has its elements in the model's order, in
/// `numberShape(shape)`.
struct NumberValue {
  mlir::Value value; ///< null where an operand is left out
  Shape shape;
};

class NumberEmitter {
public:
  /// `loc` is for steps towards the results.
  NumberEmitter(mlir::OpBuilder &builder, mlir::Location loc,
                const Graph &graph, const Node &node)
      : builder(builder), loc(loc), graph(graph), node(node) {}

  /// The values of results of `shapes`; those without elements or users are
  /// null where `wanted` says so.
  llvm::Expected<llvm::SmallVector<mlir::Value>>
  run(llvm::ArrayRef<NumberValue> operands, llvm::ArrayRef<Shape> shapes,
      llvm::ArrayRef<mlir::Type> elements);

private:
  using Values = llvm::ArrayRef<NumberValue>;
  using Result = llvm::Expected<mlir::Value>;

  Result single(Values operands);

  // At each place.
  mlir::Value apply(mla::PointwiseKind kind, mlir::ValueRange operands,
                    mlir::Type element = {});
  mlir::Value scalar(float value);
  mlir::Value scalarLike(mlir::Value value, double number);
  Result unary(const numerics::onnx::Unary &function, mlir::Value x);
  mlir::Value smooth(const numerics::onnx::Unary &function, mlir::Value x);
  mlir::Value hardSigmoid(mlir::Value x, float alpha, float beta);
  Result clip(Values operands);
  Result binary(numerics::onnx::BinaryFunction function, Values operands);
  Result power(mlir::Value base, const NumberValue &exponent,
               unsigned exponentInput);
  Result pointwise(mla::PointwiseKind kind, Values operands);
  mlir::Value extreme(mla::PointwiseKind kind, mlir::Value a, mlir::Value b);
  Result modulo(Values operands);
  llvm::Error checkBroadcast(Values operands);

  // Rows and reductions.
  Result reduce(mla::NumberReduction kind, const NumberValue &x);
  Result softmax(const NumberValue &x);
  Result argument(const NumberValue &x);
  llvm::Expected<llvm::SmallVector<mlir::Value>>
  topK(const NumberValue &x, llvm::ArrayRef<mlir::Type> elements);

  // Moves.
  mlir::Value view(mlir::Value value, llvm::ArrayRef<int64_t> shape);
  /// [1, outer, size, inner] around dimension `axis` of `shape`.
  static Shape around(llvm::ArrayRef<int64_t> shape, int64_t axis);
  /// `value`, of `shape`, with dimension `axis` last, as [rows, size].
  mlir::Value asRows(mlir::Value value, llvm::ArrayRef<int64_t> shape,
                     int64_t axis);
  /// The same backwards: [rows, size] to the elements of `shape`.
  mlir::Value fromRows(mlir::Value value, llvm::ArrayRef<int64_t> shape,
                       int64_t axis);
  mlir::Value cut(mlir::Value value, llvm::ArrayRef<int64_t> shape,
                  int64_t axis, int64_t begin, int64_t step, int64_t size);
  mlir::Value join(llvm::ArrayRef<mlir::Value> values,
                   llvm::ArrayRef<Shape> shapes, int64_t axis);
  mlir::Value repeat(mlir::Value value, llvm::ArrayRef<int64_t> shape,
                     int64_t axis, int64_t count);
  Result transpose(const NumberValue &x);
  Result slice(const NumberValue &x);
  llvm::SmallVector<mlir::Value> split(const NumberValue &x,
                                       llvm::ArrayRef<Shape> shapes);
  Result concat(Values operands);
  Result expand(const NumberValue &x);
  Result tile(const NumberValue &x);
  Result pad(const NumberValue &x);
  Result gather(Values operands);
  Result gatherNd(Values operands);
  /// Positions below 0 count from the end of a dimension of `size`.
  mlir::Value fromTheFront(mlir::Value positions, int64_t size);

  // Attributes, which shape inference has checked.
  int64_t integer(llvm::StringRef name, int64_t otherwise) const;
  std::vector<int64_t> integers(llvm::StringRef name) const;
  std::string text(llvm::StringRef name, llvm::StringRef otherwise) const;
  /// The constant input `i`, or null.
  ConstantRef constant(unsigned i) const;

  mlir::OpBuilder &builder;
  mlir::Location loc;
  const Graph &graph;
  const Node &node;
  llvm::ArrayRef<Shape> resultShapes;
};

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_NUMBEREMITTER_H
