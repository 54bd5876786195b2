//===- MaxFlow.h - Maximum flows and minimum cuts ---------------*- C++ -*-===//
//
// E. A. Dinic, "Algorithm for solution of a problem of maximum flow in networks
// with power estimation", 1970. Without recursion: paths may be long. Before
// the first search for shortest paths it blocks all paths from higher to lower
// nodes: a blocking flow needs no layers, just no cycles. Where layers stand in
// a row their flow has as many lengths as there are layers, and each length
// takes a search of the whole.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SCHEDULE_MAXFLOW_H
#define SIMA_LIB_SCHEDULE_MAXFLOW_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sima::schedule {

/// A network of flow. Arcs are added, then solve() is called once.
class MaxFlow {
public:
  using Node = uint32_t;
  static constexpr Node kSource = 0, kSink = 1;
  /// More than any flow may be. Finite capacities of all arcs together are
  /// less, so that a minimum cut has none of the infinite arcs, unless all
  /// cuts have.
  static constexpr uint64_t kInfinite = uint64_t(1) << 62;

  /// A new node; the first is number 2. Arcs that carry much should lead from
  /// later nodes to earlier ones.
  Node addNode() { return nodes++; }
  /// An arc, and one back. Order matters for nothing but speed.
  void addArc(Node from, Node to, uint64_t capacity, uint64_t backCapacity) {
    added.push_back({from, to, capacity, backCapacity});
  }
  size_t numArcs() const { return added.size(); }

  /// Finds a maximum flow. False: it takes more than `maxSteps` looks at arcs.
  bool solve(uint64_t maxSteps);
  uint64_t steps() const { return stepsTaken; }
  uint64_t flow() const { return total; }

  /// Whether the minimum cut with the fewest nodes at the source has this one
  /// there. That cut is the same for every maximum flow.
  bool isAtSource(Node node) const { return atSource[node]; }

private:
  struct AddedArc {
    Node from, to;
    uint64_t capacity, backCapacity;
  };
  struct Arc {
    Node to;
    uint32_t back;     ///< number of the arc the other way
    uint64_t capacity; ///< that is left
  };

  void sortArcs();
  void findDistances();
  void numberDistances();
  void findBlockingFlow();
  uint32_t findNextArc(Node node);
  void augment();
  void findSourceSide();

  Node nodes = 2;
  std::vector<AddedArc> added;
  std::vector<uint32_t> firstArc; ///< of each node, and the number of arcs
  std::vector<Arc> arcs;          ///< by the node they leave
  std::vector<uint32_t> distance; ///< falls along a path to the sink
  std::vector<uint32_t> current;  ///< of each node: the first arc not yet done
  std::vector<uint32_t> path;     ///< arcs from the source to where we are
  std::vector<Node> queue;
  std::vector<bool> atSource;
  uint64_t total = 0, stepsTaken = 0, stepsAllowed = 0;
};

} // namespace sima::schedule

#endif // SIMA_LIB_SCHEDULE_MAXFLOW_H
