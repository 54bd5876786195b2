//===- MLAInstPrinter.cpp - Assembly text of instructions -----------------===//
//
// Operands as docs/isa.md writes them; the parser reads every form back.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLAInstPrinter.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "sima/Target/MLA/Instruction.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace sima::isa {

#include "lib/Target/MLA/MLAGenAsmWriter.inc"

void MLAInstPrinter::printInst(const MCInst *MI, uint64_t Address,
                               StringRef Annot, const MCSubtargetInfo &,
                               raw_ostream &O) {
  printInstruction(MI, Address, O);
  printAnnotation(O, Annot);
}

void MLAInstPrinter::printRegName(raw_ostream &O, MCRegister Reg) const {
  O << getRegisterName(Reg);
}

void MLAInstPrinter::printOperand(const MCInst *MI, unsigned OpNo,
                                  raw_ostream &O) {
  const MCOperand &MO = MI->getOperand(OpNo);
  if (MO.isReg())
    printRegName(O, MO.getReg());
  else
    O << MO.getImm();
}

void MLAInstPrinter::printHex(const MCInst *MI, unsigned OpNo, raw_ostream &O) {
  O << format_hex(MI->getOperand(OpNo).getImm(), 1);
}

void MLAInstPrinter::printSetValue(const MCInst *MI, unsigned OpNo,
                                   raw_ostream &O) {
  const MCOperand &MO = MI->getOperand(OpNo);
  if (MO.isExpr()) {
    MO.getExpr()->print(O, MCTables::get().syntax.get());
    return;
  }
  int64_t field = MI->getOperand(OpNo - 1).getImm();
  int64_t value = extendSetValue(field, static_cast<uint32_t>(MO.getImm()));
  if (field == Field::SpaceField)
    printNameOf(SpaceSet, value, O);
  else if (field == Field::TypeField)
    printNameOf(TypeSet, value, O);
  else
    O << value;
}

void MLAInstPrinter::printNameOf(NameSet set, int64_t value, raw_ostream &O) {
  const NameEntry *name =
      isUInt<8>(value) ? lookupName(set, static_cast<uint8_t>(value)) : nullptr;
  if (name)
    O << name->Spelling;
  else
    O << value;
}

std::string printInst(const MCInst &inst) {
  static const std::unique_ptr<MCInstPrinter> printer = createInstPrinter();
  std::string text;
  raw_string_ostream os(text);
  printer->printInst(&inst, /*Address=*/0, /*Annot=*/"",
                     *MCTables::get().subtarget, os);
  return StringRef(text).trim().str();
}

std::unique_ptr<MCInstPrinter> createInstPrinter() {
  const MCTables &tables = MCTables::get();
  return std::make_unique<MLAInstPrinter>(*tables.syntax, *tables.instructions,
                                          *tables.registers);
}

} // namespace sima::isa
