//===- Placement.cpp - Which processor computes a node --------------------===//
//
// Positions in the pipeline are labels of a Markov random field with convex
// priors (Ishikawa, 2003). Node n_t of a node n and a threshold t is at the
// source where n is before position t, so that
//   n_t -> n_t+1  infinite:   before t is before t + 1,
//   n_p+1 -> n_p  cost:       n is at position p,
//   consumer_t -> producer_t infinite: consumers are not before producers,
//   producer_t -> consumer_t cost:     the tensor crosses boundary t.
//
//===----------------------------------------------------------------------===//
#include "sima/Schedule/Placement.h"
#include "MaxFlow.h"
#include "PlacementGraph.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

using namespace sima::schedule;
using llvm::createStringError;
using llvm::Twine;

/// Looks at arcs before a search is given up: minutes.
static constexpr uint64_t kMaxSteps = uint64_t(1) << 36;

//===----------------------------------------------------------------------===//
// The problem
//===----------------------------------------------------------------------===//

llvm::Error PlacementProblem::check() const {
  // Every node at each position, every tensor over each boundary.
  constexpr uint64_t positions = 2 * kMaxSegments + 1;
  uint64_t sum = 0;
  for (auto [i, node] : llvm::enumerate(nodes)) {
    if (!node.canMLA && !node.canA65)
      return createStringError("node " + Twine(i) + " has no processor");
    for (uint64_t cost :
         {node.canMLA ? node.costMLA : 0, node.canA65 ? node.costA65 : 0})
      sum = llvm::SaturatingMultiplyAdd(cost, positions, sum);
  }
  int count = int(nodes.size());
  for (auto [i, tensor] : llvm::enumerate(tensors)) {
    if (tensor.producer != kInput &&
        (tensor.producer < 0 || tensor.producer >= count))
      return createStringError("tensor " + Twine(i) + " is of no node");
    for (int consumer : tensor.consumers)
      if (consumer != kOutput &&
          (consumer <= tensor.producer || consumer >= count))
        return createStringError("tensor " + Twine(i) +
                                 " goes to no node behind its producer");
    sum = llvm::SaturatingMultiplyAdd(tensor.cost, positions, sum);
  }
  if (sum >= kMaxCycles)
    return createStringError("costs add up to 2^62 cycles or more");
  return llvm::Error::success();
}

/// The place in the pipeline of each label.
static llvm::Expected<std::vector<unsigned>>
positionsOf(const PlacementProblem &problem, const Placement &placement) {
  // An empty segment of the A65 may be in front.
  unsigned next =
      !placement.pipeline.empty() && isMLALabel(placement.pipeline.front());
  std::vector<unsigned> place(2 * placement.pipeline.size() + 2, UINT_MAX);
  for (unsigned label : placement.pipeline) {
    if (label >= place.size() || place[label] != UINT_MAX ||
        isMLALabel(label) != isMLAPosition(next))
      return createStringError("the pipeline is not well-formed");
    place[label] = next++;
  }
  std::vector<unsigned> positions;
  for (unsigned label : placement.label) {
    if (label >= place.size() || place[label] == UINT_MAX)
      return createStringError("label " + Twine(label) +
                               " is not in the pipeline");
    positions.push_back(place[label]);
  }
  if (positions.size() != problem.nodes.size())
    return createStringError("the placement is of other nodes");
  return positions;
}

llvm::Error PlacementProblem::verify(const Placement &placement) const {
  if (llvm::Error error = check())
    return error;
  auto positions = positionsOf(*this, placement);
  if (!positions)
    return positions.takeError();
  for (auto [i, node] : llvm::enumerate(nodes))
    if (!canBeAt(node, (*positions)[i]))
      return createStringError("node " + Twine(i) +
                               " is on a processor that cannot compute it");
  std::vector<HandOver> handOvers = findHandOvers(*this);
  for (const HandOver &handOver : handOvers)
    for (unsigned consumer : handOver.consumers)
      if ((*positions)[consumer] < (*positions)[handOver.producer])
        return createStringError("node " + Twine(consumer) +
                                 " is before its producer");
  if (costOf(*this, handOvers, *positions) != placement.cost)
    return createStringError("the cost is not " + Twine(placement.cost));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// The cut
//===----------------------------------------------------------------------===//

namespace {
/// The network of flow for one problem and one number of positions.
class Cut {
public:
  Cut(const PlacementProblem &problem, const std::vector<HandOver> &handOvers,
      std::vector<unsigned> first, std::vector<unsigned> last)
      : problem(problem), first(std::move(first)), last(std::move(last)) {
    for (unsigned node = 0; node < problem.nodes.size(); ++node)
      addNode(node);
    for (const HandOver &handOver : handOvers)
      addHandOver(handOver);
  }

  /// The position of each node; nothing where that takes too long.
  std::optional<std::vector<unsigned>> solve() {
    if (!flow.solve(kMaxSteps))
      return std::nullopt;
    std::vector<unsigned> positions;
    for (unsigned node = 0; node < problem.nodes.size(); ++node) {
      unsigned position = first[node];
      while (position < last[node] &&
             !flow.isAtSource(threshold(node, position + 1)))
        ++position;
      positions.push_back(position);
    }
    return positions;
  }

private:
  /// Whether `node` is before position `t`, as a node of the flow.
  MaxFlow::Node threshold(unsigned node, unsigned t) const {
    if (t <= first[node])
      return MaxFlow::kSink;
    if (t > last[node])
      return MaxFlow::kSource;
    return begin[node] + (t - first[node] - 1);
  }

  void addArc(MaxFlow::Node from, MaxFlow::Node to, uint64_t capacity,
              uint64_t back) {
    // What never is at the source, or always, cuts nothing.
    if (from != to && from != MaxFlow::kSink && to != MaxFlow::kSource)
      flow.addArc(from, to, capacity, back);
    else if (from != to && back > 0)
      flow.addArc(to, from, back, 0);
  }

  void addNode(unsigned node) {
    begin.push_back(0);
    for (unsigned t = first[node] + 1; t <= last[node]; ++t) {
      MaxFlow::Node added = flow.addNode();
      if (t == first[node] + 1)
        begin.back() = added;
    }
    for (unsigned p = first[node]; p <= last[node]; ++p) {
      const PlacementProblem::Node &of = problem.nodes[node];
      addArc(threshold(node, p + 1), threshold(node, p),
             canBeAt(of, p) ? costAt(of, p) : MaxFlow::kInfinite, 0);
      if (p > first[node] && p < last[node])
        addArc(threshold(node, p), threshold(node, p + 1), MaxFlow::kInfinite,
               0);
    }
  }

  void addHandOver(const HandOver &handOver) {
    unsigned producer = handOver.producer, lowest = first[producer],
             highest = last[producer];
    for (unsigned consumer : handOver.consumers) {
      lowest = std::min(lowest, first[consumer]);
      highest = std::max(highest, last[consumer]);
    }
    for (unsigned t = lowest + 1; t <= highest; ++t) {
      MaxFlow::Node before = threshold(producer, t);
      for (unsigned consumer : handOver.consumers)
        addArc(threshold(consumer, t), before, MaxFlow::kInfinite, 0);
      if (handOver.consumers.size() == 1) {
        addArc(before, threshold(handOver.consumers.front(), t), handOver.cost,
               0);
        continue;
      }
      MaxFlow::Node any = flow.addNode();
      addArc(before, any, handOver.cost, 0);
      for (unsigned consumer : handOver.consumers)
        addArc(any, threshold(consumer, t), MaxFlow::kInfinite, 0);
    }
  }

  const PlacementProblem &problem;
  std::vector<unsigned> first, last;
  std::vector<MaxFlow::Node> begin; ///< of each node's thresholds
  MaxFlow flow;
};
} // namespace

/// Labels without gaps.
static Placement placementAt(const std::vector<unsigned> &positions) {
  Placement placement;
  std::vector<unsigned> used = positions;
  llvm::sort(used);
  used.erase(llvm::unique(used), used.end());
  std::vector<unsigned> label(used.empty() ? 0 : used.back() + 1);
  for (unsigned position : used) {
    label[position] = isMLAPosition(position) ? 2 * placement.segmentsMLA++
                                              : 2 * placement.segmentsA65++ + 1;
    placement.pipeline.push_back(label[position]);
  }
  for (unsigned position : positions)
    placement.label.push_back(label[position]);
  return placement;
}

llvm::Expected<Placement>
sima::schedule::choosePlacement(const PlacementProblem &problem) {
  if (llvm::Error error = problem.check())
    return std::move(error);
  std::vector<HandOver> handOvers = findHandOvers(problem);
  FirstPositions found = findFirst(problem, handOvers);
  if (found.segments > PlacementProblem::kMaxSegments)
    return createStringError("the network needs " + Twine(found.segments) +
                             " segments of the MLA, the limit is " +
                             Twine(PlacementProblem::kMaxSegments));
  unsigned end = 2 * std::max(found.segments, 1u);
  Cut cut(problem, handOvers, std::move(found.first),
          findLast(problem, handOvers, end));
  auto positions = cut.solve();
  if (!positions)
    return createStringError("placing " + Twine(problem.nodes.size()) +
                             " operations takes more steps than the budget");
  Placement placement = placementAt(*positions);
  placement.cost = costOf(problem, handOvers, *positions);
  return placement;
}

//===----------------------------------------------------------------------===//
// Reasons
//===----------------------------------------------------------------------===//

namespace {
/// What one node could do with all others where they are.
class Alternatives {
public:
  Alternatives(const PlacementProblem &problem, const Placement &placement)
      : problem(problem), handOvers(findHandOvers(problem)),
        positions(llvm::cantFail(positionsOf(problem, placement))),
        touching(problem.nodes.size()), cost(placement.cost) {
    for (auto [i, handOver] : llvm::enumerate(handOvers)) {
      touching[handOver.producer].push_back(unsigned(i));
      for (unsigned consumer : handOver.consumers)
        touching[consumer].push_back(unsigned(i));
    }
    for (unsigned position : positions)
      end = std::max(end, position + 1);
  }

  /// The cost with `node` at its best position on the other processor.
  std::optional<uint64_t> elsewhere(unsigned node) {
    unsigned own = positions[node], low = 0, high = end;
    for (unsigned i : touching[node])
      for (unsigned consumer : handOvers[i].consumers)
        if (consumer == node)
          low = std::max(low, positions[handOvers[i].producer]);
        else if (handOvers[i].producer == node)
          high = std::min(high, positions[consumer]);
    uint64_t rest = cost - costAround(node);
    std::optional<uint64_t> best;
    for (unsigned p = low; p <= high; ++p) {
      if (isMLAPosition(p) == isMLAPosition(own))
        continue;
      // Another segment of the MLA is no choice.
      if (isMLAPosition(p) && !llvm::is_contained(positions, p))
        continue;
      positions[node] = p;
      uint64_t total = rest + costAround(node);
      positions[node] = own;
      best = std::min(best.value_or(total), total);
    }
    return best;
  }

private:
  /// What depends on the position of `node`.
  uint64_t costAround(unsigned node) const {
    uint64_t sum = costAt(problem.nodes[node], positions[node]);
    for (unsigned i : touching[node]) {
      unsigned begin = positions[handOvers[i].producer], last = begin;
      for (unsigned consumer : handOvers[i].consumers)
        last = std::max(last, positions[consumer]);
      sum += handOvers[i].cost * (last - begin);
    }
    return sum;
  }

  const PlacementProblem &problem;
  std::vector<HandOver> handOvers;
  std::vector<unsigned> positions;
  std::vector<llvm::SmallVector<unsigned, 4>> touching; ///< of each node
  uint64_t cost;
  unsigned end = 0;
};
} // namespace

std::vector<PlacementReason>
sima::schedule::explain(const PlacementProblem &problem,
                        const Placement &placement) {
  Alternatives alternatives(problem, placement);
  std::vector<PlacementReason> reasons;
  for (auto [i, node] : llvm::enumerate(problem.nodes)) {
    PlacementReason reason;
    reason.cost = placement.cost;
    if (!node.canA65) {
      reason.kind = PlacementReason::OnlyMLA;
    } else if (!node.canMLA) {
      reason.kind = PlacementReason::OnlyA65;
    } else {
      reason.otherCost = alternatives.elsewhere(unsigned(i));
      reason.kind = reason.otherCost ? PlacementReason::CheaperHere
                                     : PlacementReason::NeedsSegment;
    }
    reasons.push_back(reason);
  }
  return reasons;
}
