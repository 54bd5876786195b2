//===- MLAAsmParser.h - Parser of assembly text -----------------*- C++ -*-===//
//
// The target's side of MC's assembler: operands, instructions and the
// container's directives. Expressions are symbol, integer, and symbol plus or
// minus integer; the general ones of MC are never entered. Internal to this
// library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_MLAASMPARSER_H
#define LIB_TARGET_MLA_MLAASMPARSER_H

#include "lib/Target/MLA/MLATables.h"
#include "lib/Target/MLA/MLATargetStreamer.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCParser/MCTargetAsmParser.h"

namespace sima::isa {

class MLAAsmParser : public llvm::MCTargetAsmParser {
public:
  /// Without a target streamer only instructions are allowed.
  MLAAsmParser(llvm::MCAsmParser &parser, MLATargetStreamer *targetStreamer);

  bool parseRegister(llvm::MCRegister &Reg, llvm::SMLoc &StartLoc,
                     llvm::SMLoc &EndLoc) override;
  llvm::ParseStatus tryParseRegister(llvm::MCRegister &Reg,
                                     llvm::SMLoc &StartLoc,
                                     llvm::SMLoc &EndLoc) override;
  bool ParseInstruction(llvm::ParseInstructionInfo &Info, llvm::StringRef Name,
                        llvm::SMLoc NameLoc,
                        llvm::OperandVector &Operands) override;
  bool MatchAndEmitInstruction(llvm::SMLoc IDLoc, unsigned &Opcode,
                               llvm::OperandVector &Operands,
                               llvm::MCStreamer &Out, uint64_t &ErrorInfo,
                               bool MatchingInlineAsm) override;
  llvm::ParseStatus parseDirective(llvm::AsmToken DirectiveID) override;
  bool equalIsAsmAssignment() override { return false; }
  bool isLabel(llvm::AsmToken &) override { return targetStreamer; }

  /// Results of the generated matcher.
  enum MLAMatchResultTy {
    Match_Dummy = FIRST_TARGET_MATCH_RESULT_TY,
#define GET_OPERAND_DIAGNOSTIC_TYPES
#include "lib/Target/MLA/MLAGenAsmMatcher.inc"
  };

private:
  // Names that the generated declarations use.
  using FeatureBitset = llvm::FeatureBitset;
  using MCInst = llvm::MCInst;
  using OperandVector = llvm::OperandVector;
#define GET_ASSEMBLER_HEADER
#include "lib/Target/MLA/MLAGenAsmMatcher.inc"

  // Operands; true on error.
  bool parseOperand(bool isSetValue, llvm::OperandVector &operands);
  bool parseKeywordOperand(llvm::OperandVector &operands);
  bool parsePair(llvm::OperandVector &operands);
  bool parseSetValue(llvm::OperandVector &operands);
  bool parseInteger(int64_t &value);
  bool parseAddend(int64_t &addend);
  /// Success if `inst` may be emitted: modes, and values that suit their field.
  bool checkInst(llvm::SMLoc loc, const llvm::MCInst &inst);

  // Directives; true on error.
  bool parseISA();
  bool parseTarget();
  bool parseLayer();
  bool parseNode();
  bool parseCode();
  bool parseRange();
  bool parseOperation();
  bool parsePlace();
  bool parsePart();
  bool parseConst();
  bool parseSpill();
  bool parsePort();
  bool parseByte();
  bool parseString(std::string &text);
  bool parseNumber(const char *what, uint64_t limit, uint64_t &value);
  bool parseComma();
  bool addName(llvm::StringMap<uint32_t> &names, const char *what,
               uint64_t limit, std::string &name);

  MLATargetStreamer *targetStreamer;
  llvm::StringMap<uint32_t> layers;
  llvm::StringMap<uint32_t> nodes;
  uint32_t operations = 0; ///< directives so far
  bool inCode = false;     ///< behind a .code directive
  bool inConstant = false; ///< behind a .const directive
};

} // namespace sima::isa

#endif // LIB_TARGET_MLA_MLAASMPARSER_H
