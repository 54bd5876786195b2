//===- Axes.h - Dimensions that operators name ------------------*- C++ -*-===//
//
// Values may have leading dimensions of 1 that their tensors in the file do not
// have (Node::addedDimensions()). Operators that move codes work on values;
// what the file says, and the shapes of results, are without those.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_AXES_H
#define SIMA_LIB_IMPORT_TFLITE_AXES_H

#include "Node.h"

namespace sima::tfl {

using Shape = llvm::SmallVector<int64_t>;

/// The dimension that `stated` names of `rank`, counted from the end where it
/// is negative.
llvm::Expected<int64_t> axisOf(int64_t stated, int64_t rank);

/// Fails when `axis` of a value of `rank` is that of the samples; `verb` is
/// what the operator does along it.
llvm::Error checkWithinSample(int64_t axis, int64_t rank, llvm::StringRef verb);

/// The integers of constant operand `operand`, one for each dimension of the
/// value of operand `input`: `fill` for dimensions that the file does not have.
llvm::Expected<Shape> perDimension(const Node &node, unsigned operand,
                                   int64_t fill, unsigned input = 0);

/// `shape` of a value without the dimensions that were added to operand
/// `input`.
Shape shapeInFile(const Node &node, llvm::ArrayRef<int64_t> shape,
                  unsigned input = 0);

/// `value` with another shape of the same elements, or itself: a step named
/// `part` (Node::createStep()).
mlir::Value reshaped(Node &node, llvm::StringRef part, mlir::Value value,
                     llvm::ArrayRef<int64_t> shape);

/// The type of `value` with another shape.
mlir::RankedTensorType withShape(mlir::Value value,
                                 llvm::ArrayRef<int64_t> shape);

/// Makes `value`, a step or an operand, output number `output`, whose shape in
/// the file must be `shape` and which must have the quantization of `value`.
llvm::Error setMoved(Node &node, mlir::Value value,
                     llvm::ArrayRef<int64_t> shape, unsigned output = 0);

/// Makes an `Op` of `arguments` output number `output`; its result is quantized
/// like `like` and has shape `shape`, in the file `inFile`.
template <typename Op, typename... Args>
llvm::Error setMovement(Node &node, mlir::Value like,
                        llvm::ArrayRef<int64_t> inFile,
                        llvm::ArrayRef<int64_t> shape, unsigned output,
                        Args &&...arguments) {
  auto type = node.outputType(inFile, like, output);
  if (!type)
    return type.takeError();
  if (type->getShape() == shape)
    return node.setResult(
        node.create<Op>(*type, std::forward<Args>(arguments)...), output);
  mlir::Value moved = node.createStep<Op>("moved", withShape(like, shape),
                                          std::forward<Args>(arguments)...);
  return node.setResult(node.create<mla::ReshapeOp>(*type, moved), output);
}

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_AXES_H
