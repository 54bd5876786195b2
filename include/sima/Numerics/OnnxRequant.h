//===- OnnxRequant.h - Accumulators to codes in mode onnx -------*- C++ -*-===//
//
// How ONNX Runtime's integer convolutions and products (QLinearConv,
// QLinearMatMul, QGemm, ConvTranspose) end. Formulas are in docs/numerics.md.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_ONNXREQUANT_H
#define SIMA_NUMERICS_ONNXREQUANT_H

#include "sima/Numerics/TFLite.h"

namespace sima::numerics::onnx {

/// The factor of one output channel: inputScale * filterScale / outputScale in
/// float32, in this order.
float requantScale(double inputScale, double filterScale, double outputScale);

/// The code of an accumulator that already holds the bias: the accumulator in
/// float32 (ties to even) times scale in float32, rounded with ties to even, +
/// outZeroPoint, clamped. A NaN counts as 0.
int32_t requant(int64_t accPlusBias, float scale, int32_t outZeroPoint,
                tflite::Range clamp);

} // namespace sima::numerics::onnx

#endif // SIMA_NUMERICS_ONNXREQUANT_H
