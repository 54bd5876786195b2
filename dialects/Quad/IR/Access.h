//===- Access.h - One memory operand of an instruction ----------*- C++ -*-===//
#ifndef SIMA_QUAD_ACCESS_H
#define SIMA_QUAD_ACCESS_H

#include "mlir/IR/BuiltinAttributes.h"
#include <array>
#include <cstdint>

namespace sima::quad {
class ViewAttr;

/// The bytes an access may touch, as a strided box relative to a buffer.
/// Extents and strides in bytes; the innermost run has `runBytes`.
struct Footprint {
  int64_t begin = 0;
  std::array<int64_t, 4> sizes{1, 1, 1, 1};
  std::array<int64_t, 4> strides{};
  int64_t runBytes = 1;

  /// First byte after the last one touched (strides are not negative).
  int64_t end() const;
  /// False only when no byte can be common. Exact for boxes with one pitch,
  /// else conservative.
  bool mayOverlap(const Footprint &other, int64_t delta) const;
  /// True only when every byte of `other` is surely inside this one.
  bool covers(const Footprint &other, int64_t delta) const;
};

/// One memory operand. `quads` is a bit mask of the quads whose memory is
/// accessed, or 0 for the issuing quad itself and for DRAM.
struct Access {
  mlir::FlatSymbolRefAttr buffer;
  Footprint footprint;
  bool write = false;
  uint64_t quads = 0;
};

} // namespace sima::quad

#endif // SIMA_QUAD_ACCESS_H
