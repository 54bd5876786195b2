//===- InterpolatedTable.cpp - Functions of 16-bit codes ------------------===//
//
// Sampling of a real function. The order of the float64 operations is LiteRT's.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/InterpolatedTable.h"
#include <algorithm>
#include <cmath>

using namespace sima::numerics;

InterpolatedTable
sima::numerics::interpolatedTable(double inScale, int32_t inZero,
                                  double outScale, int32_t outZero,
                                  double (*function)(double)) {
  constexpr double kMin = -32768.0, kMax = 32767.0;
  constexpr int kSteps = kInterpolatedTableEntries - 1;
  double inMin = inScale * (kMin - inZero), inMax = inScale * (kMax - inZero);
  double outMin = outScale * (kMin - outZero);
  double outMax = outScale * (kMax - outZero);
  double step = (inMax - inMin) / kSteps;
  double codesPerUnit = 65536.0 / (outMax - outMin);
  auto toCode = [&](double value) {
    return std::isnan(value)
               ? int16_t{0}
               : static_cast<int16_t>(std::clamp(value, kMin, kMax));
  };

  InterpolatedTable table;
  for (int i = 0; i < kSteps; ++i) {
    double here = function(inMin + i * step) * codesPerUnit;
    double next = function(inMin + (i + 1) * step) * codesPerUnit;
    double middle = function(inMin + i * step + step / 2) * codesPerUnit;
    double sample = std::round(here);
    double onLine = std::round((next + sample) / 2);
    double bias = std::round((onLine - std::round(middle)) / 2);
    table[i] = toCode(sample - bias);
  }
  table[kSteps] = toCode(std::round(function(inMax) * codesPerUnit));
  return table;
}
