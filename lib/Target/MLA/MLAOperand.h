//===- MLAOperand.h - A parsed operand --------------------------*- C++ -*-===//
//
// What the generated matcher asks about an operand and takes from it. Internal
// to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_MLAOPERAND_H
#define LIB_TARGET_MLA_MLAOPERAND_H

#include "lib/Target/MLA/MLATables.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCParser/MCParsedAsmOperand.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <variant>

namespace sima::isa {

class MLAOperand : public llvm::MCParsedAsmOperand {
public:
  struct Token {
    llvm::StringRef text;
  };
  struct Name {
    llvm::StringRef text;
  };
  using Value = std::variant<Token, Name, llvm::MCRegister, int64_t,
                             const llvm::MCExpr *>;

  MLAOperand(Value value, llvm::SMLoc start, llvm::SMLoc end)
      : value(value), start(start), end(end) {}

  bool isToken() const override { return std::holds_alternative<Token>(value); }
  bool isImm() const override { return std::holds_alternative<int64_t>(value); }
  bool isReg() const override {
    return std::holds_alternative<llvm::MCRegister>(value);
  }
  bool isMem() const override { return false; }
  bool isExpr() const {
    return std::holds_alternative<const llvm::MCExpr *>(value);
  }

  llvm::StringRef getToken() const { return std::get<Token>(value).text; }
  llvm::MCRegister getReg() const override {
    return std::get<llvm::MCRegister>(value);
  }
  int64_t getImm() const { return std::get<int64_t>(value); }

  llvm::SMLoc getStartLoc() const override { return start; }
  llvm::SMLoc getEndLoc() const override { return end; }

  void print(llvm::raw_ostream &os) const override {
    os << llvm::StringRef(start.getPointer(),
                          end.getPointer() - start.getPointer());
  }

  // Predicates named in MLAOperands.td.
  template <int64_t Low, int64_t High> bool isInteger() const {
    return isImm() && getImm() >= Low && getImm() <= High;
  }
  template <NameSet Set> bool isName() const { return named<Set>() != nullptr; }
  bool isSetValue() const {
    const OperandKindEntry &kind = operandKind(llvm::MLA::OPERAND_SetValue);
    return isExpr() ||
           (isImm() && getImm() >= kind.Low && getImm() <= kind.High);
  }

  // Renderers named in MLAOperands.td.
  void addRegOperands(llvm::MCInst &inst, unsigned) const {
    inst.addOperand(llvm::MCOperand::createReg(getReg()));
  }
  void addImmOperands(llvm::MCInst &inst, unsigned) const {
    inst.addOperand(llvm::MCOperand::createImm(getImm()));
  }
  template <NameSet Set>
  void addNameOperands(llvm::MCInst &inst, unsigned) const {
    inst.addOperand(llvm::MCOperand::createImm(named<Set>()->Value));
  }
  void addSetValueOperands(llvm::MCInst &inst, unsigned n) const {
    if (!isExpr())
      return addImmOperands(inst, n);
    inst.addOperand(
        llvm::MCOperand::createExpr(std::get<const llvm::MCExpr *>(value)));
  }

private:
  /// The entry of the set that a name or a number stands for, or null.
  template <NameSet Set> const NameEntry *named() const {
    if (const Name *name = std::get_if<Name>(&value))
      return findName(Set, name->text);
    return isImm() && llvm::isUInt<8>(getImm()) ? lookupName(Set, getImm())
                                                : nullptr;
  }

  Value value;
  llvm::SMLoc start, end;
};

} // namespace sima::isa

#endif // LIB_TARGET_MLA_MLAOPERAND_H
