//===- TestProgram.cpp - Builds small programs for simulator tests --------===//
//
// Implements TestProgram.h.
//
//===----------------------------------------------------------------------===//
#include "TestProgram.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace sima;
using namespace sima::test;

Desc Desc::run(isa::Space space, int64_t base, uint32_t bytes) {
  Desc desc;
  desc.space = space;
  desc.base = base;
  desc.sizes[3] = bytes;
  desc.strides[3] = 1;
  return desc;
}

Desc Desc::run(isa::Symbol symbol, int64_t addend, uint32_t bytes) {
  Desc desc = run(isa::Space::Dram, addend, bytes);
  desc.symbol = symbol;
  return desc;
}

TestProgram::TestProgram(StringRef target) {
  Machine machine = cantFail(Machine::load(target));
  program.target = machine.toYAML();
  program.code.resize(machine.quads);
  layer("MLA_0/first", "node_first");
}

static isa::Symbol addPort(isa::Program &program, isa::Port port) {
  // Samples of one port share an index.
  uint32_t index = 0;
  for (const isa::Port &other : program.ports) {
    if (other.direction != port.direction)
      continue;
    if (other.name == port.name) {
      index = other.index;
      break;
    }
    index = std::max(index, other.index + 1);
  }
  port.index = index;
  program.ports.push_back(port);
  return port.symbol();
}

isa::Symbol TestProgram::input(StringRef name, uint64_t bytes,
                               unsigned sample) {
  return addPort(program,
                 {isa::Port::Direction::In, 0, name.str(), sample, bytes});
}

isa::Symbol TestProgram::output(StringRef name, uint64_t bytes,
                                unsigned sample) {
  return addPort(program,
                 {isa::Port::Direction::Out, 0, name.str(), sample, bytes});
}

isa::Symbol TestProgram::constant(std::vector<uint8_t> bytes) {
  program.constants.push_back({std::move(bytes)});
  return isa::Symbol::constant(program.constants.size() - 1);
}

isa::Symbol TestProgram::spill(uint64_t bytes) {
  program.spillBytes = bytes;
  return isa::Symbol::spill();
}

/// Index of `name`, appended if it is new.
static uint32_t indexOf(std::vector<std::string> &names, StringRef name) {
  auto it = llvm::find(names, name);
  if (it == names.end())
    it = names.insert(it, name.str());
  return it - names.begin();
}

void TestProgram::layer(StringRef name, StringRef node) {
  currentLayer = indexOf(program.layers, name);
  currentNode = indexOf(program.nodes, node);
}

void TestProgram::next() {
  currentEntry = isa::EntryPoint::Next;
  current = 0;
  program.next.emplace().code.resize(program.code.size());
  nextSemaphore = {};
}

void TestProgram::add(const Instruction &instruction) {
  uint32_t word = words();
  isa::EntryCode &entry = program.entry(currentEntry);
  entry.code[current].push_back(cantFail(isa::encode(instruction)));
  entry.ranges.push_back({current, word, word + 1, currentLayer, currentNode});
}

void TestProgram::add(
    Opcode opcode,
    std::initializer_list<std::pair<Operand, int64_t>> operands) {
  add(Instruction(opcode, operands));
}

void TestProgram::set(unsigned d, isa::Field field, int64_t value) {
  add(isa::makeSet(d, field, value));
}

void TestProgram::set(unsigned d, const Desc &desc) {
  set(d, isa::Field::SpaceField, static_cast<int64_t>(desc.space));
  if (desc.symbol)
    program.entry(currentEntry)
        .relocations.push_back({current, words(), *desc.symbol, desc.base});
  set(d, isa::Field::BaseField, desc.symbol ? 0 : desc.base);
  set(d, isa::Field::TypeField, static_cast<int64_t>(desc.type));
  set(d, isa::Field::ZeroPoint, desc.zp);
  for (unsigned i = 0; i != 4; ++i) {
    auto at = [&](isa::Field first) {
      return static_cast<isa::Field>(static_cast<unsigned>(first) + i);
    };
    set(d, at(isa::Field::Size0), desc.sizes[i]);
    set(d, at(isa::Field::Stride0), desc.strides[i]);
  }
}

void TestProgram::wait(Queue queue, unsigned sem) {
  add(Opcode::Wait,
      {{Operand::Queue, static_cast<int64_t>(queue)}, {Operand::Sem, sem}});
}

void TestProgram::post(Queue queue, unsigned quad, unsigned sem) {
  add(Opcode::Post, {{Operand::Queue, static_cast<int64_t>(queue)},
                     {Operand::Quad, quad},
                     {Operand::Sem, sem}});
}

void TestProgram::load(isa::Symbol from, int64_t offset, int64_t lm,
                       uint32_t bytes, unsigned mask) {
  set(62, Desc::run(isa::Space::Lm, lm, bytes));
  set(63, Desc::run(from, offset, bytes));
  add(Opcode::Ld,
      {{Operand::Dst, 62}, {Operand::Src, 63}, {Operand::Mask, mask}});
}

void TestProgram::store(int64_t lm, isa::Symbol to, int64_t offset,
                        uint32_t bytes) {
  set(62, Desc::run(to, offset, bytes));
  set(63, Desc::run(isa::Space::Lm, lm, bytes));
  add(Opcode::St, {{Operand::Dst, 62}, {Operand::Src, 63}});
}

void TestProgram::order(Queue from, Queue to) {
  unsigned sem = nextSemaphore[current]++ % 32;
  post(from, current, sem);
  wait(to, sem);
}

std::string TestProgram::elf(bool halts) {
  for (isa::EntryPoint entry : program.entries())
    for (unsigned q = 0; halts && q != program.code.size(); ++q) {
      currentEntry = entry;
      current = q;
      halt();
    }
  isa::canonicalize(program);
  Expected<std::string> elf = isa::writeELF(program);
  if (!elf) {
    ADD_FAILURE() << toString(elf.takeError());
    return "";
  }
  return *elf;
}

/// simulate() up to the first error.
static Error attempt(StringRef elf, const Ports &inputs,
                     const sim::Options &options, Outcome &outcome) {
  auto created = sim::Simulator::create(elf, options);
  if (!created)
    return created.takeError();
  sim::Simulator &simulator = **created;
  for (const auto &[name, data] : inputs)
    if (Error e = simulator.setInput(name, 0, data))
      return e;
  if (Error e = simulator.run())
    return e;
  outcome.report = simulator.report();
  if (const sim::Report *next = simulator.nextReport())
    outcome.next = *next;
  raw_string_ostream os(outcome.timeline);
  if (Error e = simulator.writeTimeline(os))
    return e;
  if (options.timingOnly)
    return Error::success();
  for (const sim::PortData &port : simulator.ports()) {
    if (port.input)
      continue;
    auto data = simulator.output(port.name, port.sample);
    if (!data)
      return data.takeError();
    outcome.outputs[port.name] = data->vec();
  }
  return Error::success();
}

Outcome sima::test::simulate(StringRef elf, const Ports &inputs,
                             const sim::Options &options) {
  Outcome outcome;
  if (Error e = attempt(elf, inputs, options, outcome))
    outcome.error = toString(std::move(e));
  return outcome;
}
