//===- Reason.cpp - Why a layer takes its cycles --------------------------===//
//
// From the classes of the queue that works most for a layer to a sentence.
//
//===----------------------------------------------------------------------===//
#include "Cycles.h"
#include "sima/Machine/Cycles.h"
#include "sima/Support/CheckedMath.h"
#include "sima/Support/Grouped.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima;
using cycles::kBlockChannels;
using cycles::kDepthwiseTaps;
using sim::ClassCycles;
using sim::CycleClass;
using timeline::Queue;

namespace {
/// By what an instruction takes longer than a full array, and why.
struct Shortfall {
  double factor;
  std::string text;
};
} // namespace

static uint64_t blocks(uint64_t channels) {
  return ceilDiv(channels, kBlockChannels);
}

/// The largest of the factors whose product is the time of the instruction over
/// that of a full array.
static std::string shortfallOf(const Machine &machine,
                               const sim::ArrayUse &use) {
  uint64_t K = std::max(use.outBlocks, 1u);
  uint64_t P = std::max<uint64_t>(machine.tilesPerQuad / K, 1);
  uint64_t outBlocks = blocks(use.outChannels);
  uint64_t rounds = ceilDiv(use.positions, P);
  auto ratio = [](uint64_t a, uint64_t b) {
    return double(a) / double(std::max<uint64_t>(b, 1));
  };
  std::vector<Shortfall> all = {
      {ratio(blocks(use.inChannels) * kBlockChannels, use.inChannels),
       llvm::formatv("{0} of {1} lanes of input channels are filled",
                     use.inChannels, blocks(use.inChannels) * kBlockChannels)},
      {ratio(outBlocks * kBlockChannels, use.outChannels),
       llvm::formatv("{0} of {1} lanes of output channels are filled",
                     use.outChannels, outBlocks * kBlockChannels)},
      {ratio(ceilDiv(outBlocks, K) * K, outBlocks),
       llvm::formatv("{0} blocks of output channels, {1} at a time", outBlocks,
                     K)},
      {ratio(rounds * P, use.positions),
       llvm::formatv("{0} positions, {1} at a time", use.positions, P)},
      {ratio(std::max(rounds, K), rounds),
       llvm::formatv("weights change every {0} cycles, loading them takes {1}",
                     rounds, K)}};
  if (use.isDepthwise) {
    // One side of the array; taps four at a time.
    all.erase(all.begin());
    all.push_back(
        {ratio(ceilDiv(use.taps, kDepthwiseTaps) * kDepthwiseTaps, use.taps),
         llvm::formatv("{0} taps, {1} at a time", use.taps, kDepthwiseTaps)});
  }
  auto worst = llvm::max_element(
      all, [](const auto &a, const auto &b) { return a.factor < b.factor; });
  return worst->text;
}

/// "62 %".
static std::string share(uint64_t part, uint64_t whole) {
  return llvm::formatv("{0:f0} %", 100.0 * double(part) /
                                       double(std::max<uint64_t>(whole, 1)));
}

/// " (2,363,392 bytes read, 39,390 cycles of the DRAM)", where what the layer
/// itself reads is what it waits for in `waited` cycles.
static std::string trafficOf(const ProgramCycles &program, uint32_t layer,
                             uint64_t waited) {
  uint64_t bytes = program.report.layers[layer].read.lineBytes;
  double dramCycles = cycles::dramBound(program.machine, double(bytes));
  if (2 * dramCycles < double(waited))
    return "";
  return " (" + grouped(bytes) + " bytes read, " +
         grouped(uint64_t(dramCycles)) + " cycles of the DRAM)";
}

/// What `cycles` of a class say of `queue`.
static std::string sentence(const ProgramCycles &program, uint32_t layer,
                            Queue queue, CycleClass cls, uint64_t cycles) {
  std::string name = timeline::queueName(queue).str();
  switch (cls) {
  case CycleClass::Compute:
    return name + " works at its full rate";
  case CycleClass::UnderFilled:
    if (queue == Queue::MXU)
      return name + " is not full: " +
             shortfallOf(program.machine, program.report.layers[layer].longest);
    return name + " moves runs shorter than it could";
  case CycleClass::FillDrain:
    return name + (queue == Queue::MXU || queue == Queue::VPU
                       ? " fills and drains, its instructions are short"
                       : " waits for the latency of transfers");
  case CycleClass::Weights:
  case CycleClass::Input:
    return (name + " is " + sim::classTitle(cls)).str() +
           trafficOf(program, layer, cycles);
  default:
    return (name + " is " + sim::classTitle(cls)).str();
  }
}

static uint64_t workOf(const ClassCycles &c) {
  return c[CycleClass::Compute] + c[CycleClass::UnderFilled] +
         c[CycleClass::FillDrain];
}

/// The classes with cycles, those with the most first.
static std::vector<CycleClass> ranked(const ClassCycles &classes) {
  std::vector<CycleClass> order;
  for (unsigned c = 0; c != sim::kCycleClasses; ++c)
    if (classes.cycles[c])
      order.push_back(CycleClass(c));
  llvm::stable_sort(order, [&](CycleClass a, CycleClass b) {
    return classes[a] > classes[b];
  });
  return order;
}

namespace {
/// One queue of one quad, in the cycles of a layer.
struct Place {
  Queue queue = Queue::MXU;
  ClassCycles classes;
};
} // namespace

/// Among some kinds of queues the one that works most for the layer.
static Place busiest(const sim::Attribution &cycles, uint32_t layer,
                     llvm::ArrayRef<Queue> kinds) {
  Place best;
  for (const auto &quad : cycles.queues)
    for (Queue kind : kinds) {
      ClassCycles classes = quad[unsigned(kind)].of(layer);
      if (workOf(classes) > workOf(best.classes) || best.classes.total() == 0)
        best = {kind, classes};
    }
  return best;
}

std::string sima::reasonOf(const ProgramCycles &program, uint32_t layer) {
  // What an engine that works for the layer does else is what the layer costs;
  // where it has nothing to do, transfers are.
  const sim::Attribution &cycles = program.report.dramCycles;
  Place place = busiest(cycles, layer, {Queue::MXU, Queue::VPU});
  std::vector<CycleClass> order = ranked(place.classes);
  if (workOf(place.classes) == 0 || order.front() == CycleClass::Idle) {
    place =
        busiest(cycles, layer,
                {Queue::LNK, Queue::STQ, Queue::LDQ, Queue::MXU, Queue::VPU});
    order = ranked(place.classes);
  }
  std::string text;
  for (CycleClass cls : llvm::ArrayRef(order).take_front(2)) {
    uint64_t count = place.classes[cls], total = place.classes.total();
    if (!text.empty() && 10 * count <= total)
      break; // a tenth or less is no reason
    text += (text.empty() ? "" : "; ") +
            sentence(program, layer, place.queue, cls, count) + " " +
            share(count, total) + " of the time";
  }
  return text;
}
