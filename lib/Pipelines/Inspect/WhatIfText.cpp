//===- WhatIfText.cpp - What another machine would make of it, shown ------===//

#include "WhatIf.h"
#include "sima/Support/Grouped.h"
#include "sima/Support/OneLine.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima;
using llvm::formatv;
namespace json = llvm::json;

/// Layers that are shown to people: those that change most.
static constexpr size_t kShownLayers = 5;

/// "1,234 -> 1,000 cycles (-19.0 %)".
static std::string change(const ClockPair &cycles) {
  double before = double(std::max<uint64_t>(cycles.before, 1));
  double percent =
      100 * (double(cycles.after) - double(cycles.before)) / before;
  return formatv("{0} -> {1} cycles ({2}{3:f1} %)", grouped(cycles.before),
                 grouped(cycles.after), percent > 0 ? "+" : "", percent);
}

static int64_t difference(const ClockPair &cycles) {
  return int64_t(cycles.after) - int64_t(cycles.before);
}

static void printLayers(const WhatIfProgram &program, llvm::raw_ostream &os) {
  std::vector<const WhatIfProgram::Layer *> layers;
  for (const WhatIfProgram::Layer &layer : program.layers)
    if (difference(layer.dram) != 0)
      layers.push_back(&layer);
  llvm::stable_sort(layers, [](const auto *a, const auto *b) {
    return std::abs(difference(a->dram)) > std::abs(difference(b->dram));
  });
  for (const auto *layer : llvm::ArrayRef(layers).take_front(kShownLayers))
    os << formatv("    {0}: dram {1}\n", oneLine(layer->name),
                  change(layer->dram));
  if (layers.size() > kShownLayers)
    os << formatv("    and {0} more layers\n", layers.size() - kShownLayers);
}

void sima::printText(const WhatIf &result, llvm::raw_ostream &os) {
  os << "what if " << oneLine(result.changes) << ": "
     << (result.isCompiled
             ? "the model is compiled again; prediction and simulator agree\n"
             : "the same programs, timed again\n");
  if (result.isCompiled)
    os << formatv("batch {0} -> {1}\n", result.batchBefore, result.batchAfter);
  for (const WhatIfProgram &program : result.programs) {
    os << oneLine(program.file) << "\n  static " << change(program.fixed)
       << "\n  dram   " << change(program.dram) << "\n";
    printLayers(program, os);
  }
}

static json::Object pairToJSON(const ClockPair &cycles) {
  return json::Object{{"before", cycles.before}, {"after", cycles.after}};
}

void sima::printJSON(const WhatIf &result, llvm::raw_ostream &os) {
  json::Array programs;
  for (const WhatIfProgram &program : result.programs) {
    json::Array layers;
    for (const WhatIfProgram::Layer &layer : program.layers)
      layers.push_back(json::Object{{"name", json::fixUTF8(layer.name)},
                                    {"static", pairToJSON(layer.fixed)},
                                    {"dram", pairToJSON(layer.dram)}});
    programs.push_back(json::Object{{"file", json::fixUTF8(program.file)},
                                    {"static", pairToJSON(program.fixed)},
                                    {"dram", pairToJSON(program.dram)},
                                    {"layers", std::move(layers)}});
  }
  json::Object root{{"what_if", json::fixUTF8(result.changes)},
                    {"target", json::fixUTF8(result.target)},
                    {"compiled", result.isCompiled},
                    {"batch", json::Object{{"before", result.batchBefore},
                                           {"after", result.batchAfter}}},
                    {"programs", std::move(programs)}};
  os << formatv("{0:2}", json::Value(std::move(root))) << "\n";
}
