//===- Tensor.h - A value of the reference interpreter ----------*- C++ -*-===//
//
// A tensor type and its bytes. Not for arithmetic: the interpreter's functions
// work on the storage directly.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_REFERENCE_TENSOR_H
#define SIMA_REFERENCE_TENSOR_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "sima/Reference/Difference.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace sima::reference {

/// What bytes of a result hold until something computes them.
inline constexpr uint8_t kPoisonByte = 0x55;

/// A tensor and its elements, row-major, little endian: the storage of
/// quantized types, i8 or i16, else the type's own integers or f32.
struct Tensor {
  mlir::RankedTensorType type;
  std::vector<uint8_t> bytes;

  /// The elements as `T`, whose size must be the storage's.
  template <typename T> const T *data() const {
    return reinterpret_cast<const T *>(bytes.data());
  }
  template <typename T> T *data() {
    return reinterpret_cast<T *>(bytes.data());
  }
};

/// Bytes of a tensor that the interpreter can hold; the error names the type
/// when it is not a static tensor of quantized, integer or f32 elements.
llvm::Expected<int64_t> tensorBytes(mlir::Type type);

/// A tensor of `type` filled with kPoisonByte. `tensorBytes(type)` must
/// succeed.
Tensor poisonedTensor(mlir::Type type);

/// The tensor of `type` that `value` stores; the type's storage must be that of
/// `value`. Fails when a resource is missing, has another size, or is neither
/// dense nor a dense resource.
llvm::Expected<Tensor> tensorOf(mlir::ElementsAttr value, mlir::Type type);

/// The tensor's elements, for comparison.
Elements elements(const Tensor &tensor);

} // namespace sima::reference

#endif // SIMA_REFERENCE_TENSOR_H
