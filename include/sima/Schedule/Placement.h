//===- Placement.h - Which processor computes a node ------------*- C++ -*-===//
//
// A network whose nodes can be computed on the MLA, on the Cortex-A65 or on
// both is cut into segments, which a pipeline executes one behind the other:
// segments of the MLA and of the A65 take turns. Pure arithmetic on numbers;
// what a node or a hand-over costs is said by those who ask.
//
// Optimal is a placement that
//   1. has no more MLA segments than the processors force upon the network,
//      or than it is allowed where that is more, and
//   2. among these costs least: the cycles of every node on its processor, and
//      of every tensor between nodes its cost once for each boundary of
//      segments between its producer and the last segment that takes it,
//      however many consumers it has. A tensor from A65_0 to A65_1 crosses two.
// A price of one hand-over however many boundaries are crossed cannot be
// minimised by a cut: labels must be convex (H. Ishikawa, "Exact optimization
// for Markov random fields with convex priors", 2003), and the price by
// boundaries is the smallest convex one that asks `cost` for one boundary.
// Tensors from outside the network and to the user cost nothing.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SCHEDULE_PLACEMENT_H
#define SIMA_SCHEDULE_PLACEMENT_H

#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace sima::schedule {

/// An even label is a segment of the MLA, an odd one of the A65; half of it is
/// the number of the segment among those of its processor.
inline bool isMLALabel(unsigned label) { return label % 2 == 0; }

/// Where each node is computed.
struct Placement {
  std::vector<unsigned> label; ///< of each node: 2k is MLA_k, 2k + 1 is A65_k
  /// The labels in use, in the order of execution: 0, 1, 2, ... or, where it
  /// begins on the A65, 1, 0, 3, 2, ... Numbers have no gaps.
  std::vector<unsigned> pipeline;
  unsigned segmentsMLA = 0, segmentsA65 = 0;
  uint64_t cost = 0; ///< cycles; see the top of this file
};

/// A network, as far as placement is concerned.
struct PlacementProblem {
  static constexpr int kInput = -1;  ///< `producer` of an input of the network
  static constexpr int kOutput = -1; ///< a consumer: the user
  static constexpr unsigned kMaxSegments = 16; ///< of the MLA
  /// No sum of costs may reach this, whatever the placement.
  static constexpr uint64_t kMaxCycles = uint64_t(1) << 62;

  struct Node {
    bool canMLA = false, canA65 = false; ///< one of them at least
    /// Cycles of computing it there; of no account where it cannot be.
    uint64_t costMLA = 0, costA65 = 0;
  };
  struct Tensor {
    int producer = kInput;      ///< a node or kInput
    std::vector<int> consumers; ///< nodes behind `producer`, kOutput; any order
    uint64_t cost = 0; ///< cycles of handing it over to the next segment
  };
  std::vector<Node> nodes; ///< in topological order
  std::vector<Tensor> tensors;

  /// Whether nodes and tensors are as said above. The error names the node or
  /// tensor by its number.
  llvm::Error check() const;

  /// Whether `placement` gives every node a processor that can compute it and
  /// no tensor to an earlier segment, whether its pipeline is well-formed and
  /// its cost right. Not whether it is optimal. Only for problems that pass
  /// check().
  llvm::Error verify(const Placement &placement) const;
};

/// The optimal placement with the fewest MLA segments that any placement needs,
/// or with up to `allowed` where that is more. Nodes that could be on either
/// processor never force a segment: with `allowed` = 1 and one node that only
/// the A65 computes, all that leads to it or all that it leads to goes there
/// too.
///
/// Of equally good placements that which has every node in the latest position:
/// they have a greatest element, the minimum cut nearest the source. Segments
/// without nodes are left out after that.
///
/// The error says what is wrong with the problem, that it needs more than
/// kMaxSegments or is allowed more, or that it is too large for the budget of
/// the search, which is counted in steps and not in time.
llvm::Expected<Placement> choosePlacement(const PlacementProblem &problem,
                                          unsigned allowed = 1);

/// Why a network has as many MLA segments as it has.
struct SegmentWitness {
  unsigned segments = 0; ///< of the MLA, in any placement at least
  /// For two segments or more 2 · segments - 1 nodes, which are on a path of
  /// the network in this order. The first, third, ... can only be on the MLA,
  /// those between them only on the A65. Empty for fewer segments.
  std::vector<unsigned> nodes;
};

/// The fewest MLA segments and a chain that forces them, also for more than
/// kMaxSegments. The error is that of PlacementProblem::check().
llvm::Expected<SegmentWitness> whySegments(const PlacementProblem &problem);

/// Why a node is where it is.
struct PlacementReason {
  enum Kind {
    OnlyMLA,     ///< the A65 cannot compute it
    OnlyA65,     ///< the MLA cannot compute it
    CheaperHere, ///< there it costs as much or more
    /// There it would need another segment, or other nodes would have to move.
    NeedsSegment
  };
  Kind kind = OnlyMLA;
  uint64_t cost = 0; ///< of the whole placement
  /// Of CheaperHere: the same if this node alone were on the other processor,
  /// in the cheapest segment there that its neighbours allow. A segment of the
  /// A65 before or behind all others may be new.
  std::optional<uint64_t> otherCost;
};

/// The reason of each node. `placement` is of choosePlacement() on `problem`.
std::vector<PlacementReason> explain(const PlacementProblem &problem,
                                     const Placement &placement);

} // namespace sima::schedule

#endif // SIMA_SCHEDULE_PLACEMENT_H
