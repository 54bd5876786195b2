//===- StripeCosts.h - Costs of depth-first groups, remembered --*- C++ -*-===//
#ifndef SIMA_LIB_SCHEDULE_STRIPECOSTS_H
#define SIMA_LIB_SCHEDULE_STRIPECOSTS_H

#include "StripeTiles.h"
#include <unordered_map>

namespace sima::schedule {

/// What groups take, kept for those that are asked for again: with other
/// settings of memory, or elsewhere in a network that repeats itself.
class StripeCosts {
public:
  struct Entry {
    /// None: the group has more than kMaxTiles tiles.
    std::optional<StripeCost> cost;
    /// Of the largest tile of the first layer.
    int64_t channels = 0;
  };
  /// `home`: where maps live that others than the group read or write. The
  /// tiles of the group's layers are not what they were, and need not be the
  /// group's.
  Entry of(SegmentPlan &plan, TileCosts &costs, const StripeGroup &group,
           llvm::function_ref<mla::Home(unsigned)> home);

private:
  using Key = std::vector<uint32_t>;
  struct HashOfKey {
    size_t operator()(const Key &key) const {
      return llvm::hash_combine_range(key.begin(), key.end());
    }
  };
  std::unordered_map<Key, Entry, HashOfKey> known;
};

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_STRIPECOSTS_H
