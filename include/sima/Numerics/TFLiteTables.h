//===- TFLiteTables.h - Functions of one code in TFLite ---------*- C++ -*-===//
//
// Tables of what LiteRT's reference kernels compute for one quantized operand:
// 256 entries for 8-bit codes, 513 with interpolation for int16, and the int16
// kernels of LOGISTIC and TANH, which interpolate a table of the sigmoid in
// another way. Formulas are in docs/numerics.md.
//
// Real functions are evaluated in float32 by the C library, as LiteRT does, so
// tables are the same where that library is.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_TFLITETABLES_H
#define SIMA_NUMERICS_TFLITETABLES_H

#include "sima/Numerics/InterpolatedTable.h"
#include "sima/Numerics/TFLiteElementwise.h"
#include <array>
#include <optional>

namespace sima::numerics::tflite {

/// How the codes of a tensor stand for reals: scale * (code - zeroPoint).
struct Quantization {
  double scale;
  int32_t zeroPoint;
  /// 128 for uint8 tensors, whose codes and zero points are stored 128 lower.
  int32_t storageOffset = 0;
};

/// Functions of one variable that kernels tabulate.
enum class Function {
  Logistic,
  Tanh,
  Elu,
  Gelu,            ///< with the complementary error function
  GeluApproximate, ///< with the hyperbolic tangent
  Exp,
  Log,  ///< lowest code of the result where there is no logarithm
  Rsqrt ///< int16 only: highest code of the result where there is no root
};

/// Results of 8-bit codes; the entry of a code is at code + 128.
using ByteTable = std::array<int8_t, 256>;
using WideTable = std::array<int16_t, 256>;

/// The table of `function(code)` for int32_t `code` from -128 to 127.
template <typename Table, typename F> Table tabulate(F function) {
  Table table;
  for (int32_t code = -128; code <= 127; ++code)
    table[code + 128] = static_cast<typename Table::value_type>(function(code));
  return table;
}

/// LOGISTIC, TANH, ELU, GELU, EXP, LOG of 8-bit tensors. A NaN, which only
/// scales beyond 10^36 give, is code 0 of the source's type.
ByteTable functionTable(Function function, const Quantization &in,
                        const Quantization &out);

/// SQRT of int8: float32, truncated. LiteRT refuses to run on codes below the
/// zero point; they have the result of the zero point here.
ByteTable sqrtTable(const Quantization &in, const Quantization &out);

/// RSQRT of int8, in fixed point. LiteRT refuses to run on codes below the zero
/// point; they have the result of the zero point here, which is 127.
ByteTable rsqrtTable(const Quantization &in, const Quantization &out);

/// HARD_SWISH of 8-bit tensors, in 16-bit fixed point. None where LiteRT
/// refuses: in.scale / 128 / out.scale must be below 1.
std::optional<ByteTable> hardSwishTable(const Quantization &in,
                                        const Quantization &out);

/// NEG of int8: codes themselves are negated, whatever their scales; -128 stays
/// -128.
ByteTable negTable();

/// The table of prelu() with one slope, for 8-bit codes.
ByteTable preluTable(const PreluParams &params, int32_t inZeroPoint,
                     int32_t slope, int32_t outZeroPoint, Range clamp);

/// GELU, EXP, LOG, RSQRT of int16: the table for interpolate(). LiteRT refuses
/// to run RSQRT on negative codes.
InterpolatedTable functionTable16(Function function, const Quantization &in,
                                  const Quantization &out);

/// sigmoid(i / 24) in units of 2^-16, each raised by half of the error that
/// interpolation makes behind it.
using SigmoidTable = std::array<uint16_t, 256>;
SigmoidTable sigmoidTable();

/// The factor from codes to steps of 1/12288, multiplier / 2^shift.
struct CurveParams {
  int32_t multiplier;
  int32_t shift;

  bool operator==(const CurveParams &) const = default;
};

/// Of LOGISTIC and TANH of int16. Zero points are 0 and the result's scale is
/// 2^-15.
CurveParams logistic16Params(double inScale);
CurveParams tanh16Params(double inScale);

/// One element of LOGISTIC of int16. Defined for all parameters: products and
/// sums wrap in int32, the shift is taken modulo 32.
int16_t logistic16(CurveParams params, const uint16_t *sigmoid, int16_t code);

/// One element of TANH of int16: 2 sigmoid(2x) - 1 from the same table.
int16_t tanh16(CurveParams params, const uint16_t *sigmoid, int16_t code);

} // namespace sima::numerics::tflite

#endif // SIMA_NUMERICS_TFLITETABLES_H
