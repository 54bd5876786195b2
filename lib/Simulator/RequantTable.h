//===- RequantTable.h - The parameter table of requant ----------*- C++ -*-===//
//
// Layout, checks and decoding of the per-channel table in LM that requant and
// requant_add read, in all of its forms.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_REQUANTTABLE_H
#define SIMA_LIB_SIMULATOR_REQUANTTABLE_H

#include "Vector.h"
#include "sima/Numerics/TFLite.h"

namespace sima::sim {

/// Accumulators of one block of channels: `planes` times 16.
struct PlaneSums {
  static constexpr unsigned kMaxPlanes = 4;
  unsigned planes = 1;
  int32_t sums[kMaxPlanes][kLanes];
};

class RequantTable {
public:
  /// Fails unless the mode combines `planes` accumulators.
  static llvm::Error checkPlanes(isa::Mode mode, uint64_t planes);
  /// Fails unless a table for `shape` is in LM and in range.
  static llvm::Error check(const VerifyContext &context, const Descriptor &par,
                           const PixelShape &shape, isa::Mode mode,
                           uint64_t planes);
  /// Reads what `shape` needs; lanes beyond the channels are not read.
  static llvm::Expected<RequantTable> read(const Memory &lm,
                                           const Descriptor &par,
                                           const PixelShape &shape,
                                           isa::Mode mode, uint64_t planes);

  /// The codes of a block of accumulators.
  void apply(const Block &at, int32_t zeroPoint, numerics::tflite::Range clamp,
             const PlaneSums &sums, int32_t *codes) const;

private:
  /// What follows the biases of a block.
  enum class Scale { MultiplierAndShift, Float64, Float32, Exponent };
  struct Layout {
    bool wide; ///< biases and sums of 64 bits
    Scale scale;

    static Layout of(isa::Mode mode, uint64_t planes);
    unsigned biasBytes() const { return wide ? 8 : 4; }
    unsigned factorBytes() const;
    unsigned blockBytes() const;
    /// Bytes up to the end of what `lanes` channels need.
    unsigned usedBytes(unsigned lanes) const;
  };
  struct Channels {
    int64_t bias[kLanes];
    numerics::QuantizedMultiplier multiplier[kLanes]; ///< Exponent: its shift
    double factor[kLanes];                            ///< Float32 exactly
  };
  static llvm::Error readBlock(const Memory &lm, uint64_t at, unsigned lanes,
                               Layout layout, Channels &block);
  int32_t code(const Channels &block, unsigned lane, int64_t value,
               int32_t zeroPoint, numerics::tflite::Range clamp) const;

  Layout layout{};
  std::vector<Channels> blocks;
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_REQUANTTABLE_H
