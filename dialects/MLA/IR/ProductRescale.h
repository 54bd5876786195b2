//===- ProductRescale.h - From sums of products to codes --------*- C++ -*-===//
//
// Which of the formulas in docs/numerics.md ends a convolution or a matrix
// product, and its parameters for each output channel. The one place where they
// are made of scales, for the interpreter and for the tables of `requant`.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_MLA_PRODUCTRESCALE_H
#define SIMA_MLA_PRODUCTRESCALE_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Numerics/TFLite.h"

namespace sima::mla {

/// What of an operation decides how its sums are rescaled.
struct ProductTypes {
  mlir::Type input, filter, output;
  mlir::Type bias; ///< null: none
  Arithmetic arithmetic;
  bool isMatrixProduct; ///< of two operands, not of an input and a filter

  /// Of a conv2d, depthwise_conv2d, transpose_conv2d, fully_connected or
  /// matmul.
  static ProductTypes of(mlir::Operation *op);
};

class ProductRescale {
public:
  /// The parameters of one output channel; those that the arithmetic does not
  /// use are 0.
  struct Channel {
    numerics::QuantizedMultiplier multiplier; ///< tflite, _u8, _16x8
    double factor = 0;                        ///< tflite_f64
    float scale = 0;                          ///< onnx
    int32_t exponent = 0;                     ///< shift
  };

  ProductRescale(const ProductTypes &types, int64_t channels);

  /// Whether sums and biases have 64 bits; else they wrap in 32.
  static bool isWide(const ProductTypes &types);
  const Channel &channel(int64_t index) const { return channels[index]; }
  /// The code of `sum`, which holds the bias.
  int32_t code(int64_t index, int64_t sum, numerics::tflite::Range clamp) const;

private:
  Arithmetic arithmetic;
  bool wide;
  int32_t zeroPoint;
  llvm::SmallVector<Channel> channels;
};

} // namespace sima::mla

#endif // SIMA_MLA_PRODUCTRESCALE_H
