//===- MLAProvenanceParser.cpp - Parser of the directives of provenance ---===//
//
// `.op` names an operation of a layer, `.place` what the words that follow are
// there for, `.part` what bytes of a constant hold.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLAAsmParser.h"
#include "llvm/MC/MCParser/MCAsmLexer.h"
#include "llvm/MC/MCParser/MCAsmParser.h"

using namespace llvm;

namespace sima::isa {

bool MLAAsmParser::parseOperation() {
  SMLoc loc = getTok().getLoc();
  std::string layer, node;
  LayerOperation operation;
  if (parseString(layer) || parseComma() || parseString(operation.name) ||
      parseComma() || parseString(node))
    return true;
  auto layerIt = layers.find(layer);
  auto nodeIt = nodes.find(node);
  if (layerIt == layers.end())
    return Error(loc, "layer without a .layer directive above");
  if (nodeIt == nodes.end())
    return Error(loc, "node without a .node directive above");
  if (operations >= ProgramLimits::kStrings)
    return Error(loc, "too many operations; limit " +
                          Twine(ProgramLimits::kStrings));
  operation.layer = layerIt->second;
  operation.node = nodeIt->second;
  targetStreamer->emitOperation(operation);
  ++operations;
  return false;
}

bool MLAAsmParser::parsePlace() {
  SMLoc loc = getTok().getLoc();
  StringRef text;
  std::optional<PlaceRole> role;
  if (getParser().parseIdentifier(text) || !(role = parsePlaceRole(text)))
    return Error(loc, "role of a place expected, such as compute");
  if (!inCode || operations == 0)
    return Error(loc, "a place wants .op and .code directives above");
  Place place;
  place.role = *role;
  if (place.role != PlaceRole::Halt) {
    uint64_t sample;
    if (parseComma() || parseNumber("sample", UINT32_MAX, sample))
      return true;
    place.sample = sample;
    for (Span &span : place.box) {
      uint64_t begin, end;
      if (parseComma() || parseNumber("begin", UINT32_MAX, begin) ||
          parseComma() || parseNumber("end", UINT32_MAX, end))
        return true;
      if (begin >= end)
        return Error(loc, "extent from " + Twine(begin) + " to " + Twine(end) +
                              " is empty");
      span = {uint32_t(begin), uint32_t(end)};
    }
  }
  targetStreamer->beginPlace(place);
  return false;
}

bool MLAAsmParser::parsePart() {
  SMLoc loc = getTok().getLoc();
  uint64_t operation, bytes;
  StringRef text;
  std::optional<PartRole> role;
  if (operations == 0 || !inConstant)
    return Error(loc, "a part wants .op and .const directives above");
  if (parseNumber("operation", operations - 1, operation) || parseComma())
    return true;
  loc = getTok().getLoc();
  if (getParser().parseIdentifier(text) || !(role = parsePartRole(text)))
    return Error(loc, "role of bytes expected, such as weights");
  if (parseComma() || parseNumber("size", UINT32_MAX, bytes))
    return true;
  targetStreamer->emitPart(operation, *role, bytes);
  return false;
}

} // namespace sima::isa
