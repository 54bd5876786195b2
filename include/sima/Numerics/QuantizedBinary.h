//===- QuantizedBinary.h - Elementwise operations as data -------*- C++ -*-===//
//
// Which function of two codes an operation is, with its parameters, as plain
// bytes: generated code for the A65 holds them as a constant and calls
// simaQuantizedBinary, from which LLVM makes the one function that is meant.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_QUANTIZEDBINARY_H
#define SIMA_NUMERICS_QUANTIZEDBINARY_H

#include "sima/Numerics/OnnxElementwise.h"
#include "sima/Numerics/TFLiteElementwise.h"

namespace sima::numerics {

enum class BinaryKind : int32_t {
  Add,
  Sub,
  AddPowerOfTwo,
  SubPowerOfTwo,
  Mul,
  Div,
  SquaredDifference,
  PRelu,
  Minimum,
  Maximum,
  OnnxAdd,
  OnnxMul,
  OnnxFloat ///< dequantized, one float32 operation, quantized
};

/// No pointers and no padding; members that a kind does not use are 0.
struct QuantizedBinary {
  BinaryKind kind;
  onnx::BinaryFunction function; ///< of OnnxFloat
  int32_t lhsZero, rhsZero, outZero;
  tflite::Range clamp;
  tflite::AddParams add;
  tflite::PowerOfTwoShifts shifts;
  QuantizedMultiplier multiplier;
  tflite::PreluParams prelu;
  onnx::AddParams onnxAdd;
  onnx::MulParams onnxMul;
  onnx::Quantization lhs, rhs, out; ///< of OnnxFloat
};

/// A rescaling of codes: by a multiplier, or through float32.
struct QuantizedRescale {
  int32_t isFloat;
  int32_t inZero, outZero;
  tflite::Range clamp;
  QuantizedMultiplier multiplier;
  float inScale, outScale;
};

} // namespace sima::numerics

extern "C" {
/// The code of the result for a code of each operand.
int32_t simaQuantizedBinary(const sima::numerics::QuantizedBinary *parameters,
                            int32_t lhs, int32_t rhs);
/// The code of the result for a code of the input.
int32_t simaQuantizedRescale(const sima::numerics::QuantizedRescale *parameters,
                             int32_t code);
}

#endif // SIMA_NUMERICS_QUANTIZEDBINARY_H
