//===- SamplePrograms.cpp - Programs and words for tests ------------------===//
//
// Ranges of operands are written out here, not taken from the library.
//
//===----------------------------------------------------------------------===//
#include "SamplePrograms.h"

using namespace llvm;

namespace sima::isa::testing {

std::string messageOf(Error error) {
  return error ? toString(std::move(error)) : "success";
}

static uint64_t wordOf(const Instruction &instruction) {
  return cantFail(encode(instruction));
}

static std::vector<uint64_t> firstQuad() {
  using I = Instruction;
  return {
      wordOf(makeSet(0, Field::SpaceField, Space::Dram)),
      wordOf(makeSet(0, Field::BaseField, 0)), // port.in.0.b0+16
      wordOf(makeSet(1, Field::BaseField, 0)), // const.1
      wordOf(I(Opcode::Ld, {{Operand::Dst, 2},
                            {Operand::Src, 0},
                            {Operand::Mask, 3},
                            {Operand::Fill, 1},
                            {Operand::PadTop, 1},
                            {Operand::PadLeft, 2}})),
      wordOf(I(Opcode::Post, {{Operand::Queue, Queue::Ldq},
                              {Operand::Quad, 1},
                              {Operand::Sem, 4}})),
      wordOf(I(Opcode::Conv, {{Operand::Acc, 2},
                              {Operand::In, 0},
                              {Operand::Wt, 1},
                              {Operand::PadTop, 1},
                              {Operand::PadLeft, 1},
                              {Operand::K, 4}})),
      wordOf(I(Opcode::Requant, {{Operand::Dst, 3},
                                 {Operand::Acc, 2},
                                 {Operand::Par, 5},
                                 {Operand::Mode, Mode::Tflite},
                                 {Operand::Lo, -128},
                                 {Operand::Hi, 127}})),
      wordOf(I(Opcode::Nop)),
      wordOf(I(Opcode::Halt)),
  };
}

Program fullProgram() {
  Program program;
  program.target = "name: mlsoc\nquads: 2\nnote: \"quoted \\\\ text\"\n";
  program.code = {
      firstQuad(),
      {wordOf(Instruction(Opcode::Wait,
                          {{Operand::Queue, Queue::Mxu}, {Operand::Sem, 4}})),
       wordOf(makeSet(7, Field::BaseField, 0)), // spill-64
       wordOf(makeSet(8, Field::BaseField, 0)), // port.out.0.b1
       wordOf(makeSet(9, Field::Stride0, -64)),
       wordOf(Instruction(Opcode::Halt))},
      {},
  };
  program.relocations = {{0, 1, Symbol::portIn(0, 0), 16},
                         {0, 2, Symbol::constant(1), 0},
                         {1, 1, Symbol::spill(), -64},
                         {1, 2, Symbol::portOut(0, 1), 0}};
  program.constants.resize(2);
  for (unsigned i = 0; i < 300; ++i)
    program.constants[0].bytes.push_back(i * 7);
  program.constants[1].bytes = {'a', '"', '\\', 0, '\n', 0xff, 0};
  program.spillBytes = 4096;
  using Direction = Port::Direction;
  program.ports = {
      {Direction::In, 0, "MLA_0/placeholder_0_0", 0, 150528},
      {Direction::In, 0, "MLA_0/placeholder_0_0", 1, 150528},
      {Direction::Out, 0, "MLA_0/conv2d_add_1_output", 0, 1008},
      {Direction::Out, 0, "MLA_0/conv2d_add_1_output", 1, 1008},
  };
  program.layers = {"MLA_0/conv2d_0", "MLA_0/conv2d_add_1",
                    "MLA_0/reshape_2 (no code)"};
  program.nodes = {"model/conv1", "model/\xc3\xa4 \"b\"\n;x", ""};
  program.ranges = {
      {0, 0, 3, 0, 0}, {0, 3, 5, 1, 1}, {0, 5, 8, 0, 1},
      {0, 8, 9, 0, 2}, {1, 0, 5, 1, 2},
  };
  return program;
}

Program cachedProgram() {
  Program program = fullProgram();
  EntryCode &next = program.next.emplace();
  next.code = {
      {wordOf(makeSet(3, Field::BaseField, 0)), // port.in.0.b1
       wordOf(Instruction(Opcode::Halt))},
      {wordOf(Instruction(Opcode::Halt))},
      {},
  };
  next.relocations = {{0, 0, Symbol::portIn(0, 1), 0}};
  next.ranges = {{0, 0, 1, 0, 0}, {0, 1, 2, 1, 1}, {1, 0, 1, 1, 2}};
  return program;
}

Program provenanceProgram() {
  Program program = cachedProgram();
  Provenance &p = program.provenance.emplace();
  p.operations = {
      {0, "mla.conv2d", 0}, {1, "mla.conv2d", 0}, {1, "mla.add", 2}};
  Place tile = {PlaceRole::Compute, 1, {{{0, 4}, {0, 70000}, {16, 32}}}};
  Place load = tile, store = tile;
  load.role = PlaceRole::Input;
  store.role = PlaceRole::Store;
  p.places = {load, tile, {PlaceRole::Halt, 0, {}}, store};
  p.code[0] = {
      {0, 0, 5, 0}, {0, 5, 8, 1}, {0, 8, 9, 2}, {1, 0, 4, 3}, {1, 4, 5, 2}};
  p.code[1] = {{0, 0, 1, 0}, {0, 1, 2, 2}, {1, 0, 1, 2}};
  p.parts = {{0, 0, 300, PartRole::Weights, 0},
             {1, 0, 7, PartRole::Requant, 0},
             {1, 0, 7, PartRole::Parameters, 2}};
  return program;
}

namespace {

struct Range {
  int64_t low, high;
};

Range rangeOf(Opcode opcode, Operand operand) {
  switch (operand) {
  case Operand::Accumulate:
  case Operand::BcastA:
  case Operand::BcastB:
  case Operand::Fill:
  case Operand::IncludePad:
  case Operand::PerChannel:
  case Operand::Subtract:
    return {0, 1};
  case Operand::DilH:
  case Operand::DilW:
    return {1, 64};
  case Operand::StrideH:
  case Operand::StrideW:
    return {1, 32};
  case Operand::KernelH:
  case Operand::KernelW:
    return {1, 128};
  case Operand::Field:
    return {0, 11};
  case Operand::Hi:
  case Operand::Lo:
    return {-32768, 32767};
  case Operand::Axes:
  case Operand::K:
  case Operand::Quad:
    return {0, 7};
  case Operand::Kind:
    return {0, opcode == Opcode::Eltwise ? 5 : opcode == Opcode::Pool ? 1 : 0};
  case Operand::Mask:
    return {0, 255};
  case Operand::Mode:
    return opcode == Opcode::Lut16 ? Range{3, 3} : Range{1, 1};
  case Operand::PadLeft:
  case Operand::PadTop:
    return {0, opcode == Opcode::Ld ? 255 : opcode == Opcode::Pool ? 31 : 127};
  case Operand::Queue:
    return {0, 4};
  case Operand::Row:
  case Operand::SrcRow:
    return {0, 65535};
  case Operand::Sem:
    return {0, 31};
  default: // descriptors
    return {0, 63};
  }
}

} // namespace

Instruction randomInstruction(std::mt19937_64 &random) {
  ArrayRef<Opcode> opcodes = allOpcodes();
  Instruction instruction(opcodes[random() % opcodes.size()]);
  for (Operand operand : operandsOf(instruction.opcode)) {
    if (operand == Operand::Value) {
      auto bits = static_cast<uint32_t>(random() >> (random() % 32));
      Field field = static_cast<Field>(instruction.get(Operand::Field));
      instruction.set(operand, isSignedField(field)
                                   ? static_cast<int64_t>(int32_t(bits))
                                   : static_cast<int64_t>(bits));
      continue;
    }
    auto [low, high] = rangeOf(instruction.opcode, operand);
    instruction.set(operand,
                    low + static_cast<int64_t>(random() % (high - low + 1)));
  }
  return instruction;
}

} // namespace sima::isa::testing
