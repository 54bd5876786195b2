//===- Graph.cpp - The graph of an ONNX model -----------------------------===//

#include "Graph.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace sima::onnx_import;

std::string sima::onnx_import::printable(llvm::StringRef name) {
  constexpr size_t limit = 80;
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::printEscapedString(name.take_front(limit), os);
  if (name.size() > limit)
    os << "...";
  return text;
}

std::string Graph::valueName(int value) const {
  return printable(values[value].name);
}

void sima::onnx_import::removeDeadNodes(Graph &graph) {
  std::vector<bool> used(graph.values.size());
  for (int output : graph.outputs)
    used[output] = true;
  std::vector<Node> kept;
  for (Node &node : llvm::reverse(graph.nodes)) {
    if (llvm::none_of(node.outputs, [&](int output) {
          return output != kAbsent && used[output] &&
                 !graph.values[output].isConstant();
        }))
      continue;
    for (int input : node.inputs)
      if (input != kAbsent)
        used[input] = true;
    kept.push_back(std::move(node));
  }
  std::reverse(kept.begin(), kept.end());
  graph.nodes = std::move(kept);
  for (GraphValue &value : graph.values)
    value.producer = -1;
  for (auto [index, node] : llvm::enumerate(graph.nodes))
    for (int output : node.outputs)
      if (output != kAbsent)
        graph.values[output].producer = index;
}
