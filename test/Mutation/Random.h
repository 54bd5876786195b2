//===- Random.h - The same numbers on every host ----------------*- C++ -*-===//
#ifndef SIMA_TEST_MUTATION_RANDOM_H
#define SIMA_TEST_MUTATION_RANDOM_H

#include <cstddef>
#include <cstdint>
#include <span>

namespace sima::mutation {

/// SplitMix64. The distributions of <random> differ between libraries; these
/// do not.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}

  uint64_t next() {
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// From 0 to `limit` - 1; `limit` is at least 1.
  size_t below(size_t limit) { return next() % limit; }
  /// True once in `n`.
  bool oneIn(size_t n) { return below(n) == 0; }
  template <typename T> const T &pick(std::span<const T> values) {
    return values[below(values.size())];
  }

private:
  uint64_t state;
};

} // namespace sima::mutation

#endif // SIMA_TEST_MUTATION_RANDOM_H
