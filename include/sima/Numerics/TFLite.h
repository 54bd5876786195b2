//===- TFLite.h - Scalar arithmetic of mode tflite --------------*- C++ -*-===//
//
// What LiteRT's reference kernels compute for int8 tensors with int32
// accumulators: the parameters they derive from scales, and the function of one
// element (for softmax, of one row). Formulas are in docs/numerics.md. Modes
// tflite_u8 and tflite_16x8 are other arithmetic with files of their own.
//
// Scales are float32 in the model file; they are passed as double, which holds
// them exactly.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_TFLITE_H
#define SIMA_NUMERICS_TFLITE_H

#include "sima/Numerics/FixedPoint.h"
#include "llvm/ADT/ArrayRef.h"
#include <algorithm>

namespace sima::numerics::tflite {

/// The codes that a result is clamped to, both inclusive.
struct Range {
  int32_t lo, hi;

  bool operator==(const Range &) const = default;
};

/// First raised to lo, then lowered to hi: with lo > hi the result is hi.
inline int32_t clampTo(int32_t value, Range range) {
  return std::min(std::max(value, range.lo), range.hi);
}

/// The code of a real bound of an activation: zeroPoint + round(bound / scale)
/// in float32, ties away from zero, within [typeLo, typeHi].
int32_t quantizeBound(float bound, float scale, int32_t zeroPoint,
                      int32_t typeLo, int32_t typeHi);

/// Activation functions that kernels fuse by clamping.
enum class Activation { None, Relu, Relu6, ReluN1To1 };

/// The clamp of a fused activation, as CalculateActivationRangeQuantized: the
/// bounds are quantized with a float32 division, ties away from zero, and
/// intersected with [typeLo, typeHi]. `scale` is the output's.
Range activationRange(Activation activation, double scale, int32_t zeroPoint,
                      int32_t typeLo, int32_t typeHi);

/// Multiplier of one output channel of int8 and int16 CONV_2D,
/// DEPTHWISE_CONV_2D and TRANSPOSE_CONV: inputScale * filterScale /
/// outputScale, in double, in this order.
QuantizedMultiplier convMultiplier(double inputScale, double filterScale,
                                   double outputScale);

/// Multiplier of BATCH_MATMUL, and of uint8 CONV_2D, DEPTHWISE_CONV_2D and
/// TRANSPOSE_CONV: the product of the two scales is rounded to float32, its
/// quotient by outputScale is in double.
QuantizedMultiplier productMultiplier(double lhsScale, double rhsScale,
                                      double outputScale);

/// The code of an accumulator that already holds the bias:
/// clamp(accPlusBias * m + outZeroPoint), double rounding.
inline int32_t requant(int32_t accPlusBias, QuantizedMultiplier m,
                       int32_t outZeroPoint, Range clamp) {
  int32_t scaled =
      multiplyByQuantizedMultiplier(accPlusBias, m.multiplier, m.shift);
  return clampTo(wrappingAdd(scaled, outZeroPoint), clamp);
}

/// The factor of one output channel of FULLY_CONNECTED, which LiteRT's
/// reference kernel does not turn into a fixed-point multiplier: inputScale *
/// filterScale / outputScale, in double, in this order.
double float64Factor(double inputScale, double filterScale, double outputScale);

/// FULLY_CONNECTED's code of an accumulator of 32 or 64 bits that already holds
/// the bias: the product in double (of the accumulator in double), rounded with
/// ties away from zero, + outZeroPoint, clamped. A rounded product outside
/// int32 (or NaN) counts as INT32_MIN and the addition wraps, as LiteRT behaves
/// on x86-64.
int32_t requantFloat64(int64_t accPlusBias, double factor, int32_t outZeroPoint,
                       Range clamp);

/// Parameters of ADD and SUB. The operand multipliers scale to a common grid
/// that is 2^leftShift times finer than twice the larger operand scale.
struct AddParams {
  int32_t leftShift;
  QuantizedMultiplier lhs, rhs, output;
};

/// Left shifts of ADD and SUB.
inline constexpr int kAddLeftShift8 = 20, kAddLeftShift16 = 15;

/// As ADD's prepare for 8-bit tensors, and for int16 with kAddLeftShift16.
/// LiteRT refuses to run unless the output multiplier,
/// 2 * max(lhsScale, rhsScale) / (2^leftShift * outScale), is below 1; all
/// scales must be positive.
AddParams addParams(double lhsScale, double rhsScale, double outScale,
                    int leftShift = kAddLeftShift8);

/// An operand of ADD, SUB or SQUARED_DIFFERENCE on the common grid:
/// (code - zeroPoint) * 2^leftShift, which wraps, times m.
inline int32_t onCommonGrid(int32_t code, int32_t zeroPoint, int32_t leftShift,
                            QuantizedMultiplier m) {
  int32_t shifted = wrappingShiftLeft(wrappingSub(code, zeroPoint), leftShift);
  return multiplyByQuantizedMultiplier(shifted, m.multiplier, m.shift);
}

/// One element of ADD on codes.
int32_t add(const AddParams &params, int32_t lhs, int32_t lhsZeroPoint,
            int32_t rhs, int32_t rhsZeroPoint, int32_t outZeroPoint,
            Range clamp);

/// One element of SUB, lhs - rhs on codes; its parameters are those of
/// addParams. The operands are scaled as in ADD and then subtracted: negating a
/// multiplier instead would round ties the other way.
int32_t sub(const AddParams &params, int32_t lhs, int32_t lhsZeroPoint,
            int32_t rhs, int32_t rhsZeroPoint, int32_t outZeroPoint,
            Range clamp);

/// One element of AVERAGE_POOL_2D: sum / count, ties away from zero, on codes
/// (the zero point is not subtracted). `count` is the number of summed codes; a
/// count below 1, which no window has, divides by 1.
int32_t averagePool(int32_t sum, int32_t count, Range clamp);

/// Multiplier of MEAN over `count` codes, which is at least 1: that of
/// inputScale / outputScale with the division by `count` folded in. Its
/// significand is truncated and may be below 2^30. The code of a mean is
/// requant(sum of (code - input zero point), meanMultiplier, ...).
QuantizedMultiplier meanMultiplier(double inputScale, double outputScale,
                                   int64_t count);

/// Parameters of SOFTMAX, which the `norm` instruction carries.
struct SoftmaxParams {
  int32_t inputMultiplier; ///< 31-bit significand of beta * inputScale * 2^26
  int32_t inputLeftShift;  ///< 0..31
  int32_t diffMin;         ///< <= 0; codes further below the maximum give 0

  bool operator==(const SoftmaxParams &) const = default;
};

/// As SOFTMAX's prepare. LiteRT refuses to run unless beta * inputScale * 2^26
/// is above 1.
SoftmaxParams softmaxParams(double beta, double inputScale);

/// SOFTMAX of one row; `out` has the length of `in` and may be the same memory.
/// Output scale 1/256, zero point -128. Equal to LiteRT for rows whose
/// exponentials, relative to the maximum's, sum to less than 512 (every row of
/// up to 511 codes); LiteRT refuses the others. Beyond, the formula goes on:
/// all results are defined, and the sum has 12 integer bits and wraps modulo
/// 2^32. uint8 codes as they are stored, 128 lower, give stored codes.
void softmax(const SoftmaxParams &params, llvm::ArrayRef<int8_t> in,
             llvm::MutableArrayRef<int8_t> out);

/// The same with int16 results, output scale 1/65536 and zero point -32768.
void softmaxTo16(const SoftmaxParams &params, llvm::ArrayRef<int8_t> in,
                 llvm::MutableArrayRef<int16_t> out);

} // namespace sima::numerics::tflite

#endif // SIMA_NUMERICS_TFLITE_H
