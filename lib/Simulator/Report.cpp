//===- Report.cpp - What a simulation measured ----------------------------===//
//
// The JSON and text forms of a report.
//
//===----------------------------------------------------------------------===//
#include "sima/Simulator/Report.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace sima::sim;

static json::Object stallsToJSON(const ByCause<int64_t> &stalls) {
  return json::Object{
      {"weights", stalls.weights},           {"inputs", stalls.inputs},
      {"outputs", stalls.outputs},           {"spill", stalls.spill},
      {"instructions", stalls.instructions}, {"total", stalls.total()}};
}

static json::Object trafficToJSON(const ByCause<Traffic> &traffic) {
  auto one = [](const Traffic &t) {
    return json::Object{{"bytes", t.bytes}, {"line_bytes", t.lineBytes}};
  };
  return json::Object{{"weights", one(traffic.weights)},
                      {"inputs", one(traffic.inputs)},
                      {"outputs", one(traffic.outputs)},
                      {"spill", one(traffic.spill)},
                      {"instructions", one(traffic.instructions)},
                      {"total", one(traffic.total())}};
}

static json::Object layerToJSON(const LayerReport &layer) {
  return json::Object{{"name", json::fixUTF8(layer.name)},
                      {"static_start", layer.staticStart},
                      {"static_cycles", layer.staticCycles},
                      {"dram_start", layer.dramStart},
                      {"dram_cycles", layer.dramCycles},
                      {"instructions", layer.instructions},
                      {"mxu_busy_cycles", json::Array(layer.mxuBusyCycles)},
                      {"products", layer.products},
                      {"depthwise_products", layer.depthwiseProducts},
                      {"dram_read", layer.read.lineBytes},
                      {"dram_written", layer.written.lineBytes}};
}

static json::Object quadToJSON(const QuadReport &quad) {
  return json::Object{{"static_end", quad.staticEnd},
                      {"dram_end", quad.dramEnd},
                      {"words", quad.words},
                      {"mxu_busy_cycles", quad.mxuBusyCycles},
                      {"vpu_busy_cycles", quad.vpuBusyCycles},
                      {"lm_peak_bytes", quad.lmPeakBytes},
                      {"lm_touched_bytes", quad.lmTouchedBytes},
                      {"acc_peak_bytes", quad.accPeakBytes},
                      {"acc_touched_bytes", quad.accTouchedBytes}};
}

json::Value Report::toJSON() const {
  json::Array layerArray, quadArray, outputArray;
  for (const LayerReport &layer : layers)
    layerArray.push_back(layerToJSON(layer));
  for (const QuadReport &quad : quads)
    quadArray.push_back(quadToJSON(quad));
  for (const OutputReport &output : outputs)
    outputArray.push_back(
        json::Object{{"name", json::fixUTF8(output.name)},
                     {"sample", output.sample},
                     {"unwritten_bytes", output.unwrittenBytes}});
  json::Object counts;
  for (const InstructionCount &entry : instructions)
    counts[entry.mnemonic] = entry.count;
  json::Object root{{"target", json::fixUTF8(target)},
                    {"computed", computed},
                    {"repeats", repeats},
                    {"static_total", staticTotal},
                    {"dram_total", dramTotal},
                    {"stalls", stallsToJSON(stalls)},
                    {"dram_read", trafficToJSON(read)},
                    {"dram_written", trafficToJSON(written)},
                    {"layers", std::move(layerArray)},
                    {"quads", std::move(quadArray)},
                    {"instructions", std::move(counts)},
                    {"outputs", std::move(outputArray)}};
  if (!entry.empty())
    root["entry"] = entry;
  std::vector<std::string> names;
  names.reserve(layers.size());
  for (const LayerReport &layer : layers)
    names.push_back(layer.name);
  root["attribution"] = json::Object{{"static", fixedCycles.toJSON(names)},
                                     {"dram", dramCycles.toJSON(names)}};
  return root;
}

/// One row of the causes table.
static void printCause(raw_ostream &os, const char *name, int64_t stalls,
                       const Traffic &read, const Traffic &written) {
  os << formatv("  {0,-14} {1,14} {2,14} {3,14}\n", name, stalls,
                read.lineBytes, written.lineBytes);
}

static void printLayers(raw_ostream &os, ArrayRef<LayerReport> layers) {
  os << formatv("\n  {0,14} {1,14} {2,14} {3,14}  {4}\n", "static start",
                "static cycles", "dram cycles", "mxu busy", "layer");
  for (const LayerReport &layer : layers) {
    uint64_t busy = 0;
    for (uint64_t cycles : layer.mxuBusyCycles)
      busy += cycles;
    os << formatv("  {0,14} {1,14} {2,14} {3,14}  {4}\n", layer.staticStart,
                  layer.staticCycles, layer.dramCycles, busy, layer.name);
  }
}

void Report::print(raw_ostream &os) const {
  os << "target " << target;
  if (!entry.empty())
    os << ", entry point " << entry;
  os << ": " << staticTotal << " cycles static, " << dramTotal << " dram";
  if (repeats > 1)
    os << ", executed " << repeats << " times";
  os << (computed ? "\n" : ", timing only\n");

  os << formatv("\n  {0,-14} {1,14} {2,14} {3,14}\n", "cause", "stall cycles",
                "DRAM read", "DRAM written");
  printCause(os, "weights", stalls.weights, read.weights, written.weights);
  printCause(os, "inputs", stalls.inputs, read.inputs, written.inputs);
  printCause(os, "outputs", stalls.outputs, read.outputs, written.outputs);
  printCause(os, "spill", stalls.spill, read.spill, written.spill);
  printCause(os, "instructions", stalls.instructions, read.instructions,
             written.instructions);
  printCause(os, "total", stalls.total(), read.total(), written.total());

  os << formatv("\n  {0,4} {1,10} {2,14} {3,14} {4,14} {5,14} {6,12}\n", "quad",
                "words", "static end", "dram end", "mxu busy", "lm peak",
                "acc peak");
  for (size_t q = 0; q != quads.size(); ++q)
    os << formatv("  {0,4} {1,10} {2,14} {3,14} {4,14} {5,14} {6,12}\n", q,
                  quads[q].words, quads[q].staticEnd, quads[q].dramEnd,
                  quads[q].mxuBusyCycles, quads[q].lmPeakBytes,
                  quads[q].accPeakBytes);
  printLayers(os, layers);

  os << "\n  words";
  for (const InstructionCount &entry : instructions)
    os << " " << entry.mnemonic << " " << entry.count;
  os << "\n";
  for (const OutputReport &output : outputs)
    if (output.unwrittenBytes)
      os << "  note: " << output.unwrittenBytes << " bytes of output "
         << output.name << ".b" << output.sample
         << " were never written and read as 0\n";
}
