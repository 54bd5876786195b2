//===- ConstantBytes.h - Building blocks of constants -----------*- C++ -*-===//
//
// Little-endian parameter blocks and the bytes of constant operands.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PLAN_CONSTANTBYTES_H
#define SIMA_PLAN_CONSTANTBYTES_H

#include "dialects/MLA/IR/ConstantElements.h"
#include "sima/Numerics/TFLite.h"
#include "sima/Plan/Constants.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include <vector>

namespace sima::plan {

/// Appends little-endian values.
class Bytes {
public:
  explicit Bytes(std::vector<uint8_t> &out) : out(out) {}
  template <typename T> void append(T value) {
    uint8_t raw[sizeof(T)];
    llvm::support::endian::write(raw, value, llvm::endianness::little);
    out.insert(out.end(), raw, raw + sizeof(T));
  }
  void append(float value) { append(llvm::bit_cast<uint32_t>(value)); }
  void append(double value) { append(llvm::bit_cast<uint64_t>(value)); }
  void append(numerics::QuantizedMultiplier m) {
    append<int32_t>(m.multiplier);
    append<int32_t>(m.shift);
  }
  void append(numerics::tflite::Range range) {
    append<int32_t>(range.lo);
    append<int32_t>(range.hi);
  }

private:
  std::vector<uint8_t> &out;
};

/// The bytes of a constant operand of the layer; emits an error when it is none
/// or its bytes are missing. `what` names it in the error.
mlir::FailureOr<mla::ElementBytes>
constantBytesOf(const LayerBody &body, mlir::Value value, llvm::StringRef what);

/// Bytes of constant operand `operand` of the main operation in a chunk of
/// `channels`: a dense feature map with the channels that these need.
int64_t operandMapBytes(const LayerBody &body, unsigned operand,
                        mla::Range channels);
/// Appends that map; emits an error as above.
mlir::LogicalResult appendOperandMap(const LayerBody &body, unsigned operand,
                                     ConstantChunk &chunk);

} // namespace sima::plan

#endif // SIMA_PLAN_CONSTANTBYTES_H
