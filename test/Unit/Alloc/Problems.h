//===- Problems.h - Allocation problems of the tests ------------*- C++ -*-===//
#ifndef SIMA_TEST_UNIT_ALLOC_PROBLEMS_H
#define SIMA_TEST_UNIT_ALLOC_PROBLEMS_H

#include "sima/Alloc/Solve.h"
#include <random>

namespace sima::alloc {

inline Problem problemOf(uint64_t capacity, std::vector<Buffer> buffers,
                         uint64_t alignment = 64) {
  Problem problem;
  problem.memory = "local memory";
  problem.capacity = capacity;
  problem.alignment = alignment;
  problem.buffers = std::move(buffers);
  return problem;
}

/// Seven buffers of at most 5 live bytes that need 6: b and e cannot both be
/// beside c, d and f.
inline Problem sevenBuffers() {
  return problemOf(5,
                   {{"a", 4, 0, 0},
                    {"b", 2, 1, 1},
                    {"c", 1, 0, 2},
                    {"d", 2, 1, 3},
                    {"e", 2, 3, 4},
                    {"f", 1, 2, 5},
                    {"g", 4, 5, 5}},
                   1);
}

/// At most `count` buffers that fill `lines` at each stage: some die, and new
/// ones take exactly the lines of the dead. No capacity is as hard as that.
inline Problem fullStages(unsigned seed, size_t count, uint64_t lines,
                          uint64_t largest, uint64_t alignment = 64) {
  std::mt19937 random(seed);
  auto below = [&](uint64_t n) { return random() % n; };
  Problem problem = problemOf(lines * alignment, {}, alignment);
  std::vector<Buffer> live;
  auto fill = [&](uint64_t room, int64_t stage) {
    while (room) {
      uint64_t size = std::min(room, 1 + below(largest));
      room -= size;
      live.push_back({"", size * alignment, stage, stage});
    }
  };
  fill(lines, 0);
  int64_t stage = 0;
  while (problem.buffers.size() + live.size() < count) {
    uint64_t room = 0;
    for (uint64_t dying = 1 + below(3); dying && !live.empty(); --dying) {
      std::swap(live[below(live.size())], live.back());
      room += live.back().bytes / alignment;
      live.back().last = stage;
      problem.buffers.push_back(live.back());
      live.pop_back();
    }
    fill(room, ++stage);
  }
  for (Buffer &buffer : live) {
    buffer.last = stage;
    problem.buffers.push_back(buffer);
  }
  for (size_t i = 0; i < problem.buffers.size(); ++i)
    problem.buffers[i].name = "b" + std::to_string(i);
  return problem;
}

/// Buffers that live for a few of count / 2 stages.
inline Problem shortLived(unsigned seed, size_t count) {
  std::mt19937 random(seed);
  Problem problem = problemOf(0, {});
  for (size_t i = 0; i < count; ++i) {
    int64_t first = random() % (count / 2);
    problem.buffers.push_back({"b" + std::to_string(i), 1 + random() % 100'000,
                               first, first + 1 + int64_t(random() % 8)});
  }
  problem.capacity = problem.lowerBound() * 11 / 10;
  return problem;
}

/// allocate(), which must not fail.
inline Answer answerOf(const Problem &problem, const Options &options = {}) {
  return llvm::cantFail(allocate(problem, options));
}

} // namespace sima::alloc

#endif // SIMA_TEST_UNIT_ALLOC_PROBLEMS_H
