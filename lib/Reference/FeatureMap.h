//===- FeatureMap.h - Elements of a feature map -----------------*- C++ -*-===//
//
// Addresses in NHWC tensors of codes. Private to the interpreter.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_REFERENCE_FEATUREMAP_H
#define SIMA_LIB_REFERENCE_FEATUREMAP_H

#include "dialects/MLA/IR/TensorTypes.h"
#include "sima/Numerics/TFLite.h"
#include "sima/Reference/Tensor.h"

namespace sima::reference {

/// Codes of a tensor addressed as a feature map (mla::mapShape).
template <typename Code> struct FeatureMap {
  mla::MapShape shape;
  Code *codes;

  /// The channels of one position.
  Code *at(int64_t sample, int64_t row, int64_t column) const {
    return codes + ((sample * shape.height + row) * shape.width + column) *
                       shape.channels;
  }
};

inline FeatureMap<const int8_t> readMap(const Tensor &tensor) {
  return {mla::mapShape(tensor.type), tensor.data<int8_t>()};
}
inline FeatureMap<int8_t> writeMap(Tensor &tensor) {
  return {mla::mapShape(tensor.type), tensor.data<int8_t>()};
}

/// Calls `body(sample, row, column)` for every position of `piece`.
template <typename Body>
void forEachPosition(const mla::Piece &piece, int64_t width, Body body) {
  for (int64_t row = piece.rows.begin; row < piece.rows.end; ++row)
    for (int64_t column = 0; column < width; ++column)
      body(piece.sample, row, column);
}

/// Element `index` of a tensor of 8-bit or 16-bit codes.
inline int32_t code(const Tensor &tensor, int64_t index) {
  return mla::elementBytes(tensor.type) == 1 ? tensor.data<int8_t>()[index]
                                             : tensor.data<int16_t>()[index];
}
inline void setCode(Tensor &tensor, int64_t index, int32_t code) {
  if (mla::elementBytes(tensor.type) == 1)
    tensor.data<int8_t>()[index] = static_cast<int8_t>(code);
  else
    tensor.data<int16_t>()[index] = static_cast<int16_t>(code);
}

/// The zero point of a per-tensor quantized type.
inline int32_t zeroPoint(const Tensor &tensor) {
  return static_cast<int32_t>(mla::tensorZeroPoint(tensor.type));
}

} // namespace sima::reference

#endif // SIMA_LIB_REFERENCE_FEATUREMAP_H
