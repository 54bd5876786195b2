//===- OnnxElementwise.h - Two operands in mode onnx ------------*- C++ -*-===//
//
// Add and Mul as ONNX Runtime fuses them with their Q and DQ operators
// (QLinearAdd, QLinearMul), and the operators of two operands that it computes
// in float32 between DequantizeLinear and QuantizeLinear. Formulas are in
// docs/numerics-onnx.md; operators of one operand are in OnnxTables.h.
//
// uint8 tensors are stored as int8, 128 lower, as are their zero points. The
// fused kernels round sums that contain the zero points themselves, so they
// need to know: `storageOffset` is 128 for uint8, 0 for int8.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_ONNXELEMENTWISE_H
#define SIMA_NUMERICS_ONNXELEMENTWISE_H

#include "sima/Numerics/OnnxQuant.h"

namespace sima::numerics::onnx {

/// How the stored codes of a tensor stand for reals: scale * (code -
/// zeroPoint).
struct Quantization {
  float scale;
  int32_t zeroPoint;

  bool operator==(const Quantization &) const = default;
};

/// Parameters of a fused Add.
struct AddParams {
  float lhsFactor, rhsFactor; ///< operand scales / output scale
  float constant;             ///< what codes of 0 add up to
  int32_t storageOffset;
};

/// As the runtime derives them, in float32.
AddParams addParams(const Quantization &lhs, const Quantization &rhs,
                    const Quantization &out, int32_t storageOffset);

/// Whether the runtime swaps the operands of a fused Add of these shapes, which
/// changes the last bit of sums: it does where it takes lhs for the one that is
/// broadcast along the innermost dimension of more than one element. Then both
/// the parameters and the codes have to be given the other way round.
bool swapsOperands(llvm::ArrayRef<int64_t> lhsShape,
                   llvm::ArrayRef<int64_t> rhsShape);

/// One element of a fused Add, on stored codes.
int32_t add(const AddParams &params, int32_t lhs, int32_t rhs,
            tflite::Range clamp);

/// Parameters of a fused Mul.
struct MulParams {
  float factor;       ///< lhs scale * rhs scale / output scale
  float outZeroPoint; ///< of the source, not as it is stored
  int32_t storageOffset;
};

MulParams mulParams(const Quantization &lhs, const Quantization &rhs,
                    const Quantization &out, int32_t storageOffset);

/// One element of a fused Mul; lhs and rhs are stored codes less their zero
/// points.
int32_t mul(const MulParams &params, int32_t lhsDifference,
            int32_t rhsDifference, tflite::Range clamp);

/// Operators of two operands that the runtime does not fuse, and Add and Mul
/// where it does not.
enum class BinaryFunction {
  Add,
  Sub,
  Mul,
  Div,
  Min,
  Max,
  PRelu, ///< lhs where it is not negative, lhs * rhs elsewhere
  Pow
};

/// One float32 operation; Pow is the C library's powf, as in the runtime.
float evaluate(BinaryFunction function, float lhs, float rhs);

/// One element of `function` between DequantizeLinear and QuantizeLinear. The
/// same for all integer types; 0 / 0 gives clamp.lo.
int32_t binary(BinaryFunction function, int32_t lhs, const Quantization &lhsIs,
               int32_t rhs, const Quantization &rhsIs,
               const Quantization &outIs, tflite::Range clamp);

} // namespace sima::numerics::onnx

#endif // SIMA_NUMERICS_ONNXELEMENTWISE_H
