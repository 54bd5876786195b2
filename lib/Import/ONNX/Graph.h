//===- Graph.h - The graph of an ONNX model ---------------------*- C++ -*-===//
//
// Plain structures: values and nodes by index, nodes in an order in which each
// comes behind those it depends on. No protobuf and no MLIR. Nothing here says
// what operators mean.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_GRAPH_H
#define SIMA_LIB_IMPORT_ONNX_GRAPH_H

#include "Constant.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <optional>
#include <variant>

namespace sima::onnx_import {

/// What a name of a node's attribute stands for. Attributes of other kinds
/// (graphs, types, sparse tensors) are monostate.
using AttributeValue = std::variant<std::monostate, int64_t, float, std::string,
                                    std::vector<int64_t>, std::vector<float>,
                                    std::vector<std::string>, ConstantRef>;

/// A tensor: an input of the graph, a constant, or the result of a node.
struct GraphValue {
  std::string name;
  ElementType type = ElementType::undefined;
  /// Absent until shapes have been inferred.
  std::optional<Shape> shape;
  /// Set for constants, folded ones included.
  ConstantRef constant;
  int producer = -1; ///< node, or -1
  /// A constant that is listed among the inputs, too: users of the runtime
  /// could replace it, so that the runtime does not rely on it.
  bool isOverridable = false;

  bool isConstant() const { return constant != nullptr; }
};

inline constexpr int kAbsent = -1; ///< an input or output that is left out

struct Node {
  std::string domain; ///< empty for ai.onnx
  std::string op;     ///< operator type
  std::string name;   ///< unique; that of the first output where there is none
  int64_t opset = 0;  ///< version of the domain
  /// Comes from an operator on codes (QLinearConv), which has become one on
  /// real numbers between DequantizeLinear and QuantizeLinear; these have the
  /// mark, too. The runtime computes it with its integer kernel whatever the
  /// types.
  bool isIntegerKernel = false;
  llvm::SmallVector<int, 4> inputs;  ///< values or kAbsent
  llvm::SmallVector<int, 2> outputs; ///< values or kAbsent
  std::map<std::string, AttributeValue, std::less<>> attributes;

  /// `com.microsoft.QLinearAdd`; without a domain for ai.onnx.
  std::string operatorName() const {
    return domain.empty() ? op : domain + "." + op;
  }
  bool hasInput(unsigned i) const {
    return i < inputs.size() && inputs[i] != kAbsent;
  }
  bool hasOutput(unsigned i) const {
    return i < outputs.size() && outputs[i] != kAbsent;
  }
};

struct Graph {
  std::vector<GraphValue> values;
  std::vector<Node> nodes;
  llvm::SmallVector<int> inputs, outputs; ///< values
  int64_t opset = 0;                      ///< of ai.onnx
  /// Elements of constants that have been computed.
  int64_t foldedElements = 0;
  /// Says which input has no shape, if one has none: an error, but not before
  /// the operators have been looked at.
  std::string openSizes;

  /// A name out of the file as part of a one-line message.
  std::string valueName(int value) const;
};

/// A name out of a file as part of a one-line message: unprintable bytes
/// escaped, long names shortened.
std::string printable(llvm::StringRef name);

/// Removes nodes that no output of the graph depends on.
void removeDeadNodes(Graph &graph);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_GRAPH_H
