//===- NodeView.h - One node of a graph with its operands -------*- C++ -*-===//
//
// What everything that interprets an operator needs: operands, attributes with
// their defaults, constant operands, results, all checked; errors without the
// node's name, which the caller puts in front.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_IMPORT_ONNX_NODEVIEW_H
#define SIMA_LIB_IMPORT_ONNX_NODEVIEW_H

#include "Graph.h"

namespace sima::onnx_import {

using Integers = llvm::SmallVector<int64_t>;

class NodeView {
public:
  NodeView(Graph &graph, Node &node) : graph(graph), node(node) {}

  bool hasInput(unsigned i) const { return node.hasInput(i); }
  unsigned inputCount() const { return node.inputs.size(); }
  unsigned outputCount() const { return node.outputs.size(); }
  int64_t opset() const { return node.opset; }
  const GraphValue &input(unsigned i) const {
    return graph.values[node.inputs[i]];
  }
  llvm::ArrayRef<int64_t> shape(unsigned i) const { return *input(i).shape; }
  int64_t rank(unsigned i) const { return shape(i).size(); }
  ElementType type(unsigned i) const { return input(i).type; }

  /// Attributes; the error names one of the wrong kind.
  llvm::Expected<int64_t> integer(llvm::StringRef name,
                                  int64_t otherwise) const;
  llvm::Expected<float> real(llvm::StringRef name, float otherwise) const;
  llvm::Expected<std::string> text(llvm::StringRef name,
                                   llvm::StringRef otherwise) const;
  /// An empty list where there is none.
  llvm::Expected<Integers> integers(llvm::StringRef name) const;
  bool hasAttribute(llvm::StringRef name) const {
    return node.attributes.find(name) != node.attributes.end();
  }
  void setAttribute(llvm::StringRef name, AttributeValue value) {
    node.attributes.insert_or_assign(name.str(), std::move(value));
  }
  void setIntegers(llvm::StringRef name, llvm::ArrayRef<int64_t> values) {
    setAttribute(name, std::vector<int64_t>(values.begin(), values.end()));
  }

  /// The values of a constant integer operand, which is called `role` in
  /// messages.
  llvm::Expected<Integers> constantIntegers(unsigned i, const char *role) const;
  /// The one value of a constant operand of any numeric type.
  llvm::Expected<double> constantReal(unsigned i, const char *role) const;
  /// What operand `i` or, in older operator sets, attribute `name` lists; none
  /// if there is neither.
  llvm::Expected<std::optional<Integers>> listed(unsigned i,
                                                 llvm::StringRef name) const;

  /// `axis` counted from the front, for a tensor of `rank`.
  static llvm::Expected<int64_t> axis(int64_t axis, int64_t rank);
  /// Each of `axes` counted from the front, ascending, each once.
  static llvm::Expected<Integers> axes(llvm::ArrayRef<int64_t> axes,
                                       int64_t rank);

  /// Gives output `i` its shape and type, checking sizes.
  llvm::Error setOutput(unsigned i, llvm::ArrayRef<int64_t> shape,
                        ElementType type);
  /// Gives output `i`, if it is there, contents.
  void setConstant(unsigned i, ConstantRef constant);

  Graph &graph;
  Node &node;
};

/// The first of two errors, either of which may be success: a message is one
/// line.
llvm::Error firstError(llvm::Error first, llvm::Error second);

/// The shape that operands of shapes `a` and `b` are both stretched to.
llvm::Expected<Shape> broadcastShape(llvm::ArrayRef<int64_t> a,
                                     llvm::ArrayRef<int64_t> b);

} // namespace sima::onnx_import

#endif // SIMA_LIB_IMPORT_ONNX_NODEVIEW_H
