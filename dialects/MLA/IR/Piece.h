//===- Piece.h - A range of rows and channels of a feature map --*- C++ -*-===//
#ifndef SIMA_MLA_PIECE_H
#define SIMA_MLA_PIECE_H

#include <algorithm>
#include <cstdint>

namespace sima::mla {

/// A half-open range.
struct Range {
  int64_t begin = 0;
  int64_t end = 0;

  int64_t size() const { return end > begin ? end - begin : 0; }
  bool empty() const { return end <= begin; }
  bool contains(const Range &o) const {
    return begin <= o.begin && o.end <= end;
  }
  Range intersect(const Range &o) const {
    return {std::max(begin, o.begin), std::min(end, o.end)};
  }
  /// The smallest range that holds both; an empty range adds nothing.
  Range hull(const Range &o) const {
    if (empty())
      return o;
    if (o.empty())
      return *this;
    return {std::min(begin, o.begin), std::max(end, o.end)};
  }
  bool operator==(const Range &o) const = default;
};

/// Rows x channels of one sample of a feature map, all columns.
struct Piece {
  int64_t sample = 0;
  Range rows;
  Range channels;

  bool empty() const { return rows.empty() || channels.empty(); }
  Piece intersect(const Piece &o) const {
    return {sample, rows.intersect(o.rows), channels.intersect(o.channels)};
  }
  bool contains(const Piece &o) const {
    return rows.contains(o.rows) && channels.contains(o.channels);
  }
  bool operator==(const Piece &o) const = default;
};

} // namespace sima::mla

#endif // SIMA_MLA_PIECE_H
