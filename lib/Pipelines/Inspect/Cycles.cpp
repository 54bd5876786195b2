//===- Cycles.cpp - Where the cycles of an archive go ---------------------===//

#include "Cycles.h"
#include "MachineChange.h"
#include "sima/Machine/Cycles.h"
#include "sima/Simulator/Simulator.h"
#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/STLExtras.h"

using namespace sima;
using namespace sima::package;

/// Layers that are explained.
static constexpr size_t kCostly = 3;

/// Changes that a program needs no new compilation for.
static constexpr llvm::StringLiteral kTried[] = {"dram=2x", "latency=0",
                                                 "link=2x", "lanes=2x"};

double CycleBounds::staticEfficiency(uint64_t cycles) const {
  return cycles ? compute / double(cycles) : 0;
}

double CycleBounds::dramEfficiency(uint64_t cycles) const {
  return cycles ? std::max(compute, dram) / double(cycles) : 0;
}

llvm::Expected<sim::Report>
sima::timeProgram(llvm::StringRef elf, const std::optional<Machine> &machine,
                  std::optional<sim::Report> *next) {
  sim::Options options;
  options.timingOnly = true;
  options.machine = machine;
  auto simulator = sim::Simulator::create(elf, options);
  if (!simulator)
    return simulator.takeError();
  if (llvm::Error error = (*simulator)->run())
    return std::move(error);
  if (next)
    next->reset();
  if (const sim::Report *report = (*simulator)->nextReport(); report && next)
    *next = *report;
  return (*simulator)->report();
}

static CycleBounds layerBounds(const sim::LayerReport &layer,
                               const Machine &machine) {
  return {cycles::computeBound(machine, double(layer.products),
                               double(layer.depthwiseProducts)),
          cycles::dramBound(
              machine, double(layer.read.lineBytes + layer.written.lineBytes))};
}

/// Of one entry point; constants that it loads twice count once.
static CycleBounds entryBounds(const isa::Program &code,
                               const sim::Report &report,
                               const Machine &machine) {
  CycleBounds bounds;
  for (const sim::LayerReport &layer : report.layers)
    bounds.compute += layerBounds(layer, machine).compute;
  uint64_t constants = 0, ports = 0;
  for (const isa::Constant &constant : code.constants)
    constants += constant.bytes.size();
  for (const isa::Port &port : code.ports)
    ports += port.extent;
  constants = std::min(constants, report.read.weights.bytes);
  bounds.dram = cycles::dramBound(machine, double(ports + constants));
  return bounds;
}

/// What single changes of the machine would do for the costly layers.
static void tryChanges(llvm::StringRef elf, ProgramCycles &program) {
  for (llvm::StringRef change : kTried) {
    auto machine = changeMachine(program.machine, change);
    if (!machine) {
      llvm::consumeError(machine.takeError());
      continue;
    }
    auto report = timeProgram(elf, machine->machine, nullptr);
    if (!report) {
      llvm::consumeError(report.takeError());
      continue;
    }
    for (CostlyLayer &costly : program.costly) {
      auto saved = [&](uint64_t before, uint64_t after) {
        return int64_t(before) - int64_t(after);
      };
      Help help{change.str(),
                saved(program.report.layers[costly.layer].dramCycles,
                      report->layers[costly.layer].dramCycles),
                saved(program.report.dramTotal, report->dramTotal)};
      if (help.layerCycles > 0)
        costly.helps.push_back(std::move(help));
    }
  }
  for (CostlyLayer &costly : program.costly)
    llvm::stable_sort(costly.helps, [](const Help &a, const Help &b) {
      return a.layerCycles > b.layerCycles;
    });
}

static void explain(llvm::StringRef elf, ProgramCycles &program) {
  std::vector<uint32_t> order(program.report.layers.size());
  for (auto [index, layer] : llvm::enumerate(order))
    layer = index;
  auto cycles = [&](uint32_t layer) {
    return program.report.layers[layer].dramCycles;
  };
  llvm::stable_sort(
      order, [&](uint32_t a, uint32_t b) { return cycles(a) > cycles(b); });
  for (uint32_t layer : order) {
    if (program.costly.size() == kCostly || cycles(layer) == 0)
      break;
    program.costly.push_back({layer, reasonOf(program, layer), {}});
  }
  tryChanges(elf, program);
}

static llvm::Error fill(llvm::StringRef elf, ProgramCycles &program) {
  auto code = isa::readELF(elf);
  if (!code)
    return code.takeError();
  auto machine = Machine::parse(code->target, ".note.sima.target");
  if (!machine)
    return machine.takeError();
  program.machine = std::move(*machine);
  auto report = timeProgram(elf, std::nullopt, &program.next);
  if (!report)
    return report.takeError();
  program.report = std::move(*report);
  program.bounds = entryBounds(*code, program.report, program.machine);
  if (program.next)
    program.nextBounds = entryBounds(*code, *program.next, program.machine);
  for (const sim::LayerReport &layer : program.report.layers)
    program.layers.push_back(layerBounds(layer, program.machine));
  explain(elf, program);
  return llvm::Error::success();
}

std::vector<ProgramCycles> sima::cyclesOf(const Inspection &inspection) {
  std::vector<ProgramCycles> programs;
  for (const ProgramFile &file : inspection.programs) {
    const ArchiveFile *archived = inspection.archive.find(file.file);
    if (!file.code || !archived)
      continue;
    ProgramCycles &program = programs.emplace_back();
    program.file = file.file;
    if (llvm::Error error = fill(archived->text(), program))
      program.problem = llvm::toString(std::move(error));
  }
  return programs;
}
