//===- NoOps.h - Nodes that the runtime removes -----------------*- C++ -*-===//
//
// ONNX Runtime removes some nodes that change nothing. Between two pairs of
// QuantizeLinear and DequantizeLinear that decides whether the pairs are
// joined (DoublePairs.h), so the importer has to remove the same ones.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_NOOPS_H
#define SIMA_LIB_IMPORT_ONNX_NOOPS_H

#include "Graph.h"

namespace sima::onnx_import {

/// Removes nodes without effect behind a DequantizeLinear. Shapes have been
/// inferred.
void removeNoOps(Graph &graph);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_NOOPS_H
