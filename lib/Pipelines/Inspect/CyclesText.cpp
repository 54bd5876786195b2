//===- CyclesText.cpp - Where the cycles go, for people -------------------===//

#include "Cycles.h"
#include "sima/Support/Grouped.h"
#include "sima/Support/OneLine.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima;
using llvm::formatv;
using timeline::Queue;

/// Headings of the classes, in their order.
static constexpr llvm::StringLiteral kHeadings[sim::kCycleClasses] = {
    "compute", "not full", "fill", "weights", "input",
    "output",  "link",     "sem.", "instr.",  "idle"};

static std::string percent(uint64_t part, uint64_t whole) {
  if (part == 0)
    return "-";
  return formatv("{0:f1}", 100.0 * double(part) / double(whole));
}

/// The classes of one clock, a row for each kind of queue.
static void printClasses(const sim::Attribution &cycles, llvm::StringRef clock,
                         llvm::raw_ostream &os) {
  if (cycles.total == 0)
    return;
  os << formatv("\n  {0,-10}", clock);
  for (llvm::StringRef heading : kHeadings)
    os << formatv(" {0,8}", heading);
  os << "\n";
  for (Queue kind :
       {Queue::LDQ, Queue::STQ, Queue::LNK, Queue::MXU, Queue::VPU}) {
    sim::ClassCycles classes = cycles.ofKind(kind);
    os << formatv("  {0,-8} %", timeline::queueName(kind));
    for (uint64_t count : classes.cycles)
      os << formatv(" {0,8}", percent(count, classes.total()));
    os << "\n";
  }
}

static void printTotals(const CycleBounds &bounds, const sim::Report &report,
                        llvm::raw_ostream &os) {
  if (!report.entry.empty())
    os << "  entry point " << report.entry << "\n";
  os << formatv("  static {0} cycles, compute bound {1:f1}, efficiency "
                "{2:f1} %\n",
                grouped(report.staticTotal), bounds.compute,
                100 * bounds.staticEfficiency(report.staticTotal));
  os << formatv("  dram   {0} cycles, dram bound {1:f1}, efficiency {2:f1} %\n",
                grouped(report.dramTotal), bounds.dram,
                100 * bounds.dramEfficiency(report.dramTotal));
}

/// What the program needs of the memories of a quad, at most.
static void printMemory(const ProgramCycles &program, llvm::raw_ostream &os) {
  uint64_t lm = 0, acc = 0;
  for (const sim::QuadReport &quad : program.report.quads) {
    lm = std::max(lm, quad.lmPeakBytes);
    acc = std::max(acc, quad.accPeakBytes);
  }
  os << formatv("  memory of a quad: local {0} of {1} bytes, accumulators {2} "
                "of {3}\n",
                grouped(lm), grouped(program.machine.lmBytes), grouped(acc),
                grouped(program.machine.accBytes));
}

static std::string groupedSigned(int64_t value) {
  return (value < 0 ? "-" : "") +
         grouped(value < 0 ? -uint64_t(value) : uint64_t(value));
}

/// What is moved, and how many cycles the dram clock has more for it.
static void printTraffic(const sim::Report &report, llvm::raw_ostream &os) {
  os << formatv("\n  {0,-14} {1,14} {2,14} {3,14}\n", "DRAM", "bytes read",
                "written", "stall cycles");
  auto row = [&](llvm::StringRef name, const sim::Traffic &read,
                 const sim::Traffic &written, int64_t stalls) {
    os << formatv("  {0,-14} {1,14} {2,14} {3,14}\n", name,
                  grouped(read.lineBytes), grouped(written.lineBytes),
                  groupedSigned(stalls));
  };
  const auto &[read, written, stalls] =
      std::tie(report.read, report.written, report.stalls);
  row("weights", read.weights, written.weights, stalls.weights);
  row("inputs", read.inputs, written.inputs, stalls.inputs);
  row("outputs", read.outputs, written.outputs, stalls.outputs);
  row("spill", read.spill, written.spill, stalls.spill);
  row("instructions", read.instructions, written.instructions,
      stalls.instructions);
  row("total", read.total(), written.total(), stalls.total());
}

static void printLayers(const ProgramCycles &program, llvm::raw_ostream &os) {
  os << formatv("\n  {0,10} {1,10} {2,13} {3,10} {4,6} {5,11} {6,11}  layer\n",
                "static", "dram", "compute bound", "dram bound", "eff. %",
                "DRAM read", "written");
  for (auto [layer, bounds] :
       llvm::zip_equal(program.report.layers, program.layers)) {
    double efficiency = bounds.dramEfficiency(layer.dramCycles);
    os << formatv("  {0,10} {1,10} {2,13:f1} {3,10:f1} {4,6} {5,11} {6,11}  "
                  "{7}\n",
                  grouped(layer.staticCycles), grouped(layer.dramCycles),
                  bounds.compute, bounds.dram,
                  efficiency ? formatv("{0:f1}", 100 * efficiency).str() : "-",
                  grouped(layer.read.lineBytes),
                  grouped(layer.written.lineBytes), oneLine(layer.name));
  }
}

static std::string helpText(const CostlyLayer &costly) {
  if (costly.helps.empty())
    return "nothing that was tried helps; more quads or tiles might "
           "(--what-if)";
  std::string text;
  for (const Help &help : llvm::ArrayRef(costly.helps).take_front(2))
    text += (text.empty() ? "" : ", ") + help.change + " saves " +
            grouped(uint64_t(help.layerCycles));
  return text + " cycles of it";
}

static void printCostly(const ProgramCycles &program, llvm::raw_ostream &os) {
  os << "\n  What costs most in the dram clock\n";
  for (const CostlyLayer &costly : program.costly) {
    const sim::LayerReport &layer = program.report.layers[costly.layer];
    os << formatv("  {0}: {1} cycles, {2} % of all\n", oneLine(layer.name),
                  grouped(layer.dramCycles),
                  percent(layer.dramCycles, program.report.dramTotal))
       << "    " << costly.reason << "\n    " << helpText(costly) << "\n";
  }
}

void sima::printCycles(const ProgramCycles &program, llvm::raw_ostream &os) {
  os << "\nCycles of " << oneLine(program.file) << "\n";
  if (!program.problem.empty()) {
    os << "  " << oneLine(program.problem) << "\n";
    return;
  }
  printTotals(program.bounds, program.report, os);
  if (program.next)
    printTotals(program.nextBounds, *program.next, os);
  printMemory(program, os);
  printTraffic(program.report, os);
  printClasses(program.report.fixedCycles, "static", os);
  printClasses(program.report.dramCycles, "dram", os);
  printLayers(program, os);
  printCostly(program, os);
}
