//===- Activation.h - The clamp of a fused activation -----------*- C++ -*-===//
#ifndef SIMA_MLA_ACTIVATION_H
#define SIMA_MLA_ACTIVATION_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Numerics/TFLite.h"

namespace sima::mla {

/// The codes that an operation with `activation` and a result of type `output`
/// (one scale) may take.
numerics::tflite::Range activationClamp(Activation activation,
                                        mlir::Type output);

} // namespace sima::mla

#endif // SIMA_MLA_ACTIVATION_H
