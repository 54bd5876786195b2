//===- Loader.h - From an ELF file to placed memory -------------*- C++ -*-===//
//
// Places the sections and ports of a program in DRAM and relocates its code, by
// the rules of docs/isa.md, "ELF". It executes nothing.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_SIMULATOR_LOADER_H
#define SIMA_LIB_SIMULATOR_LOADER_H

#include "Memory.h"
#include "sima/Machine/Machine.h"
#include "sima/Target/MLA/Program.h"
#include <map>
#include <optional>
#include <tuple>

namespace sima::sim {

enum class SectionKind : uint8_t { Code, Constant, Spill, Input, Output };

/// A placed section or port. Empty sections are not placed.
struct DramSection {
  SectionKind kind;
  std::string name; ///< as in the ELF file
  uint64_t address = 0;
  uint64_t bytes = 0;
  /// Quad, constant, or place in Program::ports.
  uint32_t index = 0;
  isa::EntryPoint entry = isa::EntryPoint::First; ///< of code

  uint64_t end() const { return address + bytes; }
};

/// The placed sections, ascending by address.
struct DramMap {
  std::vector<DramSection> sections;
  /// Places in `sections` by symbol: kind, index, sample.
  std::map<std::tuple<isa::Symbol::Kind, uint32_t, uint32_t>, uint32_t> symbols;
  uint64_t end = 0; ///< one past the last byte used

  /// The section that a symbol stands for; null when there is none.
  const DramSection *find(const isa::Symbol &symbol) const;

  /// Index of the section that holds `address`, if any does.
  std::optional<uint32_t> find(uint64_t address) const;
};

/// A program ready to run.
struct Image {
  isa::Program program; ///< with relocated code
  Machine machine;
  DramMap dram;

  /// Where port `p` of Program::ports lies.
  const DramSection &port(uint32_t p) const {
    return *dram.find(program.ports[p].symbol());
  }
};

/// Reads the file, takes the machine from `machine` or else from the file's
/// target note, places and relocates.
llvm::Expected<Image> loadImage(llvm::StringRef elf,
                                const std::optional<Machine> &machine);

/// A DRAM with code and constants in it, written; the rest unwritten.
llvm::Expected<Memory> makeDram(const Image &image);

} // namespace sima::sim

#endif // SIMA_LIB_SIMULATOR_LOADER_H
