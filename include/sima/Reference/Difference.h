//===- Difference.h - Where two tensors differ ------------------*- C++ -*-===//
//
// Bit-exact comparison and its message, the same for every tool. It knows bytes
// and shapes, neither scales nor files.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_REFERENCE_DIFFERENCE_H
#define SIMA_REFERENCE_DIFFERENCE_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <optional>
#include <string>

namespace sima::reference {

/// How an element is stored, little endian.
enum class ElementKind { Int8, UInt8, Int16, Int32, Int64, Float32 };

/// Bytes of one element.
int64_t elementBytes(ElementKind kind);

/// A view of the elements of a tensor, row-major.
struct Elements {
  ElementKind kind;
  llvm::ArrayRef<int64_t> shape;
  llvm::ArrayRef<uint8_t> bytes;

  int64_t count() const { return bytes.size() / elementBytes(kind); }
  /// Element `index` in decimal; a float with as many digits as tell it apart.
  std::string text(int64_t index) const;
  /// The coordinate of element `index`, like `[0, 3, 1, 7]`.
  std::string coordinate(int64_t index) const;
};

/// How two tensors differ.
struct Difference {
  int64_t elements = 0;   ///< differing elements
  int64_t bytes = 0;      ///< differing bytes
  int64_t firstIndex = 0; ///< of the first differing element
};

/// Compares bit by bit, but that one NaN is like another; nothing when equal.
/// Kinds and sizes must be equal.
std::optional<Difference> compare(const Elements &expected,
                                  const Elements &found);

/// By how much two tensors of integers up to 32 bits differ at most.
int64_t largestDistance(const Elements &expected, const Elements &found);

/// "3 of 64 elements differ, first at [0, 1]: expected 5, found 4"; the
/// coordinate is one of `found`.
std::string describe(const Difference &difference, const Elements &expected,
                     const Elements &found);

} // namespace sima::reference

#endif // SIMA_REFERENCE_DIFFERENCE_H
