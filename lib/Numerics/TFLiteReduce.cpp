//===- TFLiteReduce.cpp - Pools and sums ----------------------------------===//
//
// Averages of uint8 codes and sums of 8-bit codes.
//
//===----------------------------------------------------------------------===//
#include "sima/Numerics/TFLiteReduce.h"

using namespace sima::numerics;
using namespace sima::numerics::tflite;

int32_t tflite::averagePoolU8(int32_t sum, int32_t count, Range clamp) {
  int64_t divisor = std::max(count, 1);
  int64_t sumOfCodes = sum + 128 * divisor;
  int64_t quotient = (sumOfCodes + divisor / 2) / divisor;
  return clampTo(static_cast<int32_t>(quotient - 128), clamp);
}

QuantizedMultiplier tflite::sumMultiplier(double inputScale,
                                          double outputScale) {
  return quantizeMultiplier(inputScale / outputScale);
}

int8_t tflite::sumCode(int32_t sumOfTerms, QuantizedMultiplier m,
                       int32_t outZeroPoint) {
  return static_cast<int8_t>(requant(sumOfTerms, m, outZeroPoint, {0, 255}));
}
