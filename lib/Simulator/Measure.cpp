//===- Measure.cpp - Fills a report from what a run left behind -----------===//
//
// Layers, quads, traffic and counts.
//
//===----------------------------------------------------------------------===//
#include "Measure.h"
#include "Accesses.h"
#include "AttributeCycles.h"
#include "QueueActivity.h"
#include "Stalls.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

static void measureLayers(const Image &image, const Trace &trace,
                          const Times &times, Report &report) {
  unsigned count = image.program.layers.size();
  auto fixedOwners =
      timeline::layerStretches(trace.programs, times.fixed, count);
  auto dramOwners = timeline::layerStretches(trace.programs, times.dram, count);
  report.fixedCycles = attributeCycles(image, trace, times.fixed,
                                       timeline::Clock::Static, fixedOwners);
  report.dramCycles = attributeCycles(image, trace, times.dram,
                                      timeline::Clock::Dram, dramOwners);
  auto fixed = timeline::layerCycles(fixedOwners, count);
  auto dram = timeline::layerCycles(dramOwners, count);
  for (unsigned l = 0; l != count; ++l) {
    LayerReport &layer = report.layers.emplace_back();
    layer.name = image.program.layers[l];
    layer.staticStart = fixed[l].start;
    layer.staticCycles = fixed[l].cycles;
    layer.dramStart = dram[l].start;
    layer.dramCycles = dram[l].cycles;
    layer.mxuBusyCycles.assign(image.machine.quads, 0);
  }
}

/// An instruction of the MXU.
static void measureProducts(const Operation &op, const timeline::Entry &entry,
                            LayerReport &layer) {
  bool isDepthwise = op.opcode == isa::Opcode::DwConv;
  layer.mxuBusyCycles[op.quad] += entry.cycles;
  (isDepthwise ? layer.depthwiseProducts : layer.products) += productsOf(op);
  if (entry.cycles <= layer.longest.cycles)
    return;
  const Descriptor &acc = op.operands[0], &wt = op.operands[2];
  uint64_t channels = acc.extent(2);
  layer.longest = {isDepthwise,
                   entry.cycles,
                   acc.extent(0) * acc.extent(1),
                   wt.extent(1) * wt.extent(2),
                   isDepthwise ? channels : wt.extent(3),
                   channels,
                   op.tilesK};
}

static void measureOperations(const Image &image, const Trace &trace,
                              Report &report) {
  for (const Operation &op : trace.operations) {
    const timeline::Entry &entry = trace.programs[op.quad].entries[op.entry];
    LayerReport *layer =
        op.layer < report.layers.size() ? &report.layers[op.layer] : nullptr;
    if (layer)
      ++layer->instructions;
    if (op.queue == timeline::Queue::MXU) {
      report.quads[op.quad].mxuBusyCycles += entry.cycles;
      if (layer)
        measureProducts(op, entry, *layer);
    } else if (op.queue == timeline::Queue::VPU) {
      report.quads[op.quad].vpuBusyCycles += entry.cycles;
    } else if (entry.lines) {
      bool isLoad = op.queue == timeline::Queue::LDQ;
      Traffic &traffic = causeOf(isLoad ? report.read : report.written,
                                 image.dram.sections[op.section].kind);
      Traffic moved{entry.bytes, entry.lines * Machine::kLineBytes};
      traffic = traffic + moved;
      if (layer) {
        Traffic &ofLayer = isLoad ? layer->read : layer->written;
        ofLayer = ofLayer + moved;
      }
    }
  }
}

Report sim::measureTimes(const Image &image, const Trace &trace,
                         const Times &times) {
  Report report;
  report.target = image.machine.name;
  report.staticTotal = times.fixed.total;
  report.dramTotal = times.dram.total;
  report.stalls = attributeStalls(image, trace, times);
  report.quads.resize(image.machine.quads);
  for (auto [q, quad] : enumerate(report.quads)) {
    quad.staticEnd = times.fixed.quadEnd[q];
    quad.dramEnd = times.dram.quadEnd[q];
    quad.words = trace.programs[q].words;
  }
  measureLayers(image, trace, times, report);
  measureOperations(image, trace, report);
  uint64_t fetched = times.dram.fetchLines * Machine::kLineBytes;
  report.read.instructions =
      report.read.instructions + Traffic{fetched, fetched};
  for (isa::Opcode opcode : isa::allOpcodes())
    if (uint64_t count = trace.opcodeCounts[static_cast<unsigned>(opcode)])
      report.instructions.push_back({isa::mnemonic(opcode).str(), count});
  return report;
}

Error sim::measurePeaks(const Image &image, const Trace &trace,
                        Report &report) {
  for (const Operation &op : trace.operations) {
    auto accesses = accessesOf(image, op);
    if (!accesses)
      return accesses.takeError();
    for (const Access &access : *accesses) {
      if (access.space == Space::Dram ||
          !writesOperand(op.opcode, access.operand))
        continue;
      uint64_t end = access.footprint.end();
      uint32_t quads = quadsOf(op, access, /*write=*/true);
      for (auto [q, quad] : enumerate(report.quads)) {
        if (!(quads >> q & 1))
          continue;
        uint64_t &peak =
            access.space == Space::Lm ? quad.lmPeakBytes : quad.accPeakBytes;
        peak = std::max(peak, end);
      }
    }
  }
  return Error::success();
}

void sim::measureMemories(const Image &image, const State &state,
                          Report &report) {
  for (auto [q, quad] : enumerate(report.quads)) {
    const Memory &lm = state.lm[q], &acc = state.acc[q];
    quad.lmTouchedBytes = lm.countWritten(0, lm.size());
    quad.accTouchedBytes = acc.countWritten(0, acc.size());
  }
  for (auto [p, port] : enumerate(image.program.ports)) {
    if (port.direction != isa::Port::Direction::Out)
      continue;
    const DramSection &section = image.port(p);
    uint64_t written = state.dram.countWritten(section.address, section.bytes);
    report.outputs.push_back({port.name, port.sample, section.bytes - written});
  }
}
