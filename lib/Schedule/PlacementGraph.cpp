//===- PlacementGraph.cpp - First and last positions, witnesses -----------===//

#include "PlacementGraph.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima::schedule;

/// The nodes that take a tensor, sorted, each once.
static std::vector<unsigned>
findConsumers(const PlacementProblem::Tensor &tensor) {
  std::vector<unsigned> consumers;
  for (int consumer : tensor.consumers)
    if (consumer != PlacementProblem::kOutput)
      consumers.push_back(consumer);
  llvm::sort(consumers);
  consumers.erase(llvm::unique(consumers), consumers.end());
  return consumers;
}

std::vector<HandOver>
sima::schedule::findHandOvers(const PlacementProblem &problem) {
  std::vector<std::pair<int, size_t>> order;
  for (const auto &[i, tensor] : llvm::enumerate(problem.tensors))
    if (tensor.producer != PlacementProblem::kInput)
      order.emplace_back(tensor.producer, i);
  llvm::sort(order);
  std::vector<HandOver> handOvers;
  for (auto [producer, i] : order) {
    std::vector<unsigned> consumers = findConsumers(problem.tensors[i]);
    if (!consumers.empty())
      handOvers.push_back(
          {unsigned(producer), std::move(consumers), problem.tensors[i].cost});
  }
  return handOvers;
}

FirstPositions
sima::schedule::findFirst(const PlacementProblem &problem,
                          const std::vector<HandOver> &handOvers) {
  FirstPositions found;
  found.first.assign(problem.nodes.size(), 0);
  found.after.assign(problem.nodes.size(), -1);
  auto next = handOvers.begin();
  for (unsigned node = 0; node < problem.nodes.size(); ++node) {
    // All producers have raised it to what they need.
    unsigned &first = found.first[node];
    if (!canBeAt(problem.nodes[node], first))
      ++first;
    found.segments = std::max(found.segments, (first + 1) / 2);
    for (; next != handOvers.end() && next->producer == node; ++next)
      for (unsigned consumer : next->consumers)
        if (found.first[consumer] < first) {
          found.first[consumer] = first;
          found.after[consumer] = node;
        }
  }
  return found;
}

std::vector<unsigned>
sima::schedule::findLast(const PlacementProblem &problem,
                         const std::vector<HandOver> &handOvers, unsigned end) {
  std::vector<unsigned> last(problem.nodes.size(), end);
  auto next = handOvers.rbegin();
  for (unsigned node = problem.nodes.size(); node-- > 0;) {
    for (; next != handOvers.rend() && next->producer == node; ++next)
      for (unsigned consumer : next->consumers)
        last[node] = std::min(last[node], last[consumer]);
    if (!canBeAt(problem.nodes[node], last[node]))
      --last[node];
  }
  return last;
}

uint64_t sima::schedule::costOf(const PlacementProblem &problem,
                                const std::vector<HandOver> &handOvers,
                                const std::vector<unsigned> &position) {
  uint64_t cost = 0;
  for (auto [node, at] : llvm::zip_equal(problem.nodes, position))
    cost += costAt(node, at);
  for (const HandOver &handOver : handOvers) {
    unsigned end = position[handOver.producer];
    for (unsigned consumer : handOver.consumers)
      end = std::max(end, position[consumer]);
    cost += handOver.cost * (end - position[handOver.producer]);
  }
  return cost;
}

llvm::Expected<SegmentWitness>
sima::schedule::whySegments(const PlacementProblem &problem) {
  if (llvm::Error error = problem.check())
    return error;
  FirstPositions found = findFirst(problem, findHandOvers(problem));
  SegmentWitness witness;
  witness.segments = found.segments;
  if (found.segments < 2)
    return witness;
  // From the first node that is in the last segment, back to those that are the
  // first of their position on the way: they could not stay in the one before.
  const unsigned top = 2 * found.segments - 1;
  int node = llvm::find(found.first, top) - found.first.begin();
  for (; node >= 0; node = found.after[node]) {
    int before = found.after[node];
    unsigned positionBefore = before < 0 ? 0 : found.first[before];
    if (found.first[node] > positionBefore)
      witness.nodes.push_back(node);
  }
  std::reverse(witness.nodes.begin(), witness.nodes.end());
  return witness;
}
