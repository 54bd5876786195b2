//===- Inference.h - From a file's graph to one with shapes -----*- C++ -*-===//
//
// The steps that do not change what the network computes: a survey of what is
// refused by name, operators on codes, shapes, constants.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_INFERENCE_H
#define SIMA_LIB_IMPORT_ONNX_INFERENCE_H

#include "Graph.h"

namespace sima::onnx_import {

/// Success, or one error that lists every operator that is refused by name,
/// with its nodes. A network without any quantization gets an error that says
/// how to quantize it.
llvm::Error surveyOperators(const Graph &graph);

/// Expands operators on codes, infers all shapes and types, folds constants.
/// The error names operator and node.
llvm::Error inferShapes(Graph &graph);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_INFERENCE_H
