//===- InterpolatedTable.h - Functions of 16-bit codes ----------*- C++ -*-===//
//
// The tables of 513 entries by which TFLite's int16 kernels compute functions
// of one variable, and the interpolated access to them. Used by the int16
// softmax and by the instruction lut16.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_NUMERICS_INTERPOLATEDTABLE_H
#define SIMA_NUMERICS_INTERPOLATEDTABLE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <array>
#include <cstdint>
#include <type_traits>

namespace sima::numerics {

/// Samples at every 128th of the 65,536 codes from -32768 on, and one at the
/// end.
inline constexpr unsigned kInterpolatedTableEntries = 513;
using InterpolatedTable = std::array<int16_t, kInterpolatedTableEntries>;

/// A real function; not deduced from an argument.
template <typename Real>
using RealFunction = std::type_identity_t<llvm::function_ref<Real(Real)>>;

/// The table of `function`, with real arguments `inScale` * (code - inZero)
/// and results that are codes of `outScale`, `outZero`. All arithmetic is in
/// Real, which is float or double; samples are shifted by half of the error
/// that the straight line between them has in its middle. A NaN is code 0.
template <typename Real>
InterpolatedTable interpolatedTable(Real inScale, int32_t inZero, Real outScale,
                                    int32_t outZero,
                                    RealFunction<Real> function);

/// The line between the two samples around `code`, in steps of 1/128, rounded
/// with ties towards +infinity. `table` has kInterpolatedTableEntries entries.
/// The difference of two samples wraps in 16 bits, as does the result.
inline int16_t interpolate(int16_t code, const int16_t *table) {
  unsigned index = 256 + (code >> 7);
  int32_t offset = code & 0x7f;
  int32_t base = table[index];
  auto slope = static_cast<int16_t>(table[index + 1] - base);
  return static_cast<int16_t>(base + ((slope * offset + 64) >> 7));
}

} // namespace sima::numerics

#endif // SIMA_NUMERICS_INTERPOLATEDTABLE_H
