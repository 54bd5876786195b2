//===- DoublePairs.h - Requantizations that the runtime drops ---*- C++ -*-===//
//
// ONNX Runtime joins two pairs of QuantizeLinear and DequantizeLinear that
// follow each other into one with other parameters. What is computed then is
// not what the file says, so the importer has to do the same.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_DOUBLEPAIRS_H
#define SIMA_LIB_IMPORT_ONNX_DOUBLEPAIRS_H

#include "Graph.h"

namespace sima::onnx_import {

/// Joins pairs of one type, each node of which has one user, until there are
/// none. Fails where the runtime would join pairs without a common range.
llvm::Error joinDoublePairs(Graph &graph);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_DOUBLEPAIRS_H
