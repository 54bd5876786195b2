//===- Quantization.h - Scales and zero points ------------------*- C++ -*-===//
//
// How real numbers are stored. The accelerator's codes are signed: unsigned
// ones of the file are stored with half their range subtracted, zero points
// too. That is done here, so that nothing behind it has to know.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_QUANTIZATION_H
#define SIMA_LIB_IMPORT_ONNX_QUANTIZATION_H

#include "NodeView.h"

namespace sima::onnx_import {

struct Quantization {
  /// The type in the file.
  ElementType declared = ElementType::i8;
  llvm::SmallVector<float, 1> scales;
  /// Of stored codes; as many as scales.
  llvm::SmallVector<int64_t, 1> zeroPoints;
  int64_t axis = -1;          ///< dimension of the scales, -1: one scale
  bool isOverridable = false; ///< the runtime does not rely on it

  bool isPerAxis() const { return axis >= 0; }
  float scale() const { return scales.front(); }
  int64_t zeroPoint() const { return zeroPoints.front(); }
  /// Stored bits: 8, 16 or, of biases, 32.
  unsigned bits() const { return 8 * storedBytes(declared); }
  /// What is subtracted from a code of the file: 128, 32768 or 0.
  int64_t shift() const;
  int64_t lowest() const { return codeRange(declared).first - shift(); }
  int64_t highest() const { return codeRange(declared).second - shift(); }
  /// Whether equal stored codes stand for equal numbers.
  bool sameNumbers(const Quantization &o) const {
    return bits() == o.bits() && scales == o.scales &&
           zeroPoints == o.zeroPoints && axis == o.axis;
  }
  /// The number that a code of a tensor with one scale stands for.
  float real(int64_t code) const { return scale() * float(code - zeroPoint()); }
  /// The stored code of a number, as QuantizeLinear gives it.
  int64_t code(float real) const;
};

/// Operands 1 and 2 of a QuantizeLinear or DequantizeLinear; `declared` is the
/// type of the codes. Scales must be constant, finite and above 0.
llvm::Expected<Quantization> readQuantization(const NodeView &node,
                                              ElementType declared);

/// The codes of a constant in the form in which they are stored.
ConstantRef storedCodes(const ConstantRef &codes);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_QUANTIZATION_H
