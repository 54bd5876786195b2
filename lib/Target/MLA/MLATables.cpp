//===- MLATables.cpp - Generated numbers and tables -----------------------===//
//
// Definitions of the generated tables and look-ups in them.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLATables.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "sima/Target/MLA/Instruction.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/Support/FormatVariadic.h"
#include <array>

using namespace llvm;

namespace sima::isa {

// Columns of the tables name queues by their enumerators.
using namespace generated;
using namespace llvm::MLA;

#define GET_Names_IMPL
#define GET_OperandKinds_IMPL
#define GET_Instructions_IMPL
#include "lib/Target/MLA/MLAGenTables.inc"

const NameEntry *findName(NameSet set, StringRef spelling) {
  for (const NameEntry &entry : Names)
    if (entry.Set == set && spelling == entry.Spelling)
      return &entry;
  return nullptr;
}

ArrayRef<InstructionEntry> instructionTable() { return Instructions; }

const InstructionEntry *instructionOfMC(unsigned mcOpcode) {
  static const auto byOpcode = [] {
    std::array<const InstructionEntry *, MLA::INSTRUCTION_LIST_END> table{};
    for (const InstructionEntry &entry : Instructions)
      table[entry.MCOpcode] = &entry;
    return table;
  }();
  return mcOpcode < byOpcode.size() ? byOpcode[mcOpcode] : nullptr;
}

const OperandKindEntry &operandKind(unsigned operandType) {
  static const auto byKind = [] {
    std::array<const OperandKindEntry *, std::size(OperandKinds)> table{};
    for (const OperandKindEntry &entry : OperandKinds)
      table[entry.Kind] = &entry;
    return table;
  }();
  return *byKind[operandType];
}

Error checkModes(const MCInst &inst) {
  int slot = MLA::getNamedOperandIdx(inst.getOpcode(), MLA::OpName::mode);
  if (slot < 0)
    return Error::success();
  const InstructionEntry &entry = *instructionOfMC(inst.getOpcode());
  int64_t mode = inst.getOperand(slot).getImm();
  if (allowsMode(entry, mode))
    return Error::success();
  std::string legal;
  for (const NameEntry &name : Names)
    if (name.Set == ModeSet && allowsMode(entry, name.Value))
      legal += (legal.empty() ? "" : ", ") + std::string(name.Spelling);
  const NameEntry *name = lookupName(ModeSet, mode);
  return createStringError(
      formatv("mode {0} is not legal in {1}; legal: {2}",
              name ? std::string(name->Spelling) : std::to_string(mode),
              entry.Mnemonic, legal));
}

int64_t extendSetValue(int64_t field, uint32_t bits) {
  const NameEntry *name = lookupName(FieldSet, field);
  return name && name->IsSigned ? static_cast<int32_t>(bits)
                                : static_cast<int64_t>(bits);
}

} // namespace sima::isa
