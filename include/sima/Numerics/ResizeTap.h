//===- ResizeTap.h - Where a resized axis reads -----------------*- C++ -*-===//
#ifndef SIMA_NUMERICS_RESIZETAP_H
#define SIMA_NUMERICS_RESIZETAP_H

#include <array>
#include <cstdint>

namespace sima::numerics {

/// The two input positions between which an output position of an axis lies,
/// and their weights: integers in units that the kernel defines, or float32. At
/// a border both positions are the same and a weight may be outside [0, 1].
template <typename Weight> struct ResizeTap {
  int32_t lower = 0, upper = 0;
  Weight lowerWeight = 0, upperWeight = 0;

  bool operator==(const ResizeTap &) const = default;
};

/// Values at (lower row, lower column), (upper row, lower column), (lower row,
/// upper column), (upper row, upper column).
template <typename Value> using ResizeCorners = std::array<Value, 4>;

} // namespace sima::numerics

#endif // SIMA_NUMERICS_RESIZETAP_H
