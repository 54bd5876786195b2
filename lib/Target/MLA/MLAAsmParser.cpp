//===- MLAAsmParser.cpp - Parser of instructions --------------------------===//
//
// Turns a line into tokens and operands for the generated matcher, and checks
// what the matcher cannot know.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLAAsmParser.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/MLAOperand.h"
#include "sima/Target/MLA/Instruction.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/MC/MCParser/MCAsmLexer.h"
#include "llvm/MC/MCParser/MCAsmParser.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace sima::isa {

#define GET_REGISTER_MATCHER
#define GET_MATCHER_IMPLEMENTATION
#include "lib/Target/MLA/MLAGenAsmMatcher.inc"

MLAAsmParser::MLAAsmParser(MCAsmParser &parser,
                           MLATargetStreamer *targetStreamer)
    : MCTargetAsmParser(MCTables::get().options, *MCTables::get().subtarget,
                        *MCTables::get().instructions),
      targetStreamer(targetStreamer) {
  MCAsmParserExtension::Initialize(parser);
}

bool MLAAsmParser::parseRegister(MCRegister &Reg, SMLoc &StartLoc,
                                 SMLoc &EndLoc) {
  return !tryParseRegister(Reg, StartLoc, EndLoc).isSuccess() &&
         Error(StartLoc, "register expected");
}

ParseStatus MLAAsmParser::tryParseRegister(MCRegister &Reg, SMLoc &StartLoc,
                                           SMLoc &EndLoc) {
  StartLoc = getTok().getLoc();
  EndLoc = getTok().getEndLoc();
  if (getTok().isNot(AsmToken::Identifier))
    return ParseStatus::NoMatch;
  Reg = MatchRegisterName(getTok().getString());
  if (!Reg)
    return ParseStatus::NoMatch;
  Lex();
  return ParseStatus::Success;
}

namespace {

template <typename T>
void push(OperandVector &operands, T value, SMLoc start, SMLoc end) {
  operands.push_back(
      std::make_unique<MLAOperand>(MLAOperand::Value(value), start, end));
}

/// Keywords whose value is rows x columns.
bool takesPair(StringRef keyword) {
  return keyword == "stride=" || keyword == "dil=" || keyword == "pad=";
}

} // namespace

bool MLAAsmParser::parseInteger(int64_t &value) {
  SMLoc loc = getTok().getLoc();
  bool negative = parseOptionalToken(AsmToken::Minus);
  if (getTok().isNot(AsmToken::Integer))
    return Error(loc, "integer expected");
  value = getTok().getIntVal();
  // A literal of 64 bits would come out negative.
  if (value < 0)
    return Error(loc, "integer too large");
  value = negative ? -value : value;
  Lex();
  return false;
}

/// ROWSxCOLUMNS. The lexer may see "0x1" as a hexadecimal number and "1x1" as
/// two tokens: the text decides.
bool MLAAsmParser::parsePair(OperandVector &operands) {
  SMLoc start = getTok().getLoc();
  SMLoc end = start;
  while (getTok().is(AsmToken::Integer) || getTok().is(AsmToken::Identifier) ||
         getTok().is(AsmToken::BigNum)) {
    end = getTok().getEndLoc();
    Lex();
  }
  StringRef text(start.getPointer(), end.getPointer() - start.getPointer());
  auto [rowsText, columnsText] = text.split('x');
  uint32_t rows, columns;
  if (rowsText.getAsInteger(10, rows) || columnsText.getAsInteger(10, columns))
    return Error(start, "two decimal integers expected, as in 1x2");
  push(operands, int64_t(rows), start, end);
  push(operands, MLAOperand::Token{"x"}, start, end);
  push(operands, int64_t(columns), start, end);
  return false;
}

bool MLAAsmParser::parseKeywordOperand(OperandVector &operands) {
  SMLoc start = getTok().getLoc();
  Lex();
  SMLoc end = getTok().getEndLoc();
  if (parseToken(AsmToken::Equal, "`=` expected"))
    return true;
  StringRef keyword(start.getPointer(), end.getPointer() - start.getPointer());
  push(operands, MLAOperand::Token{keyword}, start, end);
  if (takesPair(keyword))
    return parsePair(operands);

  start = getTok().getLoc();
  end = getTok().getEndLoc();
  if (getTok().is(AsmToken::Identifier)) {
    push(operands, MLAOperand::Name{getTok().getString()}, start, end);
    Lex();
    return false;
  }
  int64_t value;
  if (parseInteger(value))
    return true;
  push(operands, value, start, end);
  if (getTok().isNot(AsmToken::Colon))
    return false;
  push(operands, MLAOperand::Token{":"}, getTok().getLoc(),
       getTok().getEndLoc());
  Lex();
  start = getTok().getLoc();
  if (parseInteger(value))
    return true;
  push(operands, value, start, getTok().getLoc());
  return false;
}

bool MLAAsmParser::parseAddend(int64_t &addend) {
  addend = 0;
  bool negative = getTok().is(AsmToken::Minus);
  if (!negative && getTok().isNot(AsmToken::Plus))
    return false;
  Lex();
  if (getTok().is(AsmToken::Minus))
    return Error(getTok().getLoc(), "integer expected");
  if (parseInteger(addend))
    return true;
  addend = negative ? -addend : addend;
  return false;
}

/// The third operand of `set`: an integer, a name of the field's values, or
/// symbol + addend.
bool MLAAsmParser::parseSetValue(OperandVector &operands) {
  SMLoc start = getTok().getLoc();
  SMLoc end = getTok().getEndLoc();
  if (getTok().isNot(AsmToken::Identifier)) {
    int64_t value;
    if (parseInteger(value))
      return true;
    push(operands, value, start, end);
    return false;
  }
  StringRef text = getTok().getString();
  Lex();
  const auto &field = static_cast<const MLAOperand &>(*operands.back());
  for (auto [fieldValue, set] : {std::pair(Field::SpaceField, SpaceSet),
                                 std::pair(Field::TypeField, TypeSet)}) {
    MCInst probe;
    if (!field.isName<FieldSet>())
      break;
    field.addNameOperands<FieldSet>(probe, 1);
    const NameEntry *name = findName(set, text);
    if (probe.getOperand(0).getImm() != fieldValue || !name)
      continue;
    push(operands, int64_t(name->Value), start, end);
    return false;
  }
  int64_t addend;
  if (parseAddend(addend))
    return true;
  const MCExpr *expr = MCSymbolRefExpr::create(
      getContext().getOrCreateSymbol(text), getContext());
  if (addend)
    expr = MCBinaryExpr::createAdd(
        expr, MCConstantExpr::create(addend, getContext()), getContext());
  push(operands, expr, start, end);
  return false;
}

bool MLAAsmParser::parseOperand(bool isSetValue, OperandVector &operands) {
  if (isSetValue)
    return parseSetValue(operands);
  SMLoc start = getTok().getLoc();
  SMLoc end = getTok().getEndLoc();
  if (getTok().isNot(AsmToken::Identifier)) {
    int64_t value;
    if (parseInteger(value))
      return true;
    push(operands, value, start, end);
    return false;
  }
  if (getLexer().peekTok().is(AsmToken::Equal))
    return parseKeywordOperand(operands);
  MCRegister reg;
  if (tryParseRegister(reg, start, end).isSuccess()) {
    push(operands, reg, start, end);
    return false;
  }
  push(operands, MLAOperand::Name{getTok().getString()}, start, end);
  Lex();
  return false;
}

bool MLAAsmParser::ParseInstruction(ParseInstructionInfo &, StringRef Name,
                                    SMLoc NameLoc, OperandVector &Operands) {
  push(Operands, MLAOperand::Token{Name}, NameLoc, NameLoc);
  bool isSet = Name == "set";
  unsigned index = 0;
  if (getTok().isNot(AsmToken::EndOfStatement)) {
    do {
      if (parseOperand(isSet && index == 2, Operands))
        return true;
      ++index;
    } while (parseOptionalToken(AsmToken::Comma));
  }
  return parseToken(AsmToken::EndOfStatement, "`,` or end of line expected");
}

bool MLAAsmParser::checkInst(SMLoc loc, const MCInst &inst) {
  if (llvm::Error error = checkModes(inst))
    return Error(loc, toString(std::move(error)));
  if (inst.getOpcode() != MLA::Set)
    return false;
  int64_t field = inst.getOperand(1).getImm();
  const MCOperand &value = inst.getOperand(2);
  if (value.isExpr()) {
    if (!targetStreamer)
      return Error(loc, "symbols are not allowed here");
    return field != Field::BaseField &&
           Error(loc, "only the field base takes a symbol");
  }
  if (extendSetValue(field, static_cast<uint32_t>(value.getImm())) ==
      value.getImm())
    return false;
  return Error(
      loc,
      formatv("value {0} does not fit in 32 {1} bits of {2}", value.getImm(),
              lookupName(FieldSet, field)->IsSigned ? "signed" : "unsigned",
              lookupName(FieldSet, field)->Spelling));
}

bool MLAAsmParser::MatchAndEmitInstruction(SMLoc IDLoc, unsigned &Opcode,
                                           OperandVector &Operands,
                                           MCStreamer &Out, uint64_t &ErrorInfo,
                                           bool MatchingInlineAsm) {
  MCInst inst;
  unsigned result =
      MatchInstructionImpl(Operands, inst, ErrorInfo, MatchingInlineAsm);
  if (result == Match_Success) {
    if (checkInst(IDLoc, inst))
      return true;
    inst.setLoc(IDLoc);
    Opcode = inst.getOpcode();
    if (targetStreamer)
      targetStreamer->emitWord(inst);
    else
      Out.emitInstruction(inst, getSTI());
    return false;
  }
  if (result == Match_MnemonicFail)
    return Error(IDLoc, "unknown instruction");
  SMLoc loc = IDLoc;
  if (ErrorInfo != ~0ULL && ErrorInfo < Operands.size())
    loc = Operands[ErrorInfo]->getStartLoc();
  else if (ErrorInfo != ~0ULL)
    return Error(IDLoc, "too few operands");
  if (result > FIRST_TARGET_MATCH_RESULT_TY)
    if (const char *text = getMatchKindDiag(MLAMatchResultTy(result)))
      return Error(loc, Twine("operand ") + text);
  return Error(loc, "operand does not suit the instruction");
}

} // namespace sima::isa
