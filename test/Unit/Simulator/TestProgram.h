//===- TestProgram.h - Small programs for simulator tests -------*- C++ -*-===//
//
// Words, ports and layers are appended by hand; elf() adds the missing halts
// and writes the file. It knows the encoding (Target/MLA) and nothing of the
// simulator.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_UNIT_SIMULATOR_TESTPROGRAM_H
#define SIMA_TEST_UNIT_SIMULATOR_TESTPROGRAM_H

#include "sima/Machine/Machine.h"
#include "sima/Simulator/Simulator.h"
#include "sima/Target/MLA/Instruction.h"
#include "sima/Target/MLA/Program.h"
#include <map>
#include <optional>

namespace sima::test {

using isa::Instruction;
using isa::Opcode;
using isa::Operand;
using isa::Queue;

/// What a descriptor register is set to.
struct Desc {
  isa::Space space = isa::Space::Lm;
  int64_t base = 0;
  isa::Type type = isa::Type::S8;
  int32_t zp = 0;
  std::array<uint32_t, 4> sizes{1, 1, 1, 1};
  std::array<int32_t, 4> strides{};
  /// The base is relative to this symbol.
  std::optional<isa::Symbol> symbol;

  /// `bytes` contiguous bytes.
  static Desc run(isa::Space space, int64_t base, uint32_t bytes);
  static Desc run(isa::Symbol symbol, int64_t addend, uint32_t bytes);
};

class TestProgram {
public:
  explicit TestProgram(llvm::StringRef target = "mlsoc");

  /// Ports, constants and spill; each returns its symbol.
  isa::Symbol input(llvm::StringRef name, uint64_t bytes, unsigned sample = 0);
  isa::Symbol output(llvm::StringRef name, uint64_t bytes, unsigned sample = 0);
  isa::Symbol constant(std::vector<uint8_t> bytes);
  isa::Symbol spill(uint64_t bytes);

  /// Words that follow belong to this layer and node.
  void layer(llvm::StringRef name, llvm::StringRef node);
  /// Words that follow go to this quad.
  void quad(unsigned q) { current = q; }
  /// Words that follow belong to entry point `next`, and to quad 0.
  void next();
  void set(unsigned d, const Desc &desc);
  void set(unsigned d, isa::Field field, int64_t value);
  void add(const Instruction &instruction);
  void add(Opcode opcode,
           std::initializer_list<std::pair<Operand, int64_t>> operands);
  void wait(Queue queue, unsigned sem);
  void post(Queue queue, unsigned quad, unsigned sem);
  void halt() { add(Instruction(Opcode::Halt)); }
  /// Moves `bytes` between LM and DRAM on the queue of the direction.
  void load(isa::Symbol from, int64_t offset, int64_t lm, uint32_t bytes,
            unsigned mask);
  void store(int64_t lm, isa::Symbol to, int64_t offset, uint32_t bytes);
  /// Everything dispatched on `to` from here on starts after all of `from`.
  void order(Queue from, Queue to);

  uint32_t words() const {
    return program.entry(currentEntry).code[current].size();
  }
  isa::Program &raw() { return program; }
  /// The ELF file, with a halt at the end of every quad unless `halts` is
  /// false.
  std::string elf(bool halts = true);

private:
  isa::EntryPoint currentEntry = isa::EntryPoint::First;
  unsigned current = 0;
  uint32_t currentLayer = 0, currentNode = 0;
  std::array<unsigned, 8> nextSemaphore{};
  isa::Program program;
};

using Ports = std::map<std::string, std::vector<uint8_t>>;

/// Simulates with inputs by name (sample 0); gives the outputs by name, or the
/// message of the error.
struct Outcome {
  std::string error;
  Ports outputs;
  sim::Report report;
  std::optional<sim::Report> next; ///< of entry point `next`
  std::string timeline;
};
Outcome simulate(llvm::StringRef elf, const Ports &inputs = {},
                 const sim::Options &options = {});

} // namespace sima::test

#endif // SIMA_TEST_UNIT_SIMULATOR_TESTPROGRAM_H
