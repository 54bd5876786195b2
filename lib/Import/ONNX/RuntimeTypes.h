//===- RuntimeTypes.h - What ONNX Runtime computes in integers --*- C++ -*-===//
//
// ONNX Runtime (CPU, x86-64) rewrites int8 tensors to uint8 ones where it can,
// and fuses operators with the quantization around them depending on the types
// that result. Fused operators have other arithmetic, so the importer has to
// know. docs/import-onnx.md has the rules.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_RUNTIMETYPES_H
#define SIMA_LIB_IMPORT_ONNX_RUNTIMETYPES_H

#include "NormalForm.h"

namespace sima::onnx_import {

class RuntimeTypes {
public:
  explicit RuntimeTypes(Graph &graph);

  /// Nodes that use a value, and the graph's outputs.
  unsigned uses(int value) const { return useCounts[value]; }
  /// The node that is the only user of a value; -1 if there is none, or an
  /// output of the graph.
  int onlyUserOf(int value) const {
    return uses(value) == 1 ? onlyUser[value] : -1;
  }
  /// Whether the result of `node`, a QuantizeLinear to `quantization`, is uint8
  /// at run time.
  bool resultRunsUnsigned(const Node &node,
                          const Quantization &quantization) const;
  /// The same for an operand of `node` that is a constant of stored `codes`.
  static bool constantRunsUnsigned(const Node &node,
                                   const Quantization &quantization,
                                   const Constant &codes);
  /// Whether `operation`, with results of `result`, runs as an integer kernel.
  /// `tensors` are those of the network.
  static bool isFused(const CodeOp &operation,
                      const std::vector<Tensor> &tensors,
                      const Quantization &result, bool runsUnsigned);

private:
  Graph &graph;
  std::vector<unsigned> useCounts;
  std::vector<int> onlyUser; ///< the last node that uses a value
};

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_RUNTIMETYPES_H
