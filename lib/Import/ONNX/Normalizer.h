//===- Normalizer.h - From real numbers to codes ----------------*- C++ -*-===//
//
// Walks over the graph once and keeps, for every value, how codes stand for it.
// What single groups of operators need is in the files named after them.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_NORMALIZER_H
#define SIMA_LIB_IMPORT_ONNX_NORMALIZER_H

#include "NormalForm.h"
#include "Refusals.h"
#include "RuntimeTypes.h"
#include "llvm/ADT/DenseSet.h"
#include <cmath>

namespace sima::onnx_import {

/// An operator whose real results have not been quantized yet, or an input of
/// the graph, with what is done to them until then.
struct Pending {
  CodeOp operation; ///< without results; no name for an input
  int input = -1;   ///< position among the graph's inputs
  Shape shape;      ///< of the results, before moves
  /// A bias that is not in codes of operand scale · filter scale yet.
  ConstantRef bias;
  /// Its scale, where it is int32 codes.
  std::optional<Quantization> biasQuantization;
  float low = -INFINITY, high = INFINITY; ///< activations
  std::vector<const Node *> activations;
  std::vector<const Node *> moves;
  /// Results have other uses than the next QuantizeLinear.
  bool isShared = false;
};

/// How codes stand for a value.
struct Meaning {
  enum Kind {
    none,
    codes,      ///< `operand`, exactly
    constant,   ///< codes that are known
    expression, ///< a function of `operand`
    pending,    ///< real numbers
    number      ///< a tensor of numbers that an operation gives
  } kind = none;
  Operand operand;
  ConstantRef data; ///< stored codes
  Quantization quantization;
  ExpressionRef function;
  /// Of an expression of one operator: the same as an operation.
  std::shared_ptr<Pending> pendingOperation;
};

class Normalizer {
public:
  explicit Normalizer(Graph &graph)
      : graph(graph), types(graph), meanings(graph.values.size()),
        numbers(graph.values.size(), -1) {}

  llvm::Expected<Network> run();

private:
  std::vector<bool> findLive() const;
  llvm::Error visit(Node &node);
  llvm::Error visitCodes(Node &node);
  llvm::Error visitInput(int value, int position);
  llvm::Error dequantize(NodeView &node);
  llvm::Error quantize(NodeView &node);
  llvm::Error addOutput(int value);

  // Results.
  int addTensor(std::string name, Shape shape, Quantization quantization);
  /// The tensor that a pending operation fills with codes of `quantization`.
  llvm::Expected<int> finish(const Pending &pending,
                             const Quantization &quantization,
                             bool runsUnsigned, const std::string &name);
  /// Whether tensors that are computed can have codes like these.
  static llvm::Error checkCodes(const Quantization &quantization);
  llvm::Error finishProduct(CodeOp &operation, const Pending &pending,
                            const Quantization &quantization);
  Operand addTable(Operand argument, ExpressionRef function,
                   const Quantization &quantization, const std::string &name);
  Operand addUnary(const char *op, Operand operand,
                   const Quantization &quantization, const std::string &name);
  void set(NodeView &node, Meaning meaning, unsigned output = 0);
  const Tensor &tensor(Operand operand) const {
    return network.tensors[operand.tensor];
  }

  // Operands.
  Meaning &meaning(const NodeView &node, unsigned input);
  /// Codes of an operand of an operation; constants become tensors.
  llvm::Expected<Operand> codesOf(const NodeView &node, unsigned input);
  /// The real values of a constant operand, from codes or not; null if it is
  /// none.
  ConstantRef realConstant(const NodeView &node, unsigned input);
  /// The real values of codes that are known.
  static ConstantRef realsOf(const Meaning &codes);

  // Moves: results are codes of the operand's scale.
  bool isMove(const NodeView &node);
  llvm::Error move(NodeView &node);
  llvm::Error moveConstant(NodeView &node, const Meaning &from);
  llvm::Expected<Operand> moveCodes(const Node &node, Operand operand,
                                    unsigned output);
  llvm::Error concat(NodeView &node);

  // Numbers.
  bool hasNumbers(int value) const;
  llvm::Expected<int> numbersOf(int value);
  llvm::Expected<int> addNumbers(int value);
  llvm::Expected<int> inputNumbers(int value);
  llvm::Error visitNumbers(Node &node);
  llvm::Error quantizeNumbers(NodeView &node);
  int quantized(int numbers, const Quantization &quantization,
                const std::string &name);
  void removeUnused();

  // Operators.
  llvm::Error product(NodeView &node);
  bool addBias(NodeView &node);
  llvm::Error activation(NodeView &node, Meaning &on);
  llvm::Error elementwise(NodeView &node);
  llvm::Expected<ExpressionRef>
  operandExpression(NodeView &node, unsigned input, Operand &argument);
  llvm::Error binary(NodeView &node);
  void stretch(llvm::MutableArrayRef<Operand> operands, const Shape &shape);
  llvm::Error argument(NodeView &node);
  llvm::Error compute(NodeView &node);
  std::shared_ptr<Pending> makePending(NodeView &node);

  Graph &graph;
  RuntimeTypes types;
  Network network;
  std::vector<Meaning> meanings;
  std::vector<int> numbers;    ///< by value: the tensor of its numbers, or -1
  llvm::DenseSet<int> refused; ///< values that do not exist for that reason
};

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_NORMALIZER_H
