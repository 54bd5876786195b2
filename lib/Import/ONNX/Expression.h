//===- Expression.h - Elementwise functions of one tensor -------*- C++ -*-===//
//
// A chain or small graph of elementwise operators between one DequantizeLinear
// and one QuantizeLinear is a function of one code, and so a table. This is its
// form until the table is made.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_EXPRESSION_H
#define SIMA_LIB_IMPORT_ONNX_EXPRESSION_H

#include "Graph.h"
#include "sima/Numerics/OnnxElementwise.h"
#include "sima/Numerics/OnnxFunctions.h"

namespace sima::onnx_import {

struct Expression;
using ExpressionRef = std::shared_ptr<const Expression>;

/// The argument itself, a constant, or an operator on expressions.
struct Expression {
  const Node *node = nullptr; ///< of operators
  llvm::SmallVector<ExpressionRef, 2> operands;
  ConstantRef constant;   ///< scalar, or one value for each channel
  int64_t axis = -1;      ///< dimension of the channels, -1: a scalar
  unsigned operators = 0; ///< evaluated for one argument
};

/// The function of one operand that `node` is, with its attributes, whose
/// defaults are those of ONNX.
std::optional<numerics::onnx::Unary> unaryOf(const Node &node);
/// The function of two operands, or of more one after the other.
std::optional<numerics::onnx::BinaryFunction> binaryOf(const Node &node);
/// Operators that `evaluate` knows.
bool isElementwise(const Node &node);

/// The dimension along which some constant of `expression` has values, -1 for
/// none.
int64_t channelAxis(const Expression &expression);

/// The value of `expression` for `argument` in `channel`, in float32, each
/// operator as the runtime computes it.
float evaluate(const Expression &expression, float argument, int64_t channel);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_EXPRESSION_H
