//===- ProductOperands.h - Bias and arithmetic of products ------*- C++ -*-===//
//
// What convolutions and fully connected layers have in common: which arithmetic
// the types of their tensors call for, and a bias that suits it.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_TFLITE_PRODUCTOPERANDS_H
#define SIMA_LIB_IMPORT_TFLITE_PRODUCTOPERANDS_H

#include "Node.h"

namespace sima::tfl {

/// What of a product follows from the types of its tensors.
struct ProductOperands {
  mlir::Value bias;
  mla::Arithmetic arithmetic;
};

/// How an operator's kernel rescales its sums.
enum class Rescaling {
  FixedPoint, ///< convolutions
  Float64     ///< fully connected layers
};

/// Bias number `input` of a product with `units` outputs, zeros where it is
/// left out. `activation` is the number of the input with the activations,
/// whose type names the arithmetic; `named` is the type of biases that the
/// operator names, which says how wide the sums of 16-bit codes are.
llvm::Expected<ProductOperands> productOperands(Node &node, unsigned activation,
                                                unsigned input, int64_t units,
                                                fb::TensorType named,
                                                Rescaling rescaling);

} // namespace sima::tfl

#endif // SIMA_LIB_IMPORT_TFLITE_PRODUCTOPERANDS_H
