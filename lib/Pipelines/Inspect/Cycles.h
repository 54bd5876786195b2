//===- Cycles.h - Where the cycles of an archive go -------------*- C++ -*-===//
//
// The programs of an archive in the event model of the simulator, without data:
// cycles of layers and queues, bounds, traffic, and the layers that cost most
// with the reason and what helps, which is measured by running the event model
// again.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PIPELINES_INSPECT_CYCLES_H
#define SIMA_LIB_PIPELINES_INSPECT_CYCLES_H

#include "sima/Machine/Machine.h"
#include "sima/Package/Rules.h"
#include "sima/Simulator/Report.h"

namespace sima {

/// Lower bounds in cycles, from what the code says. Of an entry point: products
/// of its instructions, bytes of ports and of the constants that it loads. Of a
/// layer: products of its instructions, lines that its transfers move.
struct CycleBounds {
  double compute = 0, dram = 0;

  /// compute / static.
  double staticEfficiency(uint64_t cycles) const;
  /// max(compute, dram) / total.
  double dramEfficiency(uint64_t cycles) const;
};

/// A change of the machine, and how many cycles less a layer then has.
struct Help {
  std::string change; ///< "dram=2x"
  int64_t layerCycles = 0, totalCycles = 0;
};

/// One of the layers that cost most in the dram clock.
struct CostlyLayer {
  uint32_t layer = 0;
  std::string reason;
  std::vector<Help> helps; ///< those that help, the best first
};

/// A program, timed.
struct ProgramCycles {
  std::string file;
  std::string problem; ///< why it could not be timed, or empty
  Machine machine;
  sim::Report report; ///< of entry point `first`
  std::optional<sim::Report> next;
  CycleBounds bounds, nextBounds;
  std::vector<CycleBounds> layers; ///< those of `report`
  std::vector<CostlyLayer> costly; ///< three at most
};

/// Times an ELF file of the MLA for its own machine or another one.
llvm::Expected<sim::Report> timeProgram(llvm::StringRef elf,
                                        const std::optional<Machine> &machine,
                                        std::optional<sim::Report> *next);

/// All MLA programs of this compiler that an archive has, in order.
std::vector<ProgramCycles> cyclesOf(const package::Inspection &inspection);

/// What a layer waits for or works at, in words.
std::string reasonOf(const ProgramCycles &program, uint32_t layer);

void printCycles(const ProgramCycles &program, llvm::raw_ostream &os);
llvm::json::Object cyclesToJSON(const ProgramCycles &program);

} // namespace sima

#endif // SIMA_LIB_PIPELINES_INSPECT_CYCLES_H
