//===- MaxFlow.cpp - Dinic's algorithm ------------------------------------===//

#include "MaxFlow.h"
#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>

using namespace sima::schedule;

static constexpr uint32_t kFar = std::numeric_limits<uint32_t>::max();

/// Puts the arcs of each node side by side.
void MaxFlow::sortArcs() {
  assert(added.size() < kFar / 2 && "arcs are numbered in 32 bits");
  firstArc.assign(nodes + 1, 0);
  for (const AddedArc &arc : added) {
    ++firstArc[arc.from + 1];
    ++firstArc[arc.to + 1];
  }
  for (Node node = 0; node < nodes; ++node)
    firstArc[node + 1] += firstArc[node];
  arcs.resize(2 * added.size());
  std::vector<uint32_t> next(firstArc.begin(), firstArc.end() - 1);
  for (const AddedArc &arc : added) {
    uint32_t there = next[arc.from]++, back = next[arc.to]++;
    arcs[there] = {arc.to, back, arc.capacity};
    arcs[back] = {arc.from, there, arc.backCapacity};
  }
  added = {};
}

/// Distances to the sink, by a search from there against the arcs.
void MaxFlow::findDistances() {
  distance.assign(nodes, kFar);
  distance[kSink] = 0;
  queue.assign(1, kSink);
  for (size_t head = 0; head < queue.size(); ++head) {
    Node node = queue[head];
    // Flow takes shortest paths: nodes behind the source are on none.
    if (distance[node] >= distance[kSource])
      break;
    for (uint32_t a = firstArc[node]; a < firstArc[node + 1]; ++a) {
      Node from = arcs[a].to;
      if (distance[from] != kFar || arcs[arcs[a].back].capacity == 0)
        continue;
      distance[from] = distance[node] + 1;
      queue.push_back(from);
    }
    stepsTaken += firstArc[node + 1] - firstArc[node];
  }
}

/// The first arc of `node` that leads nearer to the sink, from `current` on.
uint32_t MaxFlow::findNextArc(Node node) {
  for (uint32_t &a = current[node]; a < firstArc[node + 1]; ++a, ++stepsTaken)
    if (arcs[a].capacity > 0 && distance[arcs[a].to] < distance[node])
      return a;
  return kFar;
}

/// Sends along `path` what its narrowest arc takes, and shortens it to the part
/// before the first arc that is full.
void MaxFlow::augment() {
  uint64_t amount = kInfinite;
  for (uint32_t a : path)
    amount = std::min(amount, arcs[a].capacity);
  size_t kept = path.size();
  for (size_t i = path.size(); i-- > 0;) {
    Arc &arc = arcs[path[i]];
    arc.capacity -= amount;
    arcs[arc.back].capacity += amount;
    if (arc.capacity == 0)
      kept = i;
  }
  stepsTaken += path.size();
  total += amount;
  path.resize(kept);
}

void MaxFlow::findBlockingFlow() {
  current.assign(firstArc.begin(), firstArc.end() - 1);
  path.clear();
  Node node = kSource;
  while (stepsTaken <= stepsAllowed) {
    if (node == kSink) {
      augment();
      node = path.empty() ? kSource : arcs[path.back()].to;
      continue;
    }
    uint32_t arc = findNextArc(node);
    ++stepsTaken;
    if (arc != kFar) {
      path.push_back(arc);
      node = arcs[arc].to;
      continue;
    }
    if (path.empty())
      return;
    // A dead end: whoever led here looks further.
    node = arcs[arcs[path.back()].back].to;
    ++current[node];
    path.pop_back();
  }
}

/// What the source still reaches.
void MaxFlow::findSourceSide() {
  atSource.assign(nodes, false);
  atSource[kSource] = true;
  queue.assign(1, kSource);
  for (size_t head = 0; head < queue.size(); ++head)
    for (uint32_t a = firstArc[queue[head]]; a < firstArc[queue[head] + 1];
         ++a) {
      if (arcs[a].capacity == 0 || atSource[arcs[a].to])
        continue;
      atSource[arcs[a].to] = true;
      queue.push_back(arcs[a].to);
    }
}

/// Takes the numbers of nodes for distances. Paths are blocked at once whatever
/// their length, as long as numbers fall along them.
void MaxFlow::numberDistances() {
  distance.resize(nodes);
  std::iota(distance.begin(), distance.end(), 0);
  distance[kSink] = 0;
  distance[kSource] = nodes;
}

bool MaxFlow::solve(uint64_t maxSteps) {
  stepsAllowed = maxSteps;
  sortArcs();
  numberDistances();
  findBlockingFlow();
  if (stepsTaken > stepsAllowed)
    return false;
  for (findDistances(); distance[kSource] != kFar; findDistances()) {
    findBlockingFlow();
    if (stepsTaken > stepsAllowed)
      return false;
  }
  findSourceSide();
  return true;
}
