//===- InterpolatedTable.cpp - Functions of 16-bit codes ------------------===//
//
// Sampling of a real function. The order of the operations is LiteRT's.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/InterpolatedTable.h"
#include <algorithm>
#include <cmath>

using namespace sima::numerics;

template <typename Real>
InterpolatedTable
sima::numerics::interpolatedTable(Real inScale, int32_t inZero, Real outScale,
                                  int32_t outZero,
                                  RealFunction<Real> function) {
  constexpr Real kMin = -32768, kMax = 32767;
  constexpr int kSteps = kInterpolatedTableEntries - 1;
  Real inMin = inScale * (kMin - static_cast<Real>(inZero));
  Real inMax = inScale * (kMax - static_cast<Real>(inZero));
  Real outMin = outScale * (kMin - static_cast<Real>(outZero));
  Real outMax = outScale * (kMax - static_cast<Real>(outZero));
  Real step = (inMax - inMin) / kSteps;
  Real codesPerUnit = 65536 / (outMax - outMin);
  auto toCode = [&](Real value) {
    return std::isnan(value)
               ? int16_t{0}
               : static_cast<int16_t>(std::clamp(value, kMin, kMax));
  };

  InterpolatedTable table;
  for (int i = 0; i < kSteps; ++i) {
    Real start = inMin + static_cast<Real>(i) * step;
    Real here = function(start) * codesPerUnit;
    Real next =
        function(inMin + static_cast<Real>(i + 1) * step) * codesPerUnit;
    Real middle = function(start + step / 2) * codesPerUnit;
    Real sample = std::round(here);
    Real onLine = std::round((next + sample) / 2);
    Real bias = std::round((onLine - std::round(middle)) / 2);
    table[i] = toCode(sample - bias);
  }
  table[kSteps] = toCode(std::round(function(inMax) * codesPerUnit));
  return table;
}

template InterpolatedTable
sima::numerics::interpolatedTable<float>(float, int32_t, float, int32_t,
                                         RealFunction<float>);
template InterpolatedTable
sima::numerics::interpolatedTable<double>(double, int32_t, double, int32_t,
                                          RealFunction<double>);
