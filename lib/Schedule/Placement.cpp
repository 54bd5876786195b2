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
static constexpr uint64_t kMaxSteps = uint64_t(1) << 33;

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

/// Names positions by labels, without gaps: segments of one processor with
/// nothing between them are one.
static Placement toPlacement(llvm::ArrayRef<unsigned> position) {
  constexpr unsigned unused = ~0u;
  std::vector<unsigned> labelAt;
  for (unsigned at : position) {
    labelAt.resize(std::max<size_t>(labelAt.size(), at + 1), unused);
    labelAt[at] = 0;
  }
  Placement placement;
  for (unsigned at = 0; at < labelAt.size(); ++at) {
    if (labelAt[at] == unused)
      continue;
    bool isMLA = isMLAPosition(at);
    unsigned &segments = isMLA ? placement.segmentsMLA : placement.segmentsA65;
    if (placement.pipeline.empty() ||
        isMLALabel(placement.pipeline.back()) != isMLA)
      placement.pipeline.push_back(2 * segments++ + (isMLA ? 0 : 1));
    labelAt[at] = placement.pipeline.back();
  }
  placement.label.reserve(position.size());
  for (unsigned at : position)
    placement.label.push_back(labelAt[at]);
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

/// How many MLA segments there may be.
static llvm::Expected<unsigned> limitSegments(const PlacementProblem &problem,
                                              unsigned needed,
                                              unsigned allowed) {
  constexpr unsigned most = PlacementProblem::kMaxSegments;
  if (needed > most)
    return llvm::createStringError(llvm::formatv(
        "the network needs {0} segments on the MLA, {1} are the limit; replace "
        "operations between them that only the A65 computes",
        needed, most));
  if (allowed > most)
    return llvm::createStringError(
        llvm::formatv("{0} segments on the MLA are allowed, {1} are the limit; "
                      "allow fewer",
                      allowed, most));
  bool anyMLA =
      llvm::any_of(problem.nodes, [](const auto &node) { return node.canMLA; });
  return anyMLA ? std::max({needed, allowed, 1u}) : 0;
}

llvm::Expected<Placement>
sima::schedule::choosePlacement(const PlacementProblem &problem,
                                unsigned allowed) {
  if (llvm::Error error = problem.check())
    return error;
  std::vector<HandOver> handOvers = findHandOvers(problem);
  FirstPositions found = findFirst(problem, handOvers);
  llvm::Expected<unsigned> segments =
      limitSegments(problem, found.segments, allowed);
  if (!segments)
    return segments.takeError();
  unsigned end = 2 * *segments;
  if (llvm::Error error = checkCosts(problem, end + 1))
    return error;
  std::vector<unsigned> last = findLast(problem, handOvers, end);
  llvm::Expected<std::vector<unsigned>> position =
      PlacementCut(problem, handOvers, found.first, last).solve();
  if (!position)
    return position.takeError();
  Placement placement = toPlacement(*position);
  // Positions without nodes cost nothing in a minimum.
  placement.cost = costOf(problem, handOvers, *position);
  return placement;
}
