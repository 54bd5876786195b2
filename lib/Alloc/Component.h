//===- Component.h - Part of a problem that is searched ---------*- C++ -*-===//
//
// Buffers that are connected in time, in units and sections: the form in which
// the exact search sees a problem. Two buffers of different components never
// live together, so each component is an allocation problem of its own.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_ALLOC_COMPONENT_H
#define SIMA_LIB_ALLOC_COMPONENT_H

#include "sima/Alloc/Problem.h"
#include <optional>

namespace sima::alloc {

/// A buffer in sections [begin, end); its size in units is above 0.
struct Item {
  int64_t size = 0;
  uint32_t begin = 0;
  uint32_t end = 0;

  bool overlapsInTime(const Item &other) const {
    return begin < other.end && other.begin < end;
  }
  bool operator==(const Item &) const = default;
};

/// A section stands for a stage; of all stages only those remain where some
/// buffer is live that begins after another ended, i.e. the maximal sets of
/// buffers live together. All else follows from these.
class Component {
public:
  /// Memory of the lists below: entries beyond which there is no search.
  static constexpr size_t kMaxEntries = 16'000'000;
  /// Units of all items together beyond which there is no search: sums of an
  /// address and a size stay within 63 bits.
  static constexpr uint64_t kMaxUnits = INT64_MAX / 4;

  /// Item i is buffer i; all have more than 0 bytes, and sizes are validated.
  /// Nothing where lists would be too long or numbers too large.
  static std::optional<Component> build(const Problem &problem);

  size_t size() const { return items.size(); }
  uint32_t sections() const { return sectionCount; }
  const Item &operator[](size_t item) const { return items[item]; }
  /// Items that share a section with `item`.
  llvm::ArrayRef<uint32_t> neighbours(size_t item) const {
    return range(neighbourEntries, neighbourBegins, item);
  }
  /// Items of a section.
  llvm::ArrayRef<uint32_t> members(uint32_t section) const {
    return range(memberEntries, memberBegins, section);
  }
  /// The largest sum of sizes in one section, in units.
  int64_t lowerBound() const { return liveSum; }

  /// Bytes of a unit: alignment times the greatest common divisor of all
  /// sizes. In a placement that cannot be lowered all addresses are multiples.
  uint64_t unitBytes() const { return unit; }
  /// Whole units in `bytes`, of which no placement needs more than kMaxUnits.
  int64_t units(uint64_t bytes) const {
    return int64_t(std::min(bytes / unit, kMaxUnits));
  }

private:
  static llvm::ArrayRef<uint32_t> range(const std::vector<uint32_t> &entries,
                                        const std::vector<size_t> &begins,
                                        size_t index) {
    return llvm::ArrayRef(entries).slice(begins[index],
                                         begins[index + 1] - begins[index]);
  }
  bool setSizes(const Problem &problem);
  void setSections(const Problem &problem);
  bool listMembers();
  bool listNeighbours();

  std::vector<Item> items;
  uint32_t sectionCount = 0;
  uint64_t unit = 1;
  int64_t liveSum = 0;
  std::vector<size_t> memberBegins, neighbourBegins; // one more than entries
  std::vector<uint32_t> memberEntries, neighbourEntries;
};

} // namespace sima::alloc

#endif // SIMA_LIB_ALLOC_COMPONENT_H
