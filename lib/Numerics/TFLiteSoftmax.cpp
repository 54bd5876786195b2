//===- TFLiteSoftmax.cpp - SOFTMAX of 8-bit rows --------------------------===//
//
// Softmax in 32-bit fixed point; "Qn" is explained in FixedPointMath.h.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/FixedPointMath.h"
#include "sima/Numerics/TFLite.h"
#include <cmath>

using namespace sima::numerics;
using namespace sima::numerics::tflite;

/// Integer bits of a scaled difference to the maximum, and of the sum.
static constexpr int kDiffIntegerBits = 5;
static constexpr int kSumIntegerBits = 12;

SoftmaxParams tflite::softmaxParams(double beta, double inputScale) {
  // Differences are scaled to Q5. A larger factor changes nothing: it makes
  // every exponential but that of the maximum round to zero.
  double factor = std::min(
      beta * inputScale * static_cast<double>(1 << (31 - kDiffIntegerBits)),
      static_cast<double>((1LL << 31) - 1));
  // quantizeMultiplier ends below 2^30, softmax below 2^31: decompose the half.
  QuantizedMultiplier m = quantizeMultiplier(factor / 2.0);
  ++m.shift;
  // The most negative difference whose scaled value still fits Q5.
  double radius = 31.0 * static_cast<double>(1LL << (31 - kDiffIntegerBits)) /
                  static_cast<double>(1LL << std::max(m.shift, 0));
  return {m.multiplier, m.shift, -static_cast<int32_t>(std::floor(radius))};
}

namespace {
/// exp of the difference between a code and its row's maximum.
class RowExp {
public:
  RowExp(const SoftmaxParams &params, llvm::ArrayRef<int8_t> row)
      : params(params), maximum(*std::max_element(row.begin(), row.end())) {}

  /// False for codes so far below the maximum that they count as 0.
  bool counts(int8_t code) const { return code - maximum >= params.diffMin; }

  /// In Q0; only for codes that count.
  int32_t operator()(int8_t code) const {
    return expOnNegativeValues(
        multiplyByQuantizedMultiplier(code - maximum, params.inputMultiplier,
                                      std::max(params.inputLeftShift, 0)));
  }

private:
  SoftmaxParams params;
  int32_t maximum;
};
} // namespace

/// Probabilities as codes of `Code`, from its lowest on.
template <typename Code>
static void softmaxRow(const SoftmaxParams &params, llvm::ArrayRef<int8_t> in,
                       llvm::MutableArrayRef<Code> out) {
  if (in.empty())
    return;
  constexpr int kCodeBits = 8 * sizeof(Code);
  constexpr Range kCodes = {std::numeric_limits<Code>::min(),
                            std::numeric_limits<Code>::max()};
  RowExp rowExp(params, in);
  uint32_t sum = 0; // Q12
  for (int8_t code : in)
    if (rowExp.counts(code))
      sum += static_cast<uint32_t>(
          roundingDivideByPOT(rowExp(code), kSumIntegerBits));
  FixedReciprocal reciprocal = reciprocalOfQ12(sum);

  for (size_t i = 0; i < in.size(); ++i) {
    int8_t code = in[i];
    int32_t probability = 0; // in units of 2^-kCodeBits
    if (rowExp.counts(code))
      probability =
          roundingDivideByPOT(fixedMul(reciprocal.factor, rowExp(code)),
                              reciprocal.exponent + 31 - kCodeBits);
    out[i] =
        static_cast<Code>(clampTo(wrappingAdd(probability, kCodes.lo), kCodes));
  }
}

void tflite::softmax(const SoftmaxParams &params, llvm::ArrayRef<int8_t> in,
                     llvm::MutableArrayRef<int8_t> out) {
  softmaxRow(params, in, out);
}

void tflite::softmaxTo16(const SoftmaxParams &params, llvm::ArrayRef<int8_t> in,
                         llvm::MutableArrayRef<int16_t> out) {
  softmaxRow(params, in, out);
}
