//===- AddSub.h - Rescaled addition and subtraction of codes ----*- C++ -*-===//
//
// ADD of mode tflite with its parameters bound, and SUB, which differs from it
// only in the sign on the common grid. Used by eltwise and requant_add.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_ADDSUB_H
#define SIMA_LIB_SIMULATOR_ADDSUB_H

#include "sima/Numerics/TFLite.h"
#include "llvm/Support/ErrorHandling.h"

namespace sima::sim {

/// a + b, a - b or b - a on codes.
struct AddSub {
  enum Kind { Add, AMinusB, BMinusA } kind = Add;
  numerics::tflite::AddParams params{};
  int32_t zpA = 0, zpB = 0, zpOut = 0;
  numerics::tflite::Range clamp{};

  int32_t operator()(int32_t a, int32_t b) const {
    namespace tflite = numerics::tflite;
    switch (kind) {
    case Add:
      return tflite::add(params, a, zpA, b, zpB, zpOut, clamp);
    case AMinusB:
      return tflite::sub(params, a, zpA, b, zpB, zpOut, clamp);
    case BMinusA:
      // Each operand keeps its own multiplier.
      return tflite::sub(
          {params.leftShift, params.rhs, params.lhs, params.output}, b, zpB, a,
          zpA, zpOut, clamp);
    }
    llvm_unreachable("all kinds are above");
  }
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_ADDSUB_H
