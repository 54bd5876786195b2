//===- SourceOperators.h - What the graph knows of operators ----*- C++ -*-===//
//
// For each operator of ONNX that is understood: how many operands it has, the
// shape of its results, and its attributes in one form for all operator sets.
// Whether the accelerator can compute it is decided later.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_SOURCEOPERATORS_H
#define SIMA_LIB_IMPORT_ONNX_SOURCEOPERATORS_H

#include "NodeView.h"

namespace sima::onnx_import {

inline constexpr char kMicrosoft[] = "com.microsoft";

struct SourceOperator {
  const char *domain;
  const char *name;
  unsigned minInputs, maxInputs, maxOutputs;
  /// Sets shapes and types of the outputs and brings the attributes into one
  /// form: axes are counted from the front; what newer operator sets have as
  /// constant inputs becomes an attribute, too.
  llvm::Error (*infer)(NodeView &node);
};

llvm::ArrayRef<SourceOperator> sourceOperators();
/// The row of the node's operator, or null.
const SourceOperator *findSourceOperator(const Node &node);

/// Why the operator is refused whatever is around it, with a hint; empty if
/// that is not so.
std::string whyRefused(const Node &node);

/// The functions of the table, by chapter.
llvm::Error inferUnary(NodeView &node);
llvm::Error inferClip(NodeView &node);
llvm::Error inferCast(NodeView &node);
llvm::Error inferBroadcast(NodeView &node);
llvm::Error inferComparison(NodeView &node);
llvm::Error inferWhere(NodeView &node);
llvm::Error inferPRelu(NodeView &node);

llvm::Error inferConv(NodeView &node);
llvm::Error inferConvTranspose(NodeView &node);
llvm::Error inferPool(NodeView &node);
llvm::Error inferGlobalPool(NodeView &node);

llvm::Error inferMatMul(NodeView &node);
llvm::Error inferGemm(NodeView &node);
llvm::Error inferEinsum(NodeView &node);

llvm::Error inferReduction(NodeView &node);
llvm::Error inferArgument(NodeView &node);
llvm::Error inferAlongAxis(NodeView &node);
llvm::Error inferLayerNorm(NodeView &node);

llvm::Error inferReshape(NodeView &node);
llvm::Error inferFlatten(NodeView &node);
llvm::Error inferSqueeze(NodeView &node);
llvm::Error inferUnsqueeze(NodeView &node);
llvm::Error inferTranspose(NodeView &node);
llvm::Error inferExpand(NodeView &node);
llvm::Error inferTile(NodeView &node);
llvm::Error inferDepthToSpace(NodeView &node);
llvm::Error inferSpaceToDepth(NodeView &node);

llvm::Error inferConcat(NodeView &node);
llvm::Error inferSplit(NodeView &node);
llvm::Error inferSlice(NodeView &node);
llvm::Error inferPad(NodeView &node);
llvm::Error inferGather(NodeView &node);
llvm::Error inferGatherND(NodeView &node);
llvm::Error inferTopK(NodeView &node);

llvm::Error inferResize(NodeView &node);

llvm::Error inferShape(NodeView &node);
llvm::Error inferSize(NodeView &node);
llvm::Error inferConstantOfShape(NodeView &node);
llvm::Error inferRange(NodeView &node);

llvm::Error inferQuantize(NodeView &node);
llvm::Error inferDequantize(NodeView &node);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_SOURCEOPERATORS_H
