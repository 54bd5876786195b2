//===- ModelFile.h - An .onnx file as a graph -------------------*- C++ -*-===//
//
// Reads a file and checks everything that does not need the meaning of an
// operator: versions, domains, names, counts, that every name is defined once
// and before it is used, contents of constants. It does not judge whether
// operators can be imported.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_MODELFILE_H
#define SIMA_LIB_IMPORT_ONNX_MODELFILE_H

#include "Graph.h"

namespace sima::onnx_import {

/// The graph of the model in `bytes`, without nodes that its outputs do not
/// depend on; `Constant` nodes have become constants, `Identity` nodes are gone
/// where nothing but the name was new. Shapes are known of inputs and constants
/// alone; an open batch (dimension 0) is 1. External data lies in `directory`.
llvm::Expected<Graph> readModel(llvm::StringRef bytes,
                                llvm::StringRef directory);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_MODELFILE_H
