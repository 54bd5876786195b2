//===- IntegerKernels.h - Operators on codes --------------------*- C++ -*-===//
//
// The QOperator form (QLinearConv, QGemm, …) becomes the QDQ form: dequantized
// operands, the operator of real numbers, a quantized result. The operator
// keeps the mark of its origin, because the runtime then has no choice of
// kernels.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_INTEGERKERNELS_H
#define SIMA_LIB_IMPORT_ONNX_INTEGERKERNELS_H

#include "Graph.h"

namespace sima::onnx_import {

/// Whether `node` is an operator on codes that is expanded.
bool isIntegerKernel(const Node &node);

/// Expands every operator on codes. The error names the node.
llvm::Error expandIntegerKernels(Graph &graph);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_INTEGERKERNELS_H
