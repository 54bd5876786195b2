//===- OnnxQuant.h - Codes and real numbers in mode onnx --------*- C++ -*-===//
//
// DequantizeLinear and QuantizeLinear as ONNX Runtime computes them, between
// which it runs operators in float32. Not for operators that it fuses with
// them, nor for the EV74 stages (Boundary.h), which divide alike but treat a
// NaN otherwise.
//
// uint8 and uint16 codes are stored less 128 and less 32768, as are their zero
// points; both functions are the same for them.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_ONNXQUANT_H
#define SIMA_NUMERICS_ONNXQUANT_H

#include "sima/Numerics/TFLite.h"

namespace sima::numerics::onnx {

/// scale * (code - zeroPoint) in float32.
float dequantize(int32_t code, float scale, int32_t zeroPoint);

/// x / scale in float32, rounded with ties to even, + zeroPoint, clamped to
/// `range`; a NaN gives range.lo.
int32_t quantize(float x, float scale, int32_t zeroPoint, tflite::Range range);

} // namespace sima::numerics::onnx

#endif // SIMA_NUMERICS_ONNXQUANT_H
