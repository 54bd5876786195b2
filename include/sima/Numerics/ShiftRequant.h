//===- ShiftRequant.h - Accumulators to codes in mode shift -----*- C++ -*-===//
//
// Rescaling by a power of two, which a user asks for instead of the source
// framework's arithmetic. Its formula in docs/numerics.md is its definition.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_SHIFTREQUANT_H
#define SIMA_NUMERICS_SHIFTREQUANT_H

#include "sima/Numerics/TFLite.h"

namespace sima::numerics::shift {

/// The exponent of the power of two nearest to `real` by ratio, from -63 to 31;
/// 2^(n + 1/2) goes up. -63 for 0, a negative number and a NaN.
int32_t nearestExponent(double real);

/// The code of an accumulator that already holds the bias: accPlusBias *
/// 2^exponent rounded to the nearest integer, ties towards +infinity, +
/// outZeroPoint, clamped. Nothing wraps. Exponents above 31 count as 31, those
/// below -63 give 0.
int32_t requant(int64_t accPlusBias, int exponent, int32_t outZeroPoint,
                tflite::Range clamp);

} // namespace sima::numerics::shift

#endif // SIMA_NUMERICS_SHIFTREQUANT_H
