//===- Attribution.cpp - What every cycle of every queue was for ----------===//

#include "AttributeCycles.h"
#include "QueueActivity.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace llvm;
using namespace sima;
using namespace sima::sim;
using timeline::kNumQueues;

namespace {
struct ClassNames {
  StringLiteral key, title;
};
} // namespace

static constexpr ClassNames kNames[kCycleClasses] = {
    {"compute", "compute"},
    {"under_filled", "array under-filled"},
    {"fill_drain", "fill and drain"},
    {"weights", "waiting for weights"},
    {"input", "waiting for input"},
    {"output", "waiting for output"},
    {"link", "waiting for the link"},
    {"semaphore", "waiting for a semaphore"},
    {"instructions", "waiting for instructions"},
    {"idle", "idle"},
};

StringRef sim::className(CycleClass cls) { return kNames[unsigned(cls)].key; }
StringRef sim::classTitle(CycleClass cls) {
  return kNames[unsigned(cls)].title;
}

uint64_t ClassCycles::total() const {
  return std::accumulate(cycles.begin(), cycles.end(), uint64_t(0));
}

ClassCycles &ClassCycles::operator+=(const ClassCycles &other) {
  for (auto [mine, added] : zip_equal(cycles, other.cycles))
    mine += added;
  return *this;
}

json::Object ClassCycles::toJSON() const {
  json::Object object;
  for (auto [names, count] : zip_equal(kNames, cycles))
    if (count)
      object[names.key] = count;
  return object;
}

ClassCycles QueueClasses::of(uint32_t layer) const {
  const auto *it = partition_point(layers, [&](const LayerClasses &l) {
                     return l.layer < layer;
                   }).base();
  bool isThere = it != layers.data() + layers.size() && it->layer == layer;
  return isThere ? it->classes : ClassCycles();
}

ClassCycles Attribution::ofKind(timeline::Queue kind) const {
  ClassCycles sum;
  for (const auto &quad : queues)
    sum += quad[unsigned(kind)].classes;
  return sum;
}

ClassCycles Attribution::ofKind(timeline::Queue kind, uint32_t layer) const {
  ClassCycles sum;
  for (const auto &quad : queues)
    sum += quad[unsigned(kind)].of(layer);
  return sum;
}

json::Value Attribution::toJSON(ArrayRef<std::string> names) const {
  json::Array quadArray;
  for (const auto &quad : queues) {
    json::Object object;
    for (unsigned kind = 0; kind != kNumQueues; ++kind) {
      json::Array layers;
      for (const LayerClasses &layer : quad[kind].layers) {
        json::Object one = layer.classes.toJSON();
        one["layer"] = json::fixUTF8(names[layer.layer]);
        layers.push_back(std::move(one));
      }
      object[timeline::queueName(timeline::Queue(kind))] =
          json::Object{{"classes", quad[kind].classes.toJSON()},
                       {"layers", std::move(layers)}};
    }
    quadArray.push_back(std::move(object));
  }
  return json::Object{{"total", total}, {"quads", std::move(quadArray)}};
}

namespace {
/// Sums the cycles of one queue, which come in order.
class Collector {
public:
  Collector(ArrayRef<timeline::LayerStretch> owners, unsigned numLayers)
      : owners(owners), layers(numLayers) {}

  void add(uint64_t start, uint64_t end, CycleClass cls);
  QueueClasses take() &&;

private:
  ArrayRef<timeline::LayerStretch> owners;
  size_t owner = 0;
  std::vector<ClassCycles> layers;
};
} // namespace

void Collector::add(uint64_t start, uint64_t end, CycleClass cls) {
  while (start < end) {
    while (owners[owner].end <= start)
      ++owner;
    uint64_t until = std::min(end, owners[owner].end);
    layers[owners[owner].layer][cls] += until - start;
    start = until;
  }
}

QueueClasses Collector::take() && {
  QueueClasses result;
  for (auto [layer, classes] : enumerate(layers)) {
    if (classes.total() == 0)
      continue;
    result.classes += classes;
    result.layers.push_back({uint32_t(layer), classes});
  }
  return result;
}

/// What [start, end) of a queue is for one that waits for it. Of two queues
/// that wait in a cycle one does so for the other's past, so this ends.
static void follow(const Activities &activities, uint32_t queue, uint64_t start,
                   uint64_t end, unsigned depth, Collector &to) {
  ArrayRef<Stretch> stretches = activities[queue];
  const auto *it = partition_point(
      stretches, [&](const Stretch &s) { return s.end <= start; });
  for (; start < end; ++it) {
    uint64_t until = std::min(end, it->end);
    if (it->waitsFor != kNoQueue && depth != activities.size())
      follow(activities, it->waitsFor, start, until, depth + 1, to);
    else
      to.add(start, until, it->seenAs);
    start = until;
  }
}

Attribution sim::attributeCycles(const Image &image, const Trace &trace,
                                 const timeline::Result &result,
                                 timeline::Clock clock,
                                 ArrayRef<timeline::LayerStretch> owners) {
  Attribution attribution;
  attribution.total = result.total;
  attribution.queues.resize(trace.programs.size());
  if (owners.empty())
    return attribution;
  Activities activities = activitiesOf(image, trace, result, clock);
  unsigned numLayers = image.program.layers.size();
  for (auto [queue, stretches] : enumerate(activities)) {
    Collector collector(owners, numLayers);
    for (const Stretch &s : stretches)
      if (s.waitsFor == kNoQueue)
        collector.add(s.start, s.end, s.cls);
      else
        follow(activities, s.waitsFor, s.start, s.end, 0, collector);
    attribution.queues[queue / kNumQueues][queue % kNumQueues] =
        std::move(collector).take();
  }
  return attribution;
}
