//===- RequantTable.h - The parameter table of requant ----------*- C++ -*-===//
//
// Layout, checks and decoding of the per-channel table in LM that requant and
// requant_add read, in both of its forms.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_REQUANTTABLE_H
#define SIMA_LIB_SIMULATOR_REQUANTTABLE_H

#include "Vector.h"
#include "sima/Numerics/TFLite.h"

namespace sima::sim {

class RequantTable {
public:
  /// Fails unless a table for `shape` is in LM and in range.
  static llvm::Error check(const VerifyContext &context, const Descriptor &par,
                           const PixelShape &shape, isa::Mode mode);
  /// Reads what `shape` needs; lanes beyond the channels are not read.
  static llvm::Expected<RequantTable> read(const Memory &lm,
                                           const Descriptor &par,
                                           const PixelShape &shape,
                                           isa::Mode mode);

  /// The codes of a block of accumulators, in place.
  void apply(const Block &at, int32_t zeroPoint, numerics::tflite::Range clamp,
             int32_t *codes) const;

private:
  struct Channels {
    int32_t bias[kLanes];
    numerics::QuantizedMultiplier multiplier[kLanes]; ///< mode tflite
    double factor[kLanes];                            ///< mode tflite_f64
  };
  static llvm::Error readBlock(const Memory &lm, uint64_t at, unsigned lanes,
                               bool isFloat64, Channels &block);

  bool isFloat64 = false;
  std::vector<Channels> blocks;
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_REQUANTTABLE_H
