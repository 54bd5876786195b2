//===- Transfer.h - Strided bytes in and out of a dense copy ----*- C++ -*-===//
//
// ld, st, mv and copy read all of their source into a dense copy, then write it
// to each destination: overlapping operands and multicasts need no care.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_TRANSFER_H
#define SIMA_LIB_SIMULATOR_TRANSFER_H

#include "Engines.h"
#include "Operand.h"

namespace sima::sim {

/// Reads a plain operand into `dense`, which has its bytes.
llvm::Error gatherBytes(const Memory &memory, llvm::StringRef operand,
                        const PlainShape &shape, int64_t base, uint8_t *dense);

/// Writes `dense` to a plain operand.
void scatterBytes(Memory &memory, const PlainShape &shape, int64_t base,
                  const uint8_t *dense);

/// Fills `dense` with elements of d's type that hold d.zp.
void fillBytes(llvm::MutableArrayRef<uint8_t> dense, const Descriptor &d);

/// Bytes of a plain operand that the checks have bounded.
inline uint64_t denseBytes(const PlainShape &shape) {
  return static_cast<uint64_t>(shape.elements() * shape.elementBytes);
}

/// Fails unless both operands have elements of one size and `ruling` describes
/// no more bytes than a local memory has.
llvm::Error checkPlain(const VerifyContext &context, const Descriptor &dst,
                       const Descriptor &src, const Descriptor &ruling);

/// Fails unless `d` is in LM and in range for `shape`.
llvm::Error checkPlainLM(const VerifyContext &context, llvm::StringRef operand,
                         const Descriptor &d, const PlainShape &shape);

/// Fails unless a plain operand lies in the DRAM section of its base, which is
/// noted in `op`.
llvm::Error checkSection(const VerifyContext &context, Operation &op,
                         llvm::StringRef operand, const Descriptor &d,
                         const PlainShape &shape);

/// Fails unless `mask` names at least one quad and only quads of the target.
llvm::Error checkMask(const VerifyContext &context, uint32_t mask);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_TRANSFER_H
