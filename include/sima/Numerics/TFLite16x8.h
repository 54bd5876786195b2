//===- TFLite16x8.h - Scalar arithmetic of mode tflite_16x8 -----*- C++ -*-===//
//
// What LiteRT's reference kernels compute for int16 activations with 64-bit
// accumulators. Convolutions and matrix products; formulas are in
// docs/numerics.md. Not for int16 convolutions whose bias is int32: those have
// the arithmetic of mode tflite.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_TFLITE16X8_H
#define SIMA_NUMERICS_TFLITE16X8_H

#include "sima/Numerics/TFLite.h"

namespace sima::numerics {

/// The sum that the accumulators of byte planes stand for: of int16 x int8 low
/// and high plane, p0 + 2^8 p1; of int16 x int16 low x low, low x high, high x
/// low, high x high, p0 + 2^8 (p1 + p2) + 2^16 p3. One plane is itself.
/// Exact: planes of 32 bits give at most 49 bits.
inline int64_t combinePlanes(llvm::ArrayRef<int32_t> planes) {
  int64_t sum = planes[0];
  if (planes.size() == 2)
    sum += int64_t{256} * planes[1];
  if (planes.size() == 4)
    sum += int64_t{256} * (int64_t{planes[1]} + planes[2]) +
           int64_t{65536} * planes[3];
  return sum;
}

/// sum + bias modulo 2^64.
inline int64_t wrappingAdd64(int64_t sum, int64_t bias) {
  return static_cast<int64_t>(static_cast<uint64_t>(sum) +
                              static_cast<uint64_t>(bias));
}

namespace tflite {

/// The code of a 64-bit accumulator that already holds the bias:
/// clamp(acc * m + outZeroPoint), where m has 16 bits and is rounded once.
inline int32_t requant16x8(int64_t accPlusBias, QuantizedMultiplier m,
                           int32_t outZeroPoint, Range clamp) {
  int32_t scaled =
      multiplyByReducedMultiplier(accPlusBias, m.multiplier, m.shift);
  return clampTo(wrappingAdd(scaled, outZeroPoint), clamp);
}

} // namespace tflite
} // namespace sima::numerics

#endif // SIMA_NUMERICS_TFLITE16X8_H
