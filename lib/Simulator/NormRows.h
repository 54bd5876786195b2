//===- NormRows.h - The formulas of norm on one row -------------*- C++ -*-===//
//
// From kind, mode and parameter block of a norm instruction to a function of
// the codes of one row: the channels of a position, for instance norm the
// positions of a channel. Not for memory accesses.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_NORMROWS_H
#define SIMA_LIB_SIMULATOR_NORMROWS_H

#include "Operation.h"
#include "Parameters.h"
#include <functional>

namespace sima::sim {

/// Bytes of the parameter block for rows of `channels`; 0 where kind and mode
/// have no formula.
uint64_t normParameterBytes(const Operation &op, uint64_t channels);

/// Replaces the codes of a row. `channel` is that of an instance norm's row,
/// else 0.
using RowFunction =
    std::function<void(llvm::MutableArrayRef<int32_t> row, uint64_t channel)>;

/// The function of an instruction that has one, with its parameters read.
RowFunction normRowFunction(const Operation &op, Parameters par,
                            uint64_t channels);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_NORMROWS_H
