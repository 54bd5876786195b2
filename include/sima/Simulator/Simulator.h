//===- Simulator.h - Executes an MLA ELF file -------------------*- C++ -*-===//
//
// The ELF file alone goes in; output tensors, times in both clocks and a report
// come out. docs/simulator.md has the rules. It is no part of the compiler and
// shares with it only the instruction tables, the numerics and the machine.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SIMULATOR_SIMULATOR_H
#define SIMA_SIMULATOR_SIMULATOR_H

#include "sima/Machine/Machine.h"
#include "sima/Simulator/Report.h"
#include "llvm/ADT/ArrayRef.h"
#include <memory>
#include <optional>

namespace sima::sim {

/// One sample of an input or output buffer of the file.
struct PortData {
  std::string name; ///< "MLA_0/placeholder_0_0"
  unsigned sample = 0;
  bool input = false;
  uint64_t bytes = 0;
};

struct Options {
  /// Compute times and no data: inputs need not be set, outputs cannot be read.
  bool timingOnly = false;
  /// Executions on the same memories, at least 1, all with the given inputs: of
  /// entry point `first`, then of `next` where the file has it.
  unsigned repeat = 1;
  /// Fail when instructions access common bytes, one of them writing, and
  /// nothing orders them. Needs data; the outputs are the same without.
  bool checkHazards = true;
  /// Replaces the target that the file notes.
  std::optional<Machine> machine;
};

/// A loaded program. Messages are one line; those about an instruction begin
/// with quad, queue, word, mnemonic, layer and source node.
class Simulator {
public:
  /// Loads and checks the file: everything that depends neither on time nor
  /// data.
  static llvm::Expected<std::unique_ptr<Simulator>> create(llvm::StringRef elf,
                                                           Options options);
  ~Simulator();

  /// Ports in the order of the file.
  llvm::ArrayRef<PortData> ports() const;
  /// Sets one sample of an input; `data` must have the port's bytes.
  llvm::Error setInput(llvm::StringRef port, unsigned sample,
                       llvm::ArrayRef<uint8_t> data);
  /// Runs both clocks and, unless timing only, computes the data. Fails when
  /// two executions give different outputs.
  llvm::Error run();
  /// One sample of an output after run(); valid until the next run.
  llvm::Expected<llvm::ArrayRef<uint8_t>> output(llvm::StringRef port,
                                                 unsigned sample) const;
  /// Complete after run().
  const Report &report() const;
  /// The report of entry point `next`, null in files without one. Without a
  /// second execution it has times only.
  const Report *nextReport() const;
  /// One JSON object per line and dispatched queue entry, after run(), those of
  /// `next` behind those of `first`.
  llvm::Error writeTimeline(llvm::raw_ostream &os) const;

private:
  struct Impl;
  explicit Simulator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl;
};

} // namespace sima::sim

#endif // SIMA_SIMULATOR_SIMULATOR_H
