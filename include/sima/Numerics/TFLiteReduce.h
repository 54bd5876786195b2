//===- TFLiteReduce.h - Pools and sums --------------------------*- C++ -*-===//
//
// What LiteRT's reference kernels of AVERAGE_POOL_2D of uint8 and of SUM
// compute. Averages of int8 and int16 and MEAN, which is one formula for all
// types, are in TFLite.h; maxima and minima are of codes as they are.
//
// uint8 tensors are stored as int8, 128 lower, as is their zero point.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_TFLITEREDUCE_H
#define SIMA_NUMERICS_TFLITEREDUCE_H

#include "sima/Numerics/TFLite.h"

namespace sima::numerics::tflite {

/// One element of AVERAGE_POOL_2D of uint8: the mean of the codes themselves,
/// which are none negative, so ties go up. `sum` is that of the `count` codes
/// as they are stored; so are the result and the clamp.
int32_t averagePoolU8(int32_t sum, int32_t count, Range clamp);

/// Multiplier of SUM. With it, SUM of uint8 is requant(sum of (code - input
/// zero point), ...) on codes as they are stored.
QuantizedMultiplier sumMultiplier(double inputScale, double outputScale);

/// What a code adds to a SUM of int8. LiteRT's kernel reads int8 codes as
/// uint8: negative ones count as 256 more.
inline int32_t sumTerm(int8_t code, int32_t inputZeroPoint) {
  return wrappingSub(static_cast<uint8_t>(code), inputZeroPoint);
}

/// The int8 code of a SUM of terms, which wraps in int32: clamped to [0, 255]
/// and stored as that byte.
int8_t sumCode(int32_t sumOfTerms, QuantizedMultiplier m, int32_t outZeroPoint);

} // namespace sima::numerics::tflite

#endif // SIMA_NUMERICS_TFLITEREDUCE_H
