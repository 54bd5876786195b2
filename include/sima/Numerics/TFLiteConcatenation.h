//===- TFLiteConcatenation.h - Operands of other scales ---------*- C++ -*-===//
#ifndef SIMA_NUMERICS_TFLITECONCATENATION_H
#define SIMA_NUMERICS_TFLITECONCATENATION_H

#include <cstdint>

namespace sima::numerics::tflite {

/// A uint8 CONCATENATION rescales the codes of operands whose scale or zero
/// point is not the output's, in float32. Codes and zero points as they are
/// stored, 128 lower than the model's. (int8 refuses such operands; int16
/// copies the codes.)
int32_t concatenationCode(int32_t stored, float inScale, int32_t inZeroPoint,
                          float outScale, int32_t outZeroPoint);

} // namespace sima::numerics::tflite

#endif // SIMA_NUMERICS_TFLITECONCATENATION_H
