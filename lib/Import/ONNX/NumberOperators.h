//===- NumberOperators.h - Operators on float32 and integers ----*- C++ -*-===//
//
// Which operators of ONNX the Cortex-A65 computes on numbers, and which of
// their operands are tensors; the others say what to do and are constant.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_NUMBEROPERATORS_H
#define SIMA_LIB_IMPORT_ONNX_NUMBEROPERATORS_H

#include "Graph.h"

namespace sima::onnx_import {

/// Elements that numbers can have: float32, int32, int64 and bool.
bool isNumber(ElementType type);

/// How many of the first operands of `node` are tensors; none if there is no
/// such operator on numbers.
std::optional<unsigned> numberOperands(const Node &node);

/// Operators that have no form on codes.
bool isForNumbersOnly(const Node &node);

/// `shape` with 1 to 4 dimensions, the first ones joined: how numbers are
/// stored.
Shape numberShape(llvm::ArrayRef<int64_t> shape);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_NUMBEROPERATORS_H
