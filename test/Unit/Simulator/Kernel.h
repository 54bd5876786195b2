//===- Kernel.h - Single instructions on a random local memory --*- C++ -*-===//
//
// Loads an LM image, runs a few instructions on quad 0 and stores the image
// again, for comparison with plain loops over the image.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_UNIT_SIMULATOR_KERNEL_H
#define SIMA_TEST_UNIT_SIMULATOR_KERNEL_H

#include "TestProgram.h"
#include <functional>
#include <random>

namespace sima::test {

using Bytes = std::vector<uint8_t>;

inline constexpr unsigned kImageBytes = 65536;

/// Deterministic random numbers.
class Random {
public:
  explicit Random(unsigned seed) : engine(seed) {}
  /// Uniform in lo..hi.
  int64_t in(int64_t lo, int64_t hi) {
    return lo + static_cast<int64_t>(engine() % (hi - lo + 1));
  }
  Bytes bytes(size_t count);

private:
  std::mt19937_64 engine;
};

/// Sets rows, columns, channels and outer extent of a pixel operand, with
/// random gaps between pixels, rows and blocks of `laneBytes` lanes.
Desc pixels(Random &random, int64_t base, unsigned rows, unsigned cols,
            unsigned channels, unsigned outer = 1, unsigned laneBytes = 1);

/// Address of an element in pixel addressing.
int64_t pixelAt(const Desc &d, int64_t r, int64_t c, int64_t ch, int64_t n = 0,
                unsigned laneBytes = 1);

int32_t wordAt(const Bytes &image, int64_t at);
void putWord(Bytes &image, int64_t at, int32_t value);
/// The code at `at`, s8 or u8.
int32_t codeAt(const Bytes &image, int64_t at, isa::Type type);

/// A requant table at `at` whose multiplier is 1 and whose bias is 0.
void putIdentityTable(Bytes &image, int64_t at, unsigned channels);

/// Runs `body` on the image, all of it loaded, and stores what VPU instructions
/// left. A body with MXU instructions orders them before those of the VPU
/// itself.
Bytes runKernel(const Bytes &image,
                const std::function<void(TestProgram &)> &body);

} // namespace sima::test

#endif // SIMA_TEST_UNIT_SIMULATOR_KERNEL_H
