//===- PlacementReasons.cpp - Why a node is where it is -------------------===//

#include "PlacementGraph.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::schedule;

namespace {

/// What it costs to move one node and no other.
class Moves {
public:
  Moves(const PlacementProblem &problem, const std::vector<HandOver> &handOvers,
        std::vector<unsigned> position, unsigned end);

  /// The cost of the whole placement, which is `cost`, with `node` on the other
  /// processor. Nothing if no position there is between its neighbours.
  std::optional<uint64_t> costElsewhere(unsigned node, uint64_t cost) const;

private:
  /// The last two positions of a tensor's consumers, with that of its producer
  /// for those that are missing.
  struct Span {
    unsigned last, lastButOne;
  };
  uint64_t costOfNode(unsigned node, unsigned at) const;

  const PlacementProblem &problem;
  const std::vector<HandOver> &handOvers;
  std::vector<unsigned> position;
  unsigned end;
  std::vector<Span> spans;
  std::vector<std::vector<unsigned>> made, taken; ///< hand-overs of each node
};

} // namespace

Moves::Moves(const PlacementProblem &problem,
             const std::vector<HandOver> &handOvers,
             std::vector<unsigned> positions, unsigned end)
    : problem(problem), handOvers(handOvers), position(std::move(positions)),
      end(end), made(problem.nodes.size()), taken(problem.nodes.size()) {
  for (const auto &[i, handOver] : llvm::enumerate(handOvers)) {
    unsigned begin = position[handOver.producer];
    Span span = {begin, begin};
    made[handOver.producer].push_back(i);
    for (unsigned consumer : handOver.consumers) {
      taken[consumer].push_back(i);
      unsigned at = position[consumer];
      if (at >= span.last)
        span = {at, span.last};
      else
        span.lastButOne = std::max(span.lastButOne, at);
    }
    spans.push_back(span);
  }
}

/// What depends on the position of `node`, if it is `at`.
uint64_t Moves::costOfNode(unsigned node, unsigned at) const {
  uint64_t cost = costAt(problem.nodes[node], at);
  for (unsigned i : made[node])
    cost += handOvers[i].cost * (spans[i].last - at);
  for (unsigned i : taken[node]) {
    unsigned others =
        position[node] == spans[i].last ? spans[i].lastButOne : spans[i].last;
    cost += handOvers[i].cost *
            (std::max(others, at) - position[handOvers[i].producer]);
  }
  return cost;
}

std::optional<uint64_t> Moves::costElsewhere(unsigned node,
                                             uint64_t cost) const {
  unsigned earliest = 0, latest = end;
  for (unsigned i : taken[node])
    earliest = std::max(earliest, position[handOvers[i].producer]);
  for (unsigned i : made[node])
    for (unsigned consumer : handOvers[i].consumers)
      latest = std::min(latest, position[consumer]);
  uint64_t rest = cost - costOfNode(node, position[node]);
  std::optional<uint64_t> best;
  for (unsigned at = earliest; at <= latest; ++at) {
    if (isMLAPosition(at) == isMLAPosition(position[node]))
      continue;
    uint64_t moved = rest + costOfNode(node, at);
    best = std::min(moved, best.value_or(moved));
  }
  return best;
}

/// Positions again; those of a placement without the MLA are all `onlyA65`.
static std::vector<unsigned> toPositions(const Placement &placement,
                                         unsigned onlyA65) {
  bool startsOnA65 =
      !placement.pipeline.empty() && !isMLALabel(placement.pipeline[0]);
  std::vector<unsigned> position;
  position.reserve(placement.label.size());
  for (unsigned label : placement.label)
    position.push_back(placement.segmentsMLA == 0 ? onlyA65
                       : isMLALabel(label)        ? label + 1
                       : startsOnA65              ? label - 1
                                                  : label + 1);
  return position;
}

std::vector<PlacementReason>
sima::schedule::explain(const PlacementProblem &problem,
                        const Placement &placement) {
  std::vector<HandOver> handOvers = findHandOvers(problem);
  unsigned end = 2 * std::max(1u, placement.segmentsMLA);
  // Where all is on the A65, a node may go to the MLA before or behind it.
  const Moves moves[] = {{problem, handOvers, toPositions(placement, end), end},
                         {problem, handOvers, toPositions(placement, 0), end}};
  std::vector<PlacementReason> reasons;
  for (const auto &[i, node] : llvm::enumerate(problem.nodes)) {
    PlacementReason reason;
    reason.cost = placement.cost;
    if (node.canMLA && node.canA65) {
      for (const Moves &way : moves)
        if (auto other = way.costElsewhere(i, placement.cost))
          reason.otherCost =
              std::min(*other, reason.otherCost.value_or(*other));
      reason.kind = reason.otherCost ? PlacementReason::CheaperHere
                                     : PlacementReason::NeedsSegment;
    } else {
      reason.kind =
          node.canMLA ? PlacementReason::OnlyMLA : PlacementReason::OnlyA65;
    }
    reasons.push_back(reason);
  }
  return reasons;
}
