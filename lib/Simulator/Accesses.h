//===- Accesses.h - What an accepted operation accesses ---------*- C++ -*-===//
#ifndef SIMA_LIB_SIMULATOR_ACCESSES_H
#define SIMA_LIB_SIMULATOR_ACCESSES_H

#include "Engines.h"
#include "Trace.h"

namespace sima::sim {

/// The operands of an operation that Trace has accepted, as `verify` of its
/// engine notes them.
llvm::Expected<llvm::SmallVector<Access, 6>> accessesOf(const Image &image,
                                                        const Operation &op);

/// The quads, as a mask, in whose LM or ACC `op` reads or writes the operand.
uint32_t quadsOf(const Operation &op, const Access &access, bool write);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_ACCESSES_H
