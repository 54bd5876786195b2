//===- MLATables.h - Generated numbers and tables ---------------*- C++ -*-===//
//
// The generated enumerations of registers, instructions and operands, and the
// tables of names, ranges and legal modes. Internal to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_MLATABLES_H
#define LIB_TARGET_MLA_MLATABLES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/MC/MCInst.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>

#define GET_REGINFO_ENUM
#include "lib/Target/MLA/MLAGenRegisterInfo.inc"
#define GET_INSTRINFO_ENUM
#define GET_INSTRINFO_OPERAND_ENUM
#define GET_INSTRINFO_MC_HELPER_DECLS
#include "lib/Target/MLA/MLAGenInstrInfo.inc"

namespace llvm::MLA {
#define GET_OperandKind_DECL
#include "lib/Target/MLA/MLAGenTables.inc"
int16_t getNamedOperandIdx(uint16_t Opcode, uint16_t NamedIdx);
} // namespace llvm::MLA

namespace sima::isa {

#define GET_NameSet_DECL
#include "lib/Target/MLA/MLAGenTables.inc"

/// In the columns of the tables: no set of names, no fixed queue.
inline constexpr unsigned NoNames = 255;
inline constexpr uint8_t NoQueue = 255;

/// A value with a name. Members are named by the generator.
struct NameEntry {
  NameSet Set;
  uint8_t Value;
  const char *Spelling;
  bool IsSigned; ///< a descriptor field whose value is signed
};

/// What an operand of a kind takes.
struct OperandKindEntry {
  unsigned Kind; ///< MLA::OPERAND_...
  int64_t Low;
  int64_t High;
  unsigned Names; ///< NameSet or NoNames
};

/// One instruction.
struct InstructionEntry {
  uint8_t Number;
  uint16_t MCOpcode;
  const char *Mnemonic;
  uint8_t QueueOf;
  uint16_t ModeMask; ///< bit m: mode m is legal
};

/// The name of a value, or null.
const NameEntry *lookupName(unsigned set, uint8_t value);
/// The value of a name, or null.
const NameEntry *findName(NameSet set, llvm::StringRef spelling);
/// The instruction of an opcode number, or null.
const InstructionEntry *lookupInstruction(uint8_t number);
/// All instructions, ascending by number.
llvm::ArrayRef<InstructionEntry> instructionTable();
/// The instruction of an MC opcode, or null for LLVM's generic ones.
const InstructionEntry *instructionOfMC(unsigned mcOpcode);
/// The kind of an operand type of the instruction descriptions.
const OperandKindEntry &operandKind(unsigned operandType);

/// True if the mode is legal in the instruction.
inline bool allowsMode(const InstructionEntry &entry, int64_t mode) {
  return mode >= 0 && mode < 16 && (entry.ModeMask >> mode & 1);
}

/// Success unless an operand of `inst` is a mode that its instruction does not
/// know; ranges have been checked before.
llvm::Error checkModes(const llvm::MCInst &inst);

/// The value of `set` as the field defines it: sign- or zero-extended.
int64_t extendSetValue(int64_t field, uint32_t bits);

} // namespace sima::isa

#endif // LIB_TARGET_MLA_MLATABLES_H
