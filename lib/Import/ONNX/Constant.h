//===- Constant.h - Constants of an ONNX model ------------------*- C++ -*-===//
//
// A constant tensor in one canonical form, whichever of the many forms of a
// TensorProto the file uses: elements one behind the other, little-endian,
// 4-bit ones unpacked to a byte each. It does not know what the elements stand
// for.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_CONSTANT_H
#define SIMA_LIB_IMPORT_ONNX_CONSTANT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sima::onnx_import {

/// Sizes of a tensor, outermost first.
using Shape = llvm::SmallVector<int64_t>;

/// Types of elements, with the numbers of TensorProto.DataType.
enum class ElementType : uint8_t {
  undefined = 0,
  f32 = 1,
  u8 = 2,
  i8 = 3,
  u16 = 4,
  i16 = 5,
  i32 = 6,
  i64 = 7,
  string = 8,
  boolean = 9,
  f16 = 10,
  f64 = 11,
  u32 = 12,
  u64 = 13,
  bf16 = 16,
  u4 = 21,
  i4 = 22,
};

/// The name as ONNX spells it, in lower case; `type 17` for others.
std::string typeName(ElementType type);
/// True for the types whose elements a `Constant` can hold.
bool isKnown(ElementType type);
/// Bytes of an element in a `Constant`; 4-bit elements take one.
unsigned storedBytes(ElementType type);
bool isInteger(ElementType type);
bool isFloat(ElementType type);
/// Codes of a quantized tensor: 4, 8 or 16 bits, signed or not.
bool isCode(ElementType type);
/// Least and greatest value of an integer type of up to 32 bits.
std::pair<int64_t, int64_t> codeRange(ElementType type);

/// `2x3` for messages; `scalar` for rank 0.
std::string toString(llvm::ArrayRef<int64_t> shape);
/// Product of sizes that have been checked.
int64_t elementCount(llvm::ArrayRef<int64_t> shape);

/// The contents of a constant. Immutable once it is part of a graph.
struct Constant {
  ElementType type = ElementType::undefined;
  Shape shape;
  std::string bytes; ///< elementCount(shape) * storedBytes(type)

  int64_t size() const { return elementCount(shape); }
  /// Element `i` of an integer or boolean constant.
  int64_t integer(int64_t i) const;
  /// Element `i` of any numeric constant as float64, which is exact but for
  /// 64-bit integers.
  double real(int64_t i) const;
  llvm::SmallVector<int64_t> integers() const;

  /// A constant of `values`; each must be in the type's range.
  static std::shared_ptr<const Constant>
  ofIntegers(ElementType type, Shape shape, llvm::ArrayRef<int64_t> values);
  static std::shared_ptr<const Constant> ofFloats(Shape shape,
                                                  llvm::ArrayRef<float> values);
};
using ConstantRef = std::shared_ptr<const Constant>;

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_CONSTANT_H
