//===- ProductSums.h - Sums of products and their codes ---------*- C++ -*-===//
//
// What convolutions and matrix products share: operands as differences to their
// zero points, and the way from a sum to a code. Private to the interpreter.
//
// The arithmetic says whether 64 bits of a sum count or 32, modulo which it is
// exact; no order of summation changes a result.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_REFERENCE_PRODUCTSUMS_H
#define SIMA_LIB_REFERENCE_PRODUCTSUMS_H

#include "OpFunctions.h"
#include "dialects/MLA/IR/ProductRescale.h"
#include "sima/Numerics/TFLite16x8.h"

namespace sima::reference {

/// Code number `element` of a tensor of 8- or 16-bit codes.
int32_t codeAt(const Tensor &tensor, int64_t element);
void storeCode(Tensor &tensor, int64_t element, int32_t code);

/// The codes of elements [begin, end) less `zeroPoint`. `Difference` is
/// int16_t, which serves 8-bit codes, or int32_t.
template <typename Difference>
std::vector<Difference> differences(const Tensor &tensor, int64_t begin,
                                    int64_t end, int32_t zeroPoint) {
  std::vector<Difference> result(end - begin);
  auto subtract = [&](const auto *codes) {
    for (size_t i = 0; i < result.size(); ++i)
      result[i] = static_cast<Difference>(codes[i] - zeroPoint);
  };
  if (mla::elementBytes(tensor.type) == 1)
    subtract(tensor.data<int8_t>() + begin);
  else
    subtract(tensor.data<int16_t>() + begin);
  return result;
}

/// Calls `body` with a value of the type that holds the differences of both
/// operands.
template <typename Body> void withDifferences(Operands operands, Body body) {
  bool wide = mla::elementBytes(operands[0]->type) > 1 ||
              mla::elementBytes(operands[1]->type) > 1;
  wide ? body(int32_t{}) : body(int16_t{});
}

/// The zero point of each of `count` output channels of a filter.
llvm::SmallVector<int32_t> filterZeroPoints(mlir::Type type, int64_t count);

/// Σ x[k] w[k], exact: differences have at most 17 bits.
inline int64_t dot(const int32_t *x, const int32_t *w, int64_t count) {
  int64_t sum = 0;
  for (int64_t k = 0; k < count; ++k)
    sum += int64_t{x[k]} * w[k];
  return sum;
}
/// The same modulo 2^32: no sum of products of 8-bit codes has more bits.
inline int64_t dot(const int16_t *x, const int16_t *w, int64_t count) {
  uint32_t sum = 0;
  for (int64_t k = 0; k < count; ++k)
    sum += static_cast<uint32_t>(int32_t{x[k]} * w[k]);
  return static_cast<int32_t>(sum);
}

/// From sums of products to codes. With r = input scale · filter scale / output
/// scale of the channel and v the sum plus the bias:
///
/// `tflite`, `tflite_u8`: v has 32 bits and wraps; a 31-bit fixed-point
/// multiplier is made of r and v rounds twice: the saturating rounding doubling
/// high multiply to nearest, ties up; then the rounding shift, ties away from
/// zero. `tflite_16x8`: v has 64 bits, the multiplier 16, one rounding, ties
/// up. `tflite_f64`: v times r in float64, rounded once, ties away from zero.
/// `onnx`: v times r in float32, ties to even. `shift`: v times the power of
/// two nearest to r, ties up.
///
/// Then the output's zero point is added and the code is clamped.
class OutputChannels {
public:
  OutputChannels(mlir::Operation *op, Operands operands, const Tensor &result);

  /// The code of a sum to which the bias is still to be added.
  int32_t code(int64_t channel, int64_t sum) const {
    return rescale.code(channel, numerics::wrappingAdd64(sum, bias[channel]),
                        clamp);
  }

private:
  mla::ProductRescale rescale;
  std::vector<int64_t> bias;
  numerics::tflite::Range clamp;
};

} // namespace sima::reference

#endif // SIMA_LIB_REFERENCE_PRODUCTSUMS_H
