//===- Activation.cpp - The clamp of a fused activation -------------------===//

#include "dialects/MLA/IR/Activation.h"

using namespace sima;
using namespace sima::mla;
namespace tflite = sima::numerics::tflite;

static tflite::Activation numericActivation(Activation activation) {
  switch (activation) {
  case Activation::none:
    return tflite::Activation::None;
  case Activation::relu:
    return tflite::Activation::Relu;
  case Activation::relu6:
    return tflite::Activation::Relu6;
  case Activation::relu_n1_to_1:
    return tflite::Activation::ReluN1To1;
  }
  llvm_unreachable("covered switch");
}

tflite::Range sima::mla::activationClamp(Activation activation,
                                         mlir::Type output) {
  tflite::Range codes = codeRange(output);
  return tflite::activationRange(numericActivation(activation),
                                 tensorScale(output), tensorZeroPoint(output),
                                 codes.lo, codes.hi);
}
