//===- NormalForm.h - A network of operations on codes ----------*- C++ -*-===//
//
// What the QDQ and the QOperator form have in common: tensors of codes, each
// with its scale, and operations from codes to codes. DequantizeLinear and
// QuantizeLinear are gone; what remains of them is Requantize. Dimensions are
// in the order of the model; layouts are not chosen yet. What cannot be said on
// codes is an operation on numbers, for the Cortex-A65.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_NORMALFORM_H
#define SIMA_LIB_IMPORT_ONNX_NORMALFORM_H

#include "Expression.h"
#include "Quantization.h"

namespace sima::onnx_import {

struct Tensor {
  std::string name;
  Shape shape;
  Quantization quantization;
  ConstantRef codes;    ///< of constants, as stored
  bool isIndex = false; ///< integers of an ArgMax, without a scale
  /// Of numbers, which are no codes: float32, int32, int64 or bool.
  std::optional<ElementType> number = std::nullopt;
};

/// One use of a tensor.
struct Operand {
  int tensor = -1;
  /// The runtime has raised its int8 codes to uint8 ones. Decides about
  /// fusion, and about the last bit of sums.
  bool runsUnsigned = false;
};

struct CodeOp {
  /// The operator's name in ONNX, or `Requantize` (codes of another scale),
  /// `Reinterpret` (the same codes, another scale), `Table` (a function of one
  /// 8-bit tensor).
  std::string op;
  /// Where attributes come from; null for those that are no node.
  const Node *node = nullptr;
  llvm::SmallVector<Operand, 2> operands;
  llvm::SmallVector<int, 1> results;
  /// The runtime computes it with an integer kernel.
  bool isFused = false;
  /// Type of the result at run time, as of operands.
  bool runsUnsigned = false;
  /// Of products, one for each output channel; empty for none.
  std::vector<int32_t> bias;
  /// Constant operands that are not quantized, by position; null elsewhere.
  llvm::SmallVector<ConstantRef, 2> reals;
  /// A fused activation: the result's codes are within.
  std::optional<std::pair<int64_t, int64_t>> clamp;
  /// Of `Table`.
  ExpressionRef function;
  /// Takes or gives numbers: an operator of ONNX, `Dequantize` (float32 of
  /// codes), `Positions` (int64 of the indices of an ArgMax) or `Quantize`
  /// (codes of float32). Operands that are left out are -1.
  bool isOnNumbers = false;
};

struct Network {
  std::vector<Tensor> tensors;
  std::vector<CodeOp> operations; ///< in order
  struct Port {
    std::string name;
    int tensor;
    bool isFloat; ///< the model's own input or output is real numbers
  };
  llvm::SmallVector<Port> inputs, outputs;
};

/// The network of a graph whose shapes have been inferred. The error lists
/// every node that cannot be expressed on codes.
llvm::Expected<Network> normalize(Graph &graph);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_NORMALFORM_H
