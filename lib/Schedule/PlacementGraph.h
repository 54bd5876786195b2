//===- PlacementGraph.h - Positions that nodes may have ---------*- C++ -*-===//
//
// Beneath Placement.h: the same network with positions in the pipeline instead
// of labels. A pipeline of m MLA segments has positions 0 to 2m; the odd ones
// are of the MLA. The first and the last may stay empty.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SCHEDULE_PLACEMENTGRAPH_H
#define SIMA_LIB_SCHEDULE_PLACEMENTGRAPH_H

#include "sima/Schedule/Placement.h"

namespace sima::schedule {

/// A tensor from a node to at least one other.
struct HandOver {
  unsigned producer;
  std::vector<unsigned> consumers; ///< sorted, each once
  uint64_t cost;
};

/// Those of a checked problem, in order of their producers.
std::vector<HandOver> findHandOvers(const PlacementProblem &problem);

inline bool isMLAPosition(unsigned position) { return position % 2 == 1; }
inline bool canBeAt(const PlacementProblem::Node &node, unsigned position) {
  return isMLAPosition(position) ? node.canMLA : node.canA65;
}
inline uint64_t costAt(const PlacementProblem::Node &node, unsigned position) {
  return isMLAPosition(position) ? node.costMLA : node.costA65;
}

/// The first position that each node can have, if all go as early as they can.
struct FirstPositions {
  std::vector<unsigned> first;
  /// The producer that keeps a node from going earlier; -1: none does.
  std::vector<int> after;
  unsigned segments = 0; ///< of the MLA that any placement has at least
};
FirstPositions findFirst(const PlacementProblem &problem,
                         const std::vector<HandOver> &handOvers);

/// The last position, up to `end`, that each node can have.
std::vector<unsigned> findLast(const PlacementProblem &problem,
                               const std::vector<HandOver> &handOvers,
                               unsigned end);

/// The cost of nodes at these positions; see Placement.h.
uint64_t costOf(const PlacementProblem &problem,
                const std::vector<HandOver> &handOvers,
                const std::vector<unsigned> &position);

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_PLACEMENTGRAPH_H
