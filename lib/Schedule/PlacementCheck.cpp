//===- PlacementCheck.cpp - Checks problems and any placement -------------===//

#include "PlacementGraph.h"
#include "sima/Support/CheckedMath.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <limits>

using namespace sima;
using namespace sima::schedule;

template <typename... Args>
static llvm::Error fail(const char *format, Args &&...args) {
  return llvm::createStringError(
      llvm::formatv(format, std::forward<Args>(args)...).str());
}

llvm::Error PlacementProblem::check() const {
  constexpr size_t maxNodes = std::numeric_limits<int>::max();
  if (nodes.size() > maxNodes)
    return fail("{0} nodes, the limit is {1}", nodes.size(), maxNodes);
  const int count = nodes.size();
  for (int i = 0; i < count; ++i)
    if (!nodes[i].canMLA && !nodes[i].canA65)
      return fail("node {0} can be computed on neither processor", i);
  for (const auto &[i, tensor] : llvm::enumerate(tensors)) {
    if (tensor.producer < kInput || tensor.producer >= count)
      return fail("tensor {0} has producer {1}, nodes are 0 to {2}", i,
                  tensor.producer, count - 1);
    for (int consumer : tensor.consumers)
      if (consumer != kOutput &&
          (consumer <= tensor.producer || consumer >= count))
        return fail("tensor {0} of node {1} has consumer {2}, nodes behind it "
                    "are {3} to {4}",
                    i, tensor.producer, consumer, tensor.producer + 1,
                    count - 1);
  }
  return llvm::Error::success();
}

/// Labels in turn, each with the next number of its processor.
static llvm::Error verifyPipeline(const Placement &placement) {
  unsigned count[2] = {0, 0};
  for (const auto &[i, label] : llvm::enumerate(placement.pipeline)) {
    if (i > 0 && isMLALabel(label) == isMLALabel(placement.pipeline[i - 1]))
      return fail("pipeline has labels {0} and {1} of one processor side by "
                  "side",
                  placement.pipeline[i - 1], label);
    if (label / 2 != count[label % 2]++)
      return fail("pipeline has label {0} where number {1} of its processor "
                  "belongs",
                  label, count[label % 2] - 1);
  }
  if (count[0] != placement.segmentsMLA || count[1] != placement.segmentsA65)
    return fail("pipeline has {0} segments on the MLA and {1} on the A65, the "
                "placement says {2} and {3}",
                count[0], count[1], placement.segmentsMLA,
                placement.segmentsA65);
  return llvm::Error::success();
}

/// The order of each node's segment in the pipeline.
static llvm::Expected<std::vector<unsigned>>
findRanks(const PlacementProblem &problem, const Placement &placement) {
  std::vector<unsigned> rank(problem.nodes.size());
  std::vector<bool> used(placement.pipeline.size(), false);
  for (unsigned i = 0; i < rank.size(); ++i) {
    unsigned label = placement.label[i];
    rank[i] =
        llvm::find(placement.pipeline, label) - placement.pipeline.begin();
    if (rank[i] == placement.pipeline.size())
      return fail("node {0} has label {1}, which is not in the pipeline", i,
                  label);
    const PlacementProblem::Node &node = problem.nodes[i];
    if (isMLALabel(label) ? !node.canMLA : !node.canA65)
      return fail("node {0} is on the {1}, which cannot compute it", i,
                  isMLALabel(label) ? "MLA" : "A65");
    used[rank[i]] = true;
  }
  for (const auto &[i, isUsed] : llvm::enumerate(used))
    if (!isUsed)
      return fail("no node has label {0} of the pipeline",
                  placement.pipeline[i]);
  return rank;
}

/// The cost of nodes with these ranks, or the maximum if that is too large.
static uint64_t sumCosts(const PlacementProblem &problem,
                         llvm::ArrayRef<HandOver> handOvers,
                         const Placement &placement,
                         llvm::ArrayRef<unsigned> rank) {
  uint64_t cost = 0;
  for (auto [node, label] : llvm::zip_equal(problem.nodes, placement.label))
    cost = saturatingAdd(cost, isMLALabel(label) ? node.costMLA : node.costA65);
  for (const HandOver &handOver : handOvers) {
    unsigned begin = rank[handOver.producer], end = begin;
    for (unsigned consumer : handOver.consumers)
      end = std::max(end, rank[consumer]);
    cost = saturatingAdd(cost,
                         saturatingMul<uint64_t>(handOver.cost, end - begin));
  }
  return cost;
}

llvm::Error PlacementProblem::verify(const Placement &placement) const {
  if (placement.label.size() != nodes.size())
    return fail("{0} labels for {1} nodes", placement.label.size(),
                nodes.size());
  if (llvm::Error error = verifyPipeline(placement))
    return error;
  llvm::Expected<std::vector<unsigned>> rank = findRanks(*this, placement);
  if (!rank)
    return rank.takeError();
  std::vector<HandOver> handOvers = findHandOvers(*this);
  for (const HandOver &handOver : handOvers)
    for (unsigned consumer : handOver.consumers)
      if ((*rank)[consumer] < (*rank)[handOver.producer])
        return fail("node {0} is in an earlier segment than node {1}, whose "
                    "tensor it takes",
                    consumer, handOver.producer);
  uint64_t cost = sumCosts(*this, handOvers, placement, *rank);
  if (cost != placement.cost)
    return fail("nodes and hand-overs cost {0} cycles, the placement says {1}",
                cost, placement.cost);
  return llvm::Error::success();
}
