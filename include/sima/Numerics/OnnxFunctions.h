//===- OnnxFunctions.h - Real functions in mode onnx ------------*- C++ -*-===//
//
// The float32 results of ONNX Runtime's functions of one variable, bit for bit:
// its approximations of exp, sigmoid, tanh, erf and what is made of them.
// Tables of quantized functions are built from these (OnnxTables.h). NaNs pass
// through.
//
// The runtime chooses kernels by the CPU; these are the ones of x86-64 with
// AVX-512, which differ from those with AVX2 for results below 2^-126 only.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_ONNXFUNCTIONS_H
#define SIMA_NUMERICS_ONNXFUNCTIONS_H

namespace sima::numerics::onnx {

/// Operators of one variable, by their ONNX names.
enum class UnaryFunction {
  Abs,
  Ceil,
  Celu, ///< alpha
  Clip, ///< alpha, beta: lower and upper bound
  Elu,  ///< alpha
  Erf,
  Exp,
  Floor,
  Gelu,        ///< approximate = none
  GeluTanh,    ///< approximate = tanh
  HardSigmoid, ///< alpha, beta
  HardSwish,
  LeakyRelu, ///< alpha
  Log,
  Mish,
  Neg,
  Pow,       ///< alpha: a constant exponent
  QuickGelu, ///< alpha; x * sigmoid(alpha * x), so also Swish
  Reciprocal,
  Relu,
  Round, ///< ties to even
  Selu,  ///< alpha, beta: alpha and gamma
  Sigmoid,
  Sign,
  Softplus,
  Softsign,
  Sqrt,
  Tanh,
  ThresholdedRelu ///< alpha
};

/// A function with the values of its attributes.
struct Unary {
  UnaryFunction function;
  float alpha = 0.0f, beta = 0.0f;
};

/// The function's float32 result.
float evaluate(const Unary &unary, float x);

/// The approximations themselves: of MLAS, the runtime's own kernels, and of
/// the Eigen library. Of a NaN they give that NaN.
float mlasExp(float x);
float mlasLogistic(float x);
float mlasTanh(float x);
float mlasErf(float x);
float eigenExp(float x);
float eigenLog(float x);
/// log(1 + exp(x))
float eigenSoftplus(float x);

} // namespace sima::numerics::onnx

#endif // SIMA_NUMERICS_ONNXFUNCTIONS_H
