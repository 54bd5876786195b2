//===- TFLiteNorm.h - Rows that are normalized ------------------*- C++ -*-===//
//
// What LiteRT's reference kernels of LOG_SOFTMAX, L2_NORMALIZATION and SOFTMAX
// of int16 compute for one row, that is, for all channels of one position, and
// the parameters they derive from scales. SOFTMAX of 8-bit codes is declared in
// TFLite.h. Formulas are in docs/numerics.md.
//
// uint8 tensors are stored as int8, 128 lower, as is their zero point.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_TFLITENORM_H
#define SIMA_NUMERICS_TFLITENORM_H

#include "sima/Numerics/InterpolatedTable.h"
#include "sima/Numerics/TFLite.h"

namespace sima::numerics::tflite {

/// Parameters of LOG_SOFTMAX. The first three are those of SOFTMAX with a beta
/// of 1; `toCodes` brings a Q5 number back to steps of the input.
struct LogSoftmaxParams {
  SoftmaxParams softmax;
  QuantizedMultiplier toCodes;

  bool operator==(const LogSoftmaxParams &) const = default;
};

/// As LOG_SOFTMAX's prepare. LiteRT refuses to run unless inputScale * 2^26 is
/// above 1.
LogSoftmaxParams logSoftmaxParams(double inputScale);

/// LOG_SOFTMAX of one row of int8 codes, or of uint8 codes as they are stored;
/// `out` has the length of `in` and may be the same memory. Output scale 1/16,
/// zero point 127. Up to 4095 codes no sum overflows; longer rows wrap.
void logSoftmax(const LogSoftmaxParams &params, llvm::ArrayRef<int8_t> in,
                llvm::MutableArrayRef<int8_t> out);

/// L2_NORMALIZATION of one row of int8 codes with output scale 1/128 and zero
/// point 0; `out` has the length of `in` and may be the same memory. The sum of
/// squares wraps in int32; sums below 2 count as 1.
void l2Normalize(int32_t inputZeroPoint, llvm::ArrayRef<int8_t> in,
                 llvm::MutableArrayRef<int8_t> out);

/// The same for uint8 codes as they are stored; output zero point 128 (0
/// stored). The factor 128 is multiplied in elsewhere, which rounds otherwise.
void l2NormalizeU8(int32_t inputZeroPoint, llvm::ArrayRef<int8_t> in,
                   llvm::MutableArrayRef<int8_t> out);

/// The tables that SOFTMAX of int16 looks up: exp(x) for the 65,536 differences
/// that [-10, 0] is divided into, and 1 / (1 + x) on [0, 1]; both Q15.
const InterpolatedTable &softmax16ExpTable();
const InterpolatedTable &softmax16ReciprocalTable();

/// The factor of a difference of int16 codes on the exponential's grid.
QuantizedMultiplier softmax16Multiplier(double beta, double inputScale);

/// SOFTMAX of one row of int16 codes; `out` has the length of `in` and may be
/// the same memory. Output scale 1/32768, zero point 0. Tables as above, of
/// kInterpolatedTableEntries each; any other contents are defined, too. Sums of
/// more than 65,536 exponentials wrap modulo 2^32.
void softmax16(QuantizedMultiplier inputMultiplier, const int16_t *expTable,
               const int16_t *reciprocalTable, llvm::ArrayRef<int16_t> in,
               llvm::MutableArrayRef<int16_t> out);

} // namespace sima::numerics::tflite

#endif // SIMA_NUMERICS_TFLITENORM_H
