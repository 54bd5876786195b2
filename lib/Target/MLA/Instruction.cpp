//===- Instruction.cpp - One instruction of the MLA, as plain data --------===//
//
// Between Instruction and MCInst, whose operands come in the same order.
//
//===----------------------------------------------------------------------===//
#include "sima/Target/MLA/Instruction.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/MLATables.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include <cassert>

using namespace llvm;

namespace sima::isa {

namespace {

struct OperandName {
  unsigned id; ///< MLA::OpName
  const char *spelling;
};

/// In the order of the enumeration Operand.
#define NAMED(name) {MLA::OpName::name, #name}
constexpr OperandName kNames[] = {
    NAMED(a),           NAMED(acc),     NAMED(accumulate), NAMED(addpar),
    NAMED(axes),        NAMED(b),       NAMED(bcast_a),    NAMED(bcast_b),
    NAMED(desc),        NAMED(dil_h),   NAMED(dil_w),      NAMED(dst),
    NAMED(descfield),   NAMED(fill),    NAMED(hi),         NAMED(input),
    NAMED(include_pad), NAMED(k),       NAMED(kh),         NAMED(kw),
    NAMED(kind),        NAMED(lo),      NAMED(mask),       NAMED(mode),
    NAMED(pad_left),    NAMED(pad_top), NAMED(par),        NAMED(per_channel),
    NAMED(quad),        NAMED(queue),   NAMED(row),        NAMED(sem),
    NAMED(src),         NAMED(src_row), NAMED(stride_h),   NAMED(stride_w),
    NAMED(subtract),    NAMED(value),   NAMED(wt),
};
#undef NAMED
static_assert(std::size(kNames) == kOperandNames);

constexpr unsigned kOpcodeNumbers = 64;

/// What an instruction's operands are, both ways.
struct Layout {
  const InstructionEntry *entry = nullptr;
  SmallVector<Operand, Instruction::kMaxOperands> operands;
  std::array<int8_t, kOperandNames> slots;
};

const std::array<Layout, kOpcodeNumbers> &layouts() {
  static const auto table = [] {
    std::array<Layout, kOpcodeNumbers> table;
    for (Layout &layout : table)
      layout.slots.fill(-1);
    for (const InstructionEntry &entry : instructionTable()) {
      Layout &layout = table[entry.Number];
      layout.entry = &entry;
      unsigned count =
          MCTables::get().instructions->get(entry.MCOpcode).getNumOperands();
      assert(count <= Instruction::kMaxOperands);
      layout.operands.resize(count);
      unsigned named = 0;
      for (unsigned i = 0; i < kOperandNames; ++i) {
        int slot = MLA::getNamedOperandIdx(entry.MCOpcode, kNames[i].id);
        layout.slots[i] = slot;
        if (slot < 0)
          continue;
        layout.operands[slot] = static_cast<Operand>(i);
        ++named;
      }
      assert(named == count && "operand missing in Operand");
    }
    return table;
  }();
  return table;
}

const Layout &layoutOf(Opcode opcode) {
  unsigned number = static_cast<unsigned>(opcode);
  assert(number < kOpcodeNumbers && layouts()[number].entry);
  return layouts()[number];
}

/// First register of a class, or 0 for an immediate.
unsigned firstRegister(const MCOperandInfo &info) {
  if (info.RegClass < 0)
    return 0;
  return MCTables::get().registers->getRegClass(info.RegClass).getRegister(0);
}

llvm::Error rangeError(const Layout &layout, unsigned slot, int64_t value,
                       int64_t low, int64_t high) {
  return createStringError(
      formatv("{0}: {1} is {2}; must be {3} to {4}", layout.entry->Mnemonic,
              kNames[static_cast<unsigned>(layout.operands[slot])].spelling,
              value, low, high));
}

/// Checks the value of one operand and appends it.
llvm::Error addOperand(const Layout &layout, unsigned slot, int64_t value,
                       MCInst &inst) {
  const MCInstrInfo &instructions = *MCTables::get().instructions;
  const MCOperandInfo &info =
      instructions.get(inst.getOpcode()).operands()[slot];
  if (unsigned first = firstRegister(info)) {
    unsigned count =
        MCTables::get().registers->getRegClass(info.RegClass).getNumRegs();
    if (value < 0 || value >= count)
      return rangeError(layout, slot, value, 0, count - 1);
    inst.addOperand(MCOperand::createReg(first + value));
    return llvm::Error::success();
  }
  const OperandKindEntry &kind = operandKind(info.OperandType);
  if (value < kind.Low || value > kind.High)
    return rangeError(layout, slot, value, kind.Low, kind.High);
  if (kind.Names != NoNames && !lookupName(kind.Names, value))
    return createStringError(formatv(
        "{0}: {1} is {2}, which has no meaning", layout.entry->Mnemonic,
        kNames[static_cast<unsigned>(layout.operands[slot])].spelling, value));
  inst.addOperand(MCOperand::createImm(value));
  return llvm::Error::success();
}

Expected<MCInst> toMC(const Instruction &instruction) {
  unsigned number = static_cast<unsigned>(instruction.opcode);
  if (!isOpcode(number))
    return createStringError(formatv("opcode {0} has no instruction", number));
  const Layout &layout = layoutOf(instruction.opcode);
  MCInst inst;
  inst.setOpcode(layout.entry->MCOpcode);
  for (unsigned slot = 0; slot < layout.operands.size(); ++slot)
    if (llvm::Error error =
            addOperand(layout, slot, instruction.values[slot], inst))
      return error;
  if (llvm::Error error = checkModes(inst))
    return error;
  if (instruction.opcode == Opcode::Set) {
    Field field = static_cast<Field>(instruction.get(Operand::Field));
    int64_t value = instruction.get(Operand::Value);
    if (extendSetValue(field, static_cast<uint32_t>(value)) != value)
      return isSignedField(field)
                 ? rangeError(layout, 2, value, INT32_MIN, INT32_MAX)
                 : rangeError(layout, 2, value, 0, UINT32_MAX);
  }
  return inst;
}

StringRef nameIn(NameSet set, unsigned value) {
  const NameEntry *name = value <= UINT8_MAX ? lookupName(set, value) : nullptr;
  return name ? name->Spelling : "";
}

} // namespace

Instruction::Instruction(
    Opcode opcode, std::initializer_list<std::pair<Operand, int64_t>> operands)
    : opcode(opcode) {
  for (Operand counted : {Operand::StrideH, Operand::StrideW, Operand::DilH,
                          Operand::DilW, Operand::KernelH, Operand::KernelW})
    if (has(counted))
      set(counted, 1);
  for (auto [operand, value] : operands)
    set(operand, value);
}

bool Instruction::has(Operand operand) const {
  return layoutOf(opcode).slots[static_cast<unsigned>(operand)] >= 0;
}

int64_t Instruction::get(Operand operand) const {
  assert(has(operand) && "instruction without this operand");
  return values[layoutOf(opcode).slots[static_cast<unsigned>(operand)]];
}

Instruction &Instruction::set(Operand operand, int64_t value) {
  assert(has(operand) && "instruction without this operand");
  values[layoutOf(opcode).slots[static_cast<unsigned>(operand)]] = value;
  return *this;
}

Instruction makeSet(unsigned desc, Field field, int64_t value) {
  return Instruction(Opcode::Set, {{Operand::Desc, desc},
                                   {Operand::Field, field},
                                   {Operand::Value, value}});
}

Expected<uint64_t> encode(const Instruction &instruction) {
  Expected<MCInst> inst = toMC(instruction);
  if (!inst)
    return inst.takeError();
  return encodeInst(*inst);
}

std::optional<Instruction> tryDecode(uint64_t word) {
  // Kept for its memory: some instructions outgrow MCInst's inline operands.
  thread_local MCInst inst;
  inst.clear();
  if (!decodeInst(word, inst))
    return std::nullopt;
  Instruction instruction;
  instruction.opcode =
      static_cast<Opcode>(instructionOfMC(inst.getOpcode())->Number);
  unsigned slot = 0;
  for (const MCOperand &operand : inst)
    instruction.values[slot++] =
        operand.isReg() ? registerNumber(operand.getReg()) : operand.getImm();
  return instruction;
}

Expected<Instruction> decode(uint64_t word) {
  if (std::optional<Instruction> instruction = tryDecode(word))
    return *instruction;
  unsigned number = word >> 58;
  if (!isOpcode(number))
    return createStringError(formatv("word {0}: opcode {1} has no instruction",
                                     format_hex(word, 18), number));
  return createStringError(formatv("word {0}: reserved bits or values in `{1}`",
                                   format_hex(word, 18),
                                   mnemonic(static_cast<Opcode>(number))));
}

ArrayRef<Opcode> allOpcodes() {
  static const auto opcodes = [] {
    std::vector<Opcode> opcodes;
    for (const InstructionEntry &entry : instructionTable())
      opcodes.push_back(static_cast<Opcode>(entry.Number));
    return opcodes;
  }();
  return opcodes;
}

bool isOpcode(unsigned number) {
  return number < kOpcodeNumbers && layouts()[number].entry;
}

StringRef mnemonic(Opcode opcode) { return layoutOf(opcode).entry->Mnemonic; }

ArrayRef<Operand> operandsOf(Opcode opcode) {
  return layoutOf(opcode).operands;
}

std::optional<Queue> queueOf(Opcode opcode) {
  uint8_t queue = layoutOf(opcode).entry->QueueOf;
  if (queue == NoQueue)
    return std::nullopt;
  return static_cast<Queue>(queue);
}

bool isLegalMode(Opcode opcode, int64_t value) {
  return allowsMode(*layoutOf(opcode).entry, value);
}

bool isSignedField(Field field) {
  const NameEntry *name = lookupName(FieldSet, field);
  return name && name->IsSigned;
}

StringRef queueName(Queue queue) { return nameIn(QueueSet, queue); }
StringRef fieldName(Field field) { return nameIn(FieldSet, field); }
StringRef spaceName(Space space) { return nameIn(SpaceSet, space); }
StringRef typeName(Type type) { return nameIn(TypeSet, type); }
StringRef modeName(Mode mode) { return nameIn(ModeSet, mode); }

std::string print(const Instruction &instruction) {
  Expected<MCInst> inst = toMC(instruction);
  if (!inst)
    return "<" + toString(inst.takeError()) + ">";
  return printInst(*inst);
}

} // namespace sima::isa
