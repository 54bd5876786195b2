//===- MLAInstPrinter.h - Assembly text of instructions ---------*- C++ -*-===//
//
// Drives the generated asm writer. Internal to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_MLAINSTPRINTER_H
#define LIB_TARGET_MLA_MLAINSTPRINTER_H

#include "lib/Target/MLA/MLATables.h"
#include "llvm/MC/MCInstPrinter.h"

namespace sima::isa {

class MLAInstPrinter : public llvm::MCInstPrinter {
public:
  using MCInstPrinter::MCInstPrinter;

  void printInst(const llvm::MCInst *MI, uint64_t Address,
                 llvm::StringRef Annot, const llvm::MCSubtargetInfo &STI,
                 llvm::raw_ostream &O) override;
  void printRegName(llvm::raw_ostream &O, llvm::MCRegister Reg) const override;

  // Generated.
  std::pair<const char *, uint64_t>
  getMnemonic(const llvm::MCInst *MI) override;
  void printInstruction(const llvm::MCInst *MI, uint64_t Address,
                        llvm::raw_ostream &O);
  static const char *getRegisterName(llvm::MCRegister Reg);

private:
  void printOperand(const llvm::MCInst *MI, unsigned OpNo,
                    llvm::raw_ostream &O);
  void printHex(const llvm::MCInst *MI, unsigned OpNo, llvm::raw_ostream &O);
  void printSetValue(const llvm::MCInst *MI, unsigned OpNo,
                     llvm::raw_ostream &O);
  template <NameSet Set>
  void printName(const llvm::MCInst *MI, unsigned OpNo, llvm::raw_ostream &O) {
    printNameOf(Set, MI->getOperand(OpNo).getImm(), O);
  }
  static void printNameOf(NameSet set, int64_t value, llvm::raw_ostream &O);
};

} // namespace sima::isa

#endif // LIB_TARGET_MLA_MLAINSTPRINTER_H
