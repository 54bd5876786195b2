//===- ElementwiseFunction.h - What elementwise operations mean -*- C++ -*-===//
//
// The function of one pair of codes that an operation of the dialect stands
// for. The interpreter applies it to tensors; a pass that replaces an operation
// by a table applies it to all codes.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_REFERENCE_ELEMENTWISEFUNCTION_H
#define SIMA_REFERENCE_ELEMENTWISEFUNCTION_H

#include "dialects/MLA/IR/MLA.h"
#include "sima/Numerics/QuantizedBinary.h"
#include <functional>

namespace sima::reference {

using UnaryFunction = std::function<int32_t(int32_t)>;
using BinaryFunction = std::function<int32_t(int32_t, int32_t)>;

/// The function of two codes as data. `op` must verify.
numerics::QuantizedBinary binaryParameters(mla::BinaryElementwiseOp op);
numerics::QuantizedRescale rescaleParameters(mla::RescaleOp op);

/// The code of the result for a code of each operand. `op` must verify.
BinaryFunction binaryFunction(mla::BinaryElementwiseOp op);

/// The code of the result for a code of the input.
UnaryFunction rescaleFunction(mla::RescaleOp op);

} // namespace sima::reference

#endif // SIMA_REFERENCE_ELEMENTWISEFUNCTION_H
