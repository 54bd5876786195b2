//===- DoublePairs.cpp - Requantizations that the runtime drops -----------===//

#include "DoublePairs.h"
#include "RuntimeTypes.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <map>

using namespace sima::onnx_import;

namespace {
/// One scale and one zero point of 8 or 16 bits, both stated and constant.
struct Parameters {
  ElementType type;
  float scale;
  int64_t zeroPoint;
  bool operator==(const Parameters &o) const = default;
};
} // namespace

static std::optional<Parameters> parameters(const Graph &graph,
                                            const Node &node) {
  if (!node.hasInput(1) || !node.hasInput(2) || node.isIntegerKernel)
    return std::nullopt;
  const GraphValue &scale = graph.values[node.inputs[1]];
  const GraphValue &zero = graph.values[node.inputs[2]];
  for (const GraphValue *value : {&scale, &zero})
    if (!value->isConstant() || value->isOverridable ||
        value->constant->size() != 1)
      return std::nullopt;
  ElementType type = zero.constant->type;
  float step = float(scale.constant->real(0));
  if (!llvm::is_contained({ElementType::i8, ElementType::u8, ElementType::i16,
                           ElementType::u16},
                          type) ||
      !std::isfinite(step) || step <= 0)
    return std::nullopt;
  return Parameters{type, step, zero.constant->integer(0)};
}

/// The range that both can represent, in float32 as the runtime computes it.
static Parameters joined(const Parameters &a, const Parameters &b) {
  auto [first, last] = codeRange(a.type);
  float low = std::max(float(first - a.zeroPoint) * a.scale,
                       float(first - b.zeroPoint) * b.scale);
  float high = std::min(float(last - a.zeroPoint) * a.scale,
                        float(last - b.zeroPoint) * b.scale);
  float scale = (high - low) / float(last - first);
  float zero = std::round(float(first) - low / scale);
  return {a.type, scale,
          std::clamp(int64_t(zero), int64_t(first), int64_t(last))};
}

static void setParameters(Graph &graph, Node &node, const Parameters &to) {
  auto add = [&](const char *suffix, ConstantRef constant) {
    GraphValue value;
    value.name = node.name + suffix;
    value.type = constant->type;
    value.shape = constant->shape;
    value.constant = std::move(constant);
    graph.values.push_back(std::move(value));
    return int(graph.values.size()) - 1;
  };
  node.inputs[1] = add("/scale", Constant::ofFloats({}, {to.scale}));
  node.inputs[2] =
      add("/zero_point", Constant::ofIntegers(to.type, {}, {to.zeroPoint}));
}

/// The only user of the only result of `node`, if it is `op`.
static Node *onlyUser(Graph &graph, const RuntimeTypes &types, const Node &node,
                      llvm::StringRef op) {
  int user = types.onlyUserOf(node.outputs[0]);
  if (user < 0 || graph.nodes[user].op != op ||
      graph.nodes[user].inputs[0] != node.outputs[0])
    return nullptr;
  return &graph.nodes[user];
}

/// Value -> DequantizeLinear nodes that read it.
static std::map<int, std::vector<Node *>> dequantizersOf(Graph &graph) {
  std::map<int, std::vector<Node *>> readers;
  for (Node &node : graph.nodes)
    if (node.op == "DequantizeLinear")
      readers[node.inputs[0]].push_back(&node);
  return readers;
}

/// Whether it joined any.
static llvm::Expected<bool> joinOnce(Graph &graph) {
  RuntimeTypes types(graph);
  std::map<int, std::vector<Node *>> dequantizers = dequantizersOf(graph);
  bool changed = false;
  std::vector<bool> done(graph.nodes.size());
  for (Node &first : graph.nodes) {
    if (first.op != "QuantizeLinear" || done[&first - graph.nodes.data()])
      continue;
    Node *dequantize = onlyUser(graph, types, first, "DequantizeLinear");
    Node *second = dequantize
                       ? onlyUser(graph, types, *dequantize, "QuantizeLinear")
                       : nullptr;
    if (!second)
      continue;
    std::vector<Node *> last = dequantizers[second->outputs[0]];
    auto a = parameters(graph, first), b = parameters(graph, *second);
    if (last.empty() || last.size() != types.uses(second->outputs[0]) || !a ||
        !b || a->type != b->type || a != parameters(graph, *dequantize) ||
        !llvm::all_of(last, [&](const Node *node) {
          return parameters(graph, *node) == b;
        }))
      continue;
    if (a != b) {
      Parameters both = joined(*a, *b);
      if (!(both.scale > 0) || !std::isfinite(both.scale))
        return llvm::createStringError(
            "QuantizeLinear '" + printable(second->name) +
            "' follows QuantizeLinear '" + printable(first.name) +
            "', whose codes stand for other numbers; the runtime makes one "
            "scale of both, which is " +
            llvm::Twine(std::to_string(both.scale)) +
            "; give them scales and zero points with a range in common");
      setParameters(graph, first, both);
      for (Node *node : last)
        setParameters(graph, *node, both);
    }
    last.push_back(dequantize);
    last.push_back(second);
    // The next round sees chains with their new users.
    for (Node *node : last)
      done[node - graph.nodes.data()] = true;
    for (Node *node : llvm::ArrayRef(last).drop_back(2))
      node->inputs[0] = first.outputs[0];
    changed = true;
  }
  if (changed)
    removeDeadNodes(graph);
  return changed;
}

llvm::Error sima::onnx_import::joinDoublePairs(Graph &graph) {
  while (true) {
    auto changed = joinOnce(graph);
    if (!changed)
      return changed.takeError();
    if (!*changed)
      return llvm::Error::success();
  }
}
