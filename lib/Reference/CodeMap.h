//===- CodeMap.h - Codes of 8 or 16 bits as numbers -------------*- C++ -*-===//
//
// Reads and writes the codes of a feature map as int32, whatever their width.
// Private to the interpreter.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_REFERENCE_CODEMAP_H
#define SIMA_LIB_REFERENCE_CODEMAP_H

#include "dialects/MLA/IR/TensorTypes.h"
#include "sima/Reference/Tensor.h"

namespace sima::reference {

/// A tensor addressed as a feature map (mla::mapShape). `TensorType` is Tensor
/// or const Tensor.
template <typename TensorType> class CodeMap {
public:
  explicit CodeMap(TensorType &tensor)
      : shape(mla::mapShape(tensor.type)), tensor(tensor),
        wide(mla::elementBytes(tensor.type) == 2) {}

  int32_t at(int64_t sample, int64_t row, int64_t column,
             int64_t channel) const {
    int64_t i = index(sample, row, column, channel);
    return wide ? tensor.template data<int16_t>()[i]
                : tensor.template data<int8_t>()[i];
  }
  void set(int64_t sample, int64_t row, int64_t column, int64_t channel,
           int32_t code) {
    int64_t i = index(sample, row, column, channel);
    if (wide)
      tensor.template data<int16_t>()[i] = static_cast<int16_t>(code);
    else
      tensor.template data<int8_t>()[i] = static_cast<int8_t>(code);
  }

  const mla::MapShape shape;

private:
  int64_t index(int64_t sample, int64_t row, int64_t column,
                int64_t channel) const {
    return ((sample * shape.height + row) * shape.width + column) *
               shape.channels +
           channel;
  }

  TensorType &tensor;
  bool wide;
};

} // namespace sima::reference

#endif // SIMA_LIB_REFERENCE_CODEMAP_H
