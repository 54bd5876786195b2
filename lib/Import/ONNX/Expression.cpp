//===- Expression.cpp - Elementwise functions of one tensor ---------------===//

#include "Expression.h"
#include "NodeView.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>
#include <cmath>

using namespace sima::onnx_import;
using sima::numerics::onnx::BinaryFunction;
using sima::numerics::onnx::Unary;
using sima::numerics::onnx::UnaryFunction;

static std::optional<UnaryFunction> unaryFunction(llvm::StringRef op) {
  using F = UnaryFunction;
  return llvm::StringSwitch<std::optional<F>>(op)
      .Case("Abs", F::Abs)
      .Case("Ceil", F::Ceil)
      .Case("Celu", F::Celu)
      .Case("Clip", F::Clip)
      .Case("Elu", F::Elu)
      .Case("Erf", F::Erf)
      .Case("Exp", F::Exp)
      .Case("Floor", F::Floor)
      .Case("Gelu", F::Gelu)
      .Case("HardSigmoid", F::HardSigmoid)
      .Case("HardSwish", F::HardSwish)
      .Case("LeakyRelu", F::LeakyRelu)
      .Case("Log", F::Log)
      .Case("Mish", F::Mish)
      .Case("Neg", F::Neg)
      .Cases("QuickGelu", "Swish", F::QuickGelu)
      .Case("Reciprocal", F::Reciprocal)
      .Case("Relu", F::Relu)
      .Case("Round", F::Round)
      .Case("Selu", F::Selu)
      .Case("Sigmoid", F::Sigmoid)
      .Case("Sign", F::Sign)
      .Case("Softplus", F::Softplus)
      .Case("Softsign", F::Softsign)
      .Case("Sqrt", F::Sqrt)
      .Case("Tanh", F::Tanh)
      .Case("ThresholdedRelu", F::ThresholdedRelu)
      .Default(std::nullopt);
}

std::optional<BinaryFunction> sima::onnx_import::binaryOf(const Node &node) {
  using F = BinaryFunction;
  return llvm::StringSwitch<std::optional<F>>(node.op)
      .Cases("Add", "Sum", F::Add)
      .Case("Sub", F::Sub)
      .Case("Mul", F::Mul)
      .Case("Div", F::Div)
      .Case("Min", F::Min)
      .Case("Max", F::Max)
      .Case("PRelu", F::PRelu)
      .Case("Pow", F::Pow)
      .Default(std::nullopt);
}

bool sima::onnx_import::isElementwise(const Node &node) {
  return unaryFunction(node.op) || binaryOf(node);
}

int64_t sima::onnx_import::channelAxis(const Expression &expression) {
  int64_t axis = expression.axis;
  for (const ExpressionRef &operand : expression.operands)
    axis = std::max(axis, channelAxis(*operand));
  return axis;
}

/// The attribute `name`, a float, or its default.
static float real(const Node &node, llvm::StringRef name, float otherwise) {
  auto found = node.attributes.find(name);
  if (found != node.attributes.end())
    if (const float *value = std::get_if<float>(&found->second))
      return *value;
  return otherwise;
}

static Unary withAttributes(const Node &node, UnaryFunction function) {
  Unary result{function};
  using F = UnaryFunction;
  switch (function) {
  case F::Clip:
    result.alpha = real(node, "min", -INFINITY);
    result.beta = real(node, "max", INFINITY);
    break;
  case F::HardSigmoid:
    result.alpha = real(node, "alpha", 0.2f);
    result.beta = real(node, "beta", 0.5f);
    break;
  case F::Selu:
    result.alpha = real(node, "alpha", 1.67326319217681884765625f);
    result.beta = real(node, "gamma", 1.05070102214813232421875f);
    break;
  case F::LeakyRelu:
    result.alpha = real(node, "alpha", 0.01f);
    break;
  case F::QuickGelu:
    result.alpha = real(node, "alpha", node.op == "Swish" ? 1.0f : 1.702f);
    break;
  case F::Gelu: {
    auto found = node.attributes.find("approximate");
    if (found != node.attributes.end() &&
        found->second == AttributeValue(std::string("tanh")))
      result.function = F::GeluTanh;
    break;
  }
  default:
    result.alpha = real(node, "alpha", 1.0f);
  }
  return result;
}

std::optional<Unary> sima::onnx_import::unaryOf(const Node &node) {
  std::optional<UnaryFunction> function = unaryFunction(node.op);
  if (!function)
    return std::nullopt;
  return withAttributes(node, *function);
}

float sima::onnx_import::evaluate(const Expression &expression, float argument,
                                  int64_t channel) {
  if (expression.constant)
    return float(expression.constant->real(expression.axis < 0 ? 0 : channel));
  if (!expression.node)
    return argument;
  llvm::SmallVector<float, 4> operands;
  for (const ExpressionRef &operand : expression.operands)
    operands.push_back(evaluate(*operand, argument, channel));
  const Node &node = *expression.node;
  if (auto function = unaryOf(node))
    return numerics::onnx::evaluate(*function, operands[0]);
  BinaryFunction function = *binaryOf(node);
  // Min, Max and Sum take any number of operands, one after the other.
  float result = operands[0];
  for (float operand : llvm::drop_begin(operands)) {
    bool isConstantPower = function == BinaryFunction::Pow &&
                           expression.operands[1]->constant &&
                           expression.operands[1]->axis < 0;
    result = isConstantPower
                 ? numerics::onnx::evaluate(Unary{UnaryFunction::Pow, operand},
                                            result)
                 : numerics::onnx::evaluate(function, result, operand);
  }
  return result;
}
