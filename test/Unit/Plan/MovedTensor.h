//===- MovedTensor.h - Index maps beside plain enumeration ------*- C++ -*-===//
//
// Executes planned copies on bytes and compares with a source that was written
// down for every single output element.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_UNIT_PLAN_MOVEDTENSOR_H
#define SIMA_TEST_UNIT_PLAN_MOVEDTENSOR_H

#include "sima/Plan/MovePlan.h"
#include <random>

namespace sima::plan::test {

/// Where one output element comes from: element `index` of an operand, or the
/// value of the map.
struct Source {
  int operand = -1;
  int64_t index = 0;
};

/// An index map and, for each output element in order, what it should say.
struct Case {
  mla::IndexMap map;
  std::vector<Source> sources;
};

class Random {
public:
  explicit Random(unsigned seed) : engine(seed) {}
  /// From low to high, both inclusive.
  int64_t number(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(engine);
  }
  bool coin() { return number(0, 1); }
  template <typename T> void shuffle(T &values) {
    std::shuffle(values.begin(), values.end(), engine);
  }
  /// A piece of `shape`, often a whole axis.
  mla::Range range(int64_t size);

private:
  std::mt19937 engine;
};

/// Plans `piece` with places chosen at random that hold what is needed, runs
/// the copies and checks every byte; fails the current test.
void checkPiece(const Case &c, const mla::Piece &piece, bool planes,
                Random &random);

} // namespace sima::plan::test

#endif // SIMA_TEST_UNIT_PLAN_MOVEDTENSOR_H
