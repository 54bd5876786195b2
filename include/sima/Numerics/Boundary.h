//===- Boundary.h - Quantize and dequantize at the edge ---------*- C++ -*-===//
//
// The arithmetic of the EV74 stages between the user's float32 tensors and
// codes of 8 or 16 bits. Not for QUANTIZE and DEQUANTIZE operators inside a
// model, which follow their source framework.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_BOUNDARY_H
#define SIMA_NUMERICS_BOUNDARY_H

#include <cstdint>

namespace sima::numerics::boundary {

/// The step between two codes, s = (float)(1 / scale), from the `scale` that a
/// manifest's `channel_params` stores (a multiplier: codes per unit).
float stepFromManifest(double manifestScale);

/// q = x / step in float32, rounded with ties to even, + zeroPoint, saturated
/// to [lo, hi]. A NaN quantizes as 0.
int32_t quantize(float x, float step, int32_t zeroPoint, int32_t lo = -128,
                 int32_t hi = 127);

/// step * (q - zeroPoint) in float32.
float dequantize(int32_t q, float step, int32_t zeroPoint);

} // namespace sima::numerics::boundary

#endif // SIMA_NUMERICS_BOUNDARY_H
