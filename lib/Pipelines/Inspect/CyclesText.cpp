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

static void printTotals(const ProgramCycles &program, const sim::Report &report,
                        llvm::raw_ostream &os) {
  const ProgramBounds &bounds = program.bounds;
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

static void printLayers(const ProgramCycles &program, llvm::raw_ostream &os) {
  os << formatv("\n  {0,12} {1,12} {2,12} {3,12}  layer\n", "static", "dram",
                "DRAM read", "written");
  for (const sim::LayerReport &layer : program.report.layers)
    os << formatv("  {0,12} {1,12} {2,12} {3,12}  {4}\n",
                  grouped(layer.staticCycles), grouped(layer.dramCycles),
                  grouped(layer.read.lineBytes),
                  grouped(layer.written.lineBytes), oneLine(layer.name));
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
  printTotals(program, program.report, os);
  if (program.next)
    printTotals(program, *program.next, os);
  printClasses(program.report.fixedCycles, "static", os);
  printClasses(program.report.dramCycles, "dram", os);
  printLayers(program, os);
  printCostly(program, os);
}
