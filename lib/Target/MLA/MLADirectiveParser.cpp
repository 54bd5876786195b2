//===- MLADirectiveParser.cpp - Parser of directives ----------------------===//
//
// The container's directives. Everything else that begins with a dot is
// refused, so that no text can include files or grow while it is read.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLAAsmParser.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/MC/MCParser/MCAsmLexer.h"
#include "llvm/MC/MCParser/MCAsmParser.h"

using namespace llvm;

namespace sima::isa {

ParseStatus MLAAsmParser::parseDirective(AsmToken DirectiveID) {
  using Method = bool (MLAAsmParser::*)();
  StringRef name = DirectiveID.getString();
  SMLoc loc = DirectiveID.getLoc();
  if (!targetStreamer)
    return Error(loc, "directives are not allowed here");
  Method method = StringSwitch<Method>(name)
                      .Case(".isa", &MLAAsmParser::parseISA)
                      .Case(".target", &MLAAsmParser::parseTarget)
                      .Case(".layer", &MLAAsmParser::parseLayer)
                      .Case(".node", &MLAAsmParser::parseNode)
                      .Case(".code", &MLAAsmParser::parseCode)
                      .Case(".range", &MLAAsmParser::parseRange)
                      .Case(".op", &MLAAsmParser::parseOperation)
                      .Case(".place", &MLAAsmParser::parsePlace)
                      .Case(".part", &MLAAsmParser::parsePart)
                      .Case(".const", &MLAAsmParser::parseConst)
                      .Case(".spill", &MLAAsmParser::parseSpill)
                      .Case(".port", &MLAAsmParser::parsePort)
                      .Case(".byte", &MLAAsmParser::parseByte)
                      .Default(nullptr);
  if (method)
    return (this->*method)() || parseEOL() ? ParseStatus::Failure
                                           : ParseStatus::Success;
  if (name == ".ascii")
    return ParseStatus::NoMatch; // MC's own
  return Error(loc, "unknown directive");
}

bool MLAAsmParser::parseNumber(const char *what, uint64_t limit,
                               uint64_t &value) {
  SMLoc loc = getTok().getLoc();
  int64_t number;
  if (parseInteger(number))
    return true;
  if (number < 0 || uint64_t(number) > limit)
    return Error(loc, Twine(what) + " " + Twine(number) +
                          " is not in the range 0 to " + Twine(limit));
  value = number;
  return false;
}

bool MLAAsmParser::parseString(std::string &text) {
  if (getTok().isNot(AsmToken::String))
    return Error(getTok().getLoc(), "string expected");
  return getParser().parseEscapedString(text);
}

bool MLAAsmParser::parseComma() {
  return parseToken(AsmToken::Comma, "`,` expected");
}

bool MLAAsmParser::parseISA() {
  uint64_t version;
  if (parseNumber("version", UINT32_MAX, version))
    return true;
  targetStreamer->emitISA(version);
  return false;
}

bool MLAAsmParser::parseTarget() {
  std::string piece;
  if (parseString(piece))
    return true;
  targetStreamer->emitTarget(piece);
  return false;
}

bool MLAAsmParser::addName(StringMap<uint32_t> &names, const char *what,
                           uint64_t limit, std::string &name) {
  SMLoc loc = getTok().getLoc();
  if (parseString(name))
    return true;
  if (names.size() >= limit)
    return Error(loc, Twine("too many ") + what + "s; limit " + Twine(limit));
  if (!names.try_emplace(name, names.size()).second)
    return Error(loc, Twine(what) + " named twice");
  return false;
}

bool MLAAsmParser::parseLayer() {
  std::string name;
  if (addName(layers, "layer", ProgramLimits::kLayers, name))
    return true;
  targetStreamer->emitLayer(name);
  return false;
}

bool MLAAsmParser::parseNode() {
  std::string name;
  if (addName(nodes, "node", ProgramLimits::kStrings, name))
    return true;
  targetStreamer->emitNode(name);
  return false;
}

bool MLAAsmParser::parseCode() {
  SMLoc start, end;
  MCRegister reg;
  if (!tryParseRegister(reg, start, end).isSuccess() ||
      !getContext()
           .getRegisterInfo()
           ->getRegClass(MLA::QuadNumberRegClassID)
           .contains(reg))
    return Error(start, "quad q0 to q7 expected");
  EntryPoint entry = EntryPoint::First;
  if (parseOptionalToken(AsmToken::Comma)) {
    SMLoc loc = getTok().getLoc();
    StringRef name;
    if (getParser().parseIdentifier(name) ||
        name != entryName(EntryPoint::Next))
      return Error(loc, "next expected");
    entry = EntryPoint::Next;
  }
  targetStreamer->beginCode(entry, registerNumber(reg));
  inCode = true;
  return false;
}

bool MLAAsmParser::parseRange() {
  SMLoc loc = getTok().getLoc();
  std::string layer, node;
  if (parseString(layer) || parseComma() || parseString(node))
    return true;
  auto layerIt = layers.find(layer);
  auto nodeIt = nodes.find(node);
  if (layerIt == layers.end())
    return Error(loc, "layer without a .layer directive above");
  if (nodeIt == nodes.end())
    return Error(loc, "node without a .node directive above");
  targetStreamer->beginRange(layerIt->second, nodeIt->second);
  return false;
}

bool MLAAsmParser::parseConst() {
  uint64_t index;
  if (parseNumber("constant", ProgramLimits::kConstants - 1, index))
    return true;
  targetStreamer->beginConstant(index);
  inConstant = true;
  return false;
}

bool MLAAsmParser::parseSpill() {
  uint64_t bytes;
  if (parseNumber("size", ProgramLimits::kDRAMBytes, bytes))
    return true;
  targetStreamer->emitSpill(bytes);
  return false;
}

bool MLAAsmParser::parsePort() {
  Port port;
  SMLoc loc = getTok().getLoc();
  StringRef direction;
  if (getParser().parseIdentifier(direction) ||
      (direction != "in" && direction != "out"))
    return Error(loc, "in or out expected");
  port.direction =
      direction == "in" ? Port::Direction::In : Port::Direction::Out;
  uint64_t index, sample;
  if (parseComma() || parseNumber("port", ProgramLimits::kPorts - 1, index) ||
      parseComma() ||
      parseNumber("sample", ProgramLimits::kPorts - 1, sample) ||
      parseComma() || parseString(port.name) || parseComma() ||
      parseNumber("extent", ProgramLimits::kDRAMBytes, port.extent))
    return true;
  port.index = index;
  port.sample = sample;
  targetStreamer->emitPort(port);
  return false;
}

bool MLAAsmParser::parseByte() {
  if (getParser().checkForValidSection())
    return true;
  do {
    uint64_t byte;
    if (parseNumber("byte", UINT8_MAX, byte))
      return true;
    getStreamer().emitInt8(byte);
  } while (parseOptionalToken(AsmToken::Comma));
  return false;
}

} // namespace sima::isa
