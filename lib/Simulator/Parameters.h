//===- Parameters.h - Parameter blocks of vector instructions ---*- C++ -*-===//
//
// What an instruction reads at `par`: little-endian words, float32 numbers and
// tables, one behind the other.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_PARAMETERS_H
#define SIMA_LIB_SIMULATOR_PARAMETERS_H

#include "Operand.h"
#include "sima/Numerics/TFLite.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"

namespace sima::sim {

/// Reads a block from front to back; the block was checked to be as long.
class Parameters {
public:
  /// The `bytes` bytes at par's base; fails when one was never written.
  static llvm::Expected<Parameters>
  read(const Memory &memory, const Descriptor &par, uint64_t bytes) {
    if (memory.firstUnwritten(par.base, bytes) != par.base + bytes)
      return neverWritten("par", memory, par.base, bytes);
    return Parameters(memory.data() + par.base);
  }

  int32_t word() { return static_cast<int32_t>(next<uint32_t>()); }
  float real() { return llvm::bit_cast<float>(next<uint32_t>()); }
  numerics::QuantizedMultiplier multiplier() {
    int32_t multiplier = word();
    return {multiplier, word()};
  }
  numerics::tflite::Range range() {
    int32_t lo = word();
    return {lo, word()};
  }
  std::vector<float> reals(uint64_t count) {
    std::vector<float> values(count);
    for (float &value : values)
      value = real();
    return values;
  }
  std::vector<int16_t> halves(uint64_t count) {
    std::vector<int16_t> values(count);
    for (int16_t &value : values)
      value = static_cast<int16_t>(next<uint16_t>());
    return values;
  }

private:
  explicit Parameters(const uint8_t *at) : at(at) {}
  template <typename T> T next() {
    T value = llvm::support::endian::read<T, llvm::endianness::little>(at);
    at += sizeof(T);
    return value;
  }

  const uint8_t *at;
};

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_PARAMETERS_H
