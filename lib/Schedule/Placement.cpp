//===- Placement.cpp - Placement by a minimum cut -------------------------===//
//
// Every node has a chain of variables, one between each two neighbouring
// positions it may have; a variable is at the sink if the node is in the later
// one. What a position costs is an arc of the chain, and what a tensor costs an
// arc from its producer to its consumers at each boundary (Ishikawa, 2003).
//
//===----------------------------------------------------------------------===//

#include "MaxFlow.h"
#include "PlacementGraph.h"
#include "sima/Support/CheckedMath.h"
#include "llvm/Support/FormatVariadic.h"

using namespace sima;
using namespace sima::schedule;

/// Arcs that a cut may have, about 50 bytes each.
static constexpr size_t kMaxArcs = size_t(1) << 24;
/// Looks at arcs that a cut may take: some tens of seconds.
static constexpr uint64_t kMaxSteps = uint64_t(1) << 34;

namespace {

/// The network of flow whose minimum cut is the optimal placement.
class PlacementCut {
public:
  PlacementCut(const PlacementProblem &problem,
               const std::vector<HandOver> &handOvers,
               const std::vector<unsigned> &first,
               const std::vector<unsigned> &last)
      : problem(problem), handOvers(handOvers), first(first), last(last) {}

  /// The positions of all nodes.
  llvm::Expected<std::vector<unsigned>> solve();

private:
  void addNode(unsigned node);
  void addBoundary(const HandOver &handOver, unsigned boundary);
  MaxFlow::Node variable(unsigned node, unsigned boundary) const;
  unsigned step(unsigned node) const;
  unsigned positionOf(unsigned node) const;
  llvm::Error tooLarge() const;

  const PlacementProblem &problem;
  const std::vector<HandOver> &handOvers;
  const std::vector<unsigned> &first, &last;
  MaxFlow flow;
  std::vector<MaxFlow::Node> chain; ///< the first variable of each node
};

} // namespace

/// From a position of a node to the next that it may have.
unsigned PlacementCut::step(unsigned node) const {
  const PlacementProblem::Node &info = problem.nodes[node];
  return info.canMLA && info.canA65 ? 1 : 2;
}

/// The variable that is at the sink if `node` is at or behind position
/// `boundary`; source or sink where that is certain.
MaxFlow::Node PlacementCut::variable(unsigned node, unsigned boundary) const {
  if (boundary <= first[node])
    return MaxFlow::kSink;
  if (boundary > last[node])
    return MaxFlow::kSource;
  return chain[node] + (boundary - first[node] - 1) / step(node);
}

/// Variables and the costs of positions. Who has not reached a position has not
/// reached a later one.
void PlacementCut::addNode(unsigned node) {
  if (first[node] == last[node]) {
    chain.push_back(MaxFlow::kSource); // never used
    return;
  }
  MaxFlow::Node before = MaxFlow::kSink;
  for (unsigned at = first[node]; at < last[node]; at += step(node)) {
    MaxFlow::Node variable = flow.addNode();
    if (before == MaxFlow::kSink)
      chain.push_back(variable);
    flow.addArc(variable, before, costAt(problem.nodes[node], at),
                before == MaxFlow::kSink ? 0 : MaxFlow::kInfinite);
    before = variable;
  }
  flow.addArc(MaxFlow::kSource, before, costAt(problem.nodes[node], last[node]),
              0);
}

/// The cost of a tensor whose producer is before a boundary and a consumer
/// behind it; and that a consumer is not before it if its producer is behind.
void PlacementCut::addBoundary(const HandOver &handOver, unsigned boundary) {
  MaxFlow::Node producer = variable(handOver.producer, boundary);
  std::vector<MaxFlow::Node> consumers;
  bool crosses = false;
  for (unsigned consumer : handOver.consumers) {
    MaxFlow::Node node = variable(consumer, boundary);
    crosses |= node == MaxFlow::kSink;
    if (node != MaxFlow::kSink && node != MaxFlow::kSource)
      consumers.push_back(node);
  }
  if (producer == MaxFlow::kSink)
    return;
  if (producer != MaxFlow::kSource)
    for (MaxFlow::Node consumer : consumers)
      flow.addArc(consumer, producer, MaxFlow::kInfinite, 0);
  if (crosses) {
    if (producer != MaxFlow::kSource)
      flow.addArc(producer, MaxFlow::kSink, handOver.cost, 0);
  } else if (consumers.size() == 1) {
    flow.addArc(producer, consumers[0], handOver.cost, 0);
  } else if (!consumers.empty()) {
    // One that is behind the boundary takes `any` there, and that costs once.
    MaxFlow::Node any = flow.addNode();
    flow.addArc(producer, any, handOver.cost, 0);
    for (MaxFlow::Node consumer : consumers)
      flow.addArc(any, consumer, MaxFlow::kInfinite, 0);
  }
}

unsigned PlacementCut::positionOf(unsigned node) const {
  unsigned at = first[node];
  for (; at < last[node]; at += step(node))
    if (flow.isAtSource(variable(node, at + 1)))
      break;
  return at;
}

llvm::Error PlacementCut::tooLarge() const {
  return llvm::createStringError(llvm::formatv(
      "placing {0} nodes with {1} tensors between them takes a "
      "cut of more than {2} arcs or {3} steps; split the network",
      problem.nodes.size(), handOvers.size(), kMaxArcs, kMaxSteps));
}

llvm::Expected<std::vector<unsigned>> PlacementCut::solve() {
  chain.reserve(problem.nodes.size());
  for (unsigned node = 0; node < problem.nodes.size(); ++node) {
    addNode(node);
    if (flow.numArcs() > kMaxArcs)
      return tooLarge();
  }
  for (const HandOver &handOver : handOvers) {
    unsigned end = 0;
    for (unsigned consumer : handOver.consumers)
      end = std::max(end, last[consumer]);
    for (unsigned boundary = first[handOver.producer] + 1; boundary <= end;
         ++boundary) {
      addBoundary(handOver, boundary);
      if (flow.numArcs() > kMaxArcs)
        return tooLarge();
    }
  }
  if (!flow.solve(kMaxSteps))
    return tooLarge();
  std::vector<unsigned> position(problem.nodes.size());
  for (unsigned node = 0; node < position.size(); ++node)
    position[node] = positionOf(node);
  return position;
}

/// Names positions by labels.
static Placement toPlacement(llvm::ArrayRef<unsigned> position) {
  Placement placement;
  bool usesMLA = llvm::any_of(position, isMLAPosition);
  bool startsOnA65 = llvm::is_contained(position, 0u);
  std::vector<bool> used;
  for (unsigned at : position) {
    // Without the MLA, what is before and behind it is one segment.
    unsigned label = !usesMLA            ? 1
                     : isMLAPosition(at) ? at - 1
                     : startsOnA65       ? at + 1
                                         : at - 1;
    placement.label.push_back(label);
    used.resize(std::max<size_t>(used.size(), label + 1));
    used[label] = true;
  }
  for (unsigned pair = 0; pair < used.size(); pair += 2)
    for (unsigned i = 0; i < 2; ++i) {
      unsigned label = pair + (startsOnA65 ? 1 - i : i);
      if (label >= used.size() || !used[label])
        continue;
      placement.pipeline.push_back(label);
      ++(isMLALabel(label) ? placement.segmentsMLA : placement.segmentsA65);
    }
  return placement;
}

/// No placement in `positions` positions may cost kMaxCycles.
static llvm::Error checkCosts(const PlacementProblem &problem,
                              unsigned positions) {
  uint64_t sum = 0;
  auto add = [&](uint64_t cost) {
    sum = saturatingAdd(sum, cost);
    return sum < PlacementProblem::kMaxCycles;
  };
  for (const auto &[i, node] : llvm::enumerate(problem.nodes))
    if (!add(std::max(node.canMLA ? node.costMLA : 0,
                      node.canA65 ? node.costA65 : 0)))
      return llvm::createStringError(llvm::formatv(
          "costs of nodes 0 to {0} may sum to {1} cycles, the limit is {2}", i,
          sum, PlacementProblem::kMaxCycles - 1));
  for (const auto &[i, tensor] : llvm::enumerate(problem.tensors))
    if (!add(saturatingMul<uint64_t>(tensor.cost, positions - 1)))
      return llvm::createStringError(llvm::formatv(
          "costs of the nodes and of tensors 0 to {0} at {1} "
          "boundaries may sum to {2} cycles, the limit is {3}",
          i, positions - 1, sum, PlacementProblem::kMaxCycles - 1));
  return llvm::Error::success();
}

llvm::Expected<Placement>
sima::schedule::choosePlacement(const PlacementProblem &problem) {
  if (llvm::Error error = problem.check())
    return error;
  std::vector<HandOver> handOvers = findHandOvers(problem);
  FirstPositions found = findFirst(problem, handOvers);
  if (found.segments > PlacementProblem::kMaxSegments)
    return llvm::createStringError(llvm::formatv(
        "the network needs {0} segments on the MLA, {1} are the limit; replace "
        "operations between them that only the A65 computes",
        found.segments, PlacementProblem::kMaxSegments));
  bool anyMLA =
      llvm::any_of(problem.nodes, [](const auto &node) { return node.canMLA; });
  unsigned end = 2 * std::max(found.segments, anyMLA ? 1u : 0u);
  if (llvm::Error error = checkCosts(problem, end + 1))
    return error;
  std::vector<unsigned> last = findLast(problem, handOvers, end);
  llvm::Expected<std::vector<unsigned>> position =
      PlacementCut(problem, handOvers, found.first, last).solve();
  if (!position)
    return position.takeError();
  Placement placement = toPlacement(*position);
  placement.cost = costOf(problem, handOvers, *position);
  return placement;
}
