//===- TableProof.h - Positions that tables name ----------------*- C++ -*-===//
//
// `resize` takes the positions that it reads from a table in local memory. Such
// a table is a constant that an instruction loaded, so its bytes are known.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_VERIFY_TABLEPROOF_H
#define SIMA_LIB_VERIFY_TABLEPROOF_H

#include "lib/Simulator/Execute.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace sima::verify {

/// Bytes that loads of constants leave in local memory.
class ConstantReader {
public:
  /// Fails where the host lacks memory.
  static llvm::Expected<ConstantReader> create(const sim::Image &image);

  /// Makes the bytes that a load of a constant writes readable.
  llvm::Error load(const sim::Operation &op);
  /// A byte that the load made last wrote into a quad's local memory.
  uint8_t at(unsigned quad, uint64_t address) const {
    return state.lm[quad].data()[address];
  }

private:
  sim::State state;
  const sim::Operation *last = nullptr;
};

/// The byte of the table at `address` of local memory, or why it is not known.
using TableByte = llvm::function_ref<llvm::Expected<uint8_t>(uint64_t address)>;

/// Fails unless every entry that a `resize` takes names positions that its
/// source has. The message has no place.
llvm::Error checkResizeTable(const sim::Operation &op, TableByte byteAt);

} // namespace sima::verify

#endif // SIMA_LIB_VERIFY_TABLEPROOF_H
