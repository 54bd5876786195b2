//===- Node.h - One operator while it is imported ---------------*- C++ -*-===//
//
// What the importers of all operators need: operands with their checks,
// options, the result's type, and errors that name the node.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_NODE_H
#define SIMA_LIB_IMPORT_TFLITE_NODE_H

#include "GraphImporter.h"
#include "dialects/MLA/IR/MLA.h"
#include <optional>

namespace sima::tfl {

class Node {
public:
  Node(GraphImporter &graph, unsigned index);

  /// Checks the number of inputs, that only trailing ones beyond `min` are left
  /// out, and that there are 1 to `maxOutputs` outputs.
  llvm::Error checkOperands(unsigned min, unsigned max,
                            unsigned maxOutputs) const;
  /// Checks that int16 activations have zero points of 0, where LiteRT's kernel
  /// takes no others.
  llvm::Error checkSymmetry() const;
  /// An error that names operator and node.
  llvm::Error error(const llvm::Twine &message) const;

  const fb::Operator &op() const { return graph.getModel().op(index); }
  /// The options, which must be a table of type `Options`.
  template <typename Options> llvm::Expected<const Options *> options() const {
    if (const Options *found = op().builtin_options_as<Options>())
      return found;
    return llvm::createStringError("has no options or those of another "
                                   "operator");
  }
  /// The fused activation of an operator that passed the survey.
  mla::Activation activation() const;

  /// The arithmetic of LiteRT's kernels for the type of input 0.
  mla::Arithmetic arithmetic() const;

  fb::BuiltinOperator code() const { return model().code(index); }
  /// Whether an operator reads output `output`.
  bool isRead(unsigned output = 0) const;
  unsigned inputCount() const { return inputs.size(); }
  unsigned outputCount() const { return model().opOutputs(index).size(); }
  bool hasInput(unsigned input) const {
    return input < inputs.size() && inputs[input] >= 0;
  }
  unsigned inputTensor(unsigned input) const { return inputs[input]; }
  /// An operand with one scale, or of numbers, of `rank` unless that is absent.
  llvm::Expected<mlir::Value> input(unsigned input,
                                    std::optional<int64_t> rank = std::nullopt);
  /// Input 1, a constant with one scale or one for each element of dimension
  /// `axis`. The zero point of an int8 one is 0, unless the operator's kernel
  /// has one for the filter.
  llvm::Expected<mlir::Value> filter(int64_t rank, int64_t axis,
                                     bool hasZeroPoint = false);
  /// The values of a constant int32 or int64 operand, at most `limit` of them.
  llvm::Expected<llvm::SmallVector<int64_t>>
  integers(unsigned input, unsigned limit = mla::kMaxRank) const;
  /// The dimension of operand `input`'s value that `axis` of the file, maybe
  /// negative, is.
  llvm::Expected<int64_t> axis(int64_t axis, unsigned input = 0) const;
  /// The operand's shape in the file.
  llvm::SmallVector<int64_t> statedShape(unsigned input) const;
  /// Leading dimensions of 1 that the operand's value has and its tensor in the
  /// file has not: where the first one of the file is not that of the samples.
  unsigned addedDimensions(unsigned input = 0) const;
  /// The type of a quantized operand.
  llvm::Expected<mlir::RankedTensorType> inputType(unsigned input) const {
    return graph.type(inputs[input]);
  }
  /// `shape` of an activation in the file as that of its value.
  llvm::SmallVector<int64_t> withSamples(llvm::ArrayRef<int64_t> shape) const {
    return graph.withSamples(shape);
  }
  /// Constant input `input`, of int32 or int64, as a bias.
  llvm::Expected<mlir::Value> bias(unsigned input, int64_t units) {
    return graph.getConstants().bias(inputs[input], units);
  }
  /// The bias of an operator that has none, int64 if `wide`.
  mlir::Value zeroBias(int64_t units, bool wide) {
    return graph.getConstants().zeroBias(units, loc, wide);
  }

  /// The type of an output of any shape. It has one scale.
  llvm::Expected<mlir::RankedTensorType> anyOutputType(unsigned output = 0);
  /// The type of the output. It has one scale and the shape `computed`.
  llvm::Expected<mlir::RankedTensorType>
  outputType(llvm::ArrayRef<int64_t> computed, unsigned output = 0);
  /// As above, for outputs that must be quantized like operand `like`.
  llvm::Expected<mlir::RankedTensorType>
  outputType(llvm::ArrayRef<int64_t> computed, mlir::Value like,
             unsigned output = 0);
  llvm::Error setResult(mlir::Value value, unsigned output = 0);
  /// Lets operations that create() makes from now on have the name of an
  /// output; it is that of the first one otherwise.
  void nameAfterOutput(unsigned output);

  /// Creates an operation at the node's location.
  template <typename Op, typename... Args> Op create(Args &&...args) {
    return graph.getBuilder().create<Op>(loc, std::forward<Args>(args)...);
  }
  /// Creates an operation that is a step towards the result: its name is that
  /// of the node with `part` behind it, so that only the result has the node's.
  template <typename Op, typename... Args>
  Op createStep(llvm::StringRef part, Args &&...args) {
    mlir::OpBuilder &builder = graph.getBuilder();
    llvm::StringRef node = llvm::cast<mlir::NameLoc>(loc).getName().getValue();
    std::string name = (node + "/" + part).str();
    return builder.create<Op>(mlir::NameLoc::get(builder.getStringAttr(name)),
                              std::forward<Args>(args)...);
  }
  /// create(), or createStep() where `part` is not empty, of an operation whose
  /// verifier knows what does not fit together.
  template <typename Op, typename... Args>
  llvm::Expected<Op> createChecked(llvm::StringRef part, Args &&...args) {
    Op op = part.empty() ? create<Op>(std::forward<Args>(args)...)
                         : createStep<Op>(part, std::forward<Args>(args)...);
    std::string wrong;
    mlir::ScopedDiagnosticHandler handler(op->getContext(),
                                          [&](mlir::Diagnostic &diagnostic) {
                                            wrong = diagnostic.str();
                                            return mlir::success();
                                          });
    if (mlir::failed(op.verify()))
      return llvm::createStringError(wrong);
    return op;
  }
  /// `value` in another shape. It keeps the name of `value`: it is no result
  /// of this node.
  mlir::Value createView(mlir::RankedTensorType type, mlir::Value value) {
    return graph.getBuilder().create<mla::ReshapeOp>(value.getLoc(), type,
                                                     value);
  }
  const ModelFile &model() const { return graph.getModel(); }

private:
  GraphImporter &graph;
  unsigned index;
  llvm::SmallVector<int32_t, 4> inputs;
  mlir::Location loc;
};

/// Shape of a tensor value.
llvm::ArrayRef<int64_t> shapeOf(mlir::Value value);

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_NODE_H
