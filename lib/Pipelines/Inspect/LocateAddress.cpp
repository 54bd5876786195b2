//===- LocateAddress.cpp - What bytes and nodes stand for -----------------===//

#include "Locate.h"
#include "sima/Support/OneLine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <set>

using namespace llvm;
using namespace sima;

/// Bytes of a word.
static constexpr uint64_t kWordBytes = 8;

/// The section and the byte in it that an address means: OFFSET of the file, or
/// SECTION+OFFSET.
static Expected<std::pair<const isa::FileSection *, uint64_t>>
parseAddress(const LocatedProgram &program, uint64_t fileBytes,
             StringRef address) {
  auto [name, offsetText] = address.rsplit('+');
  bool isRelative = address.contains('+');
  uint64_t offset;
  if ((isRelative ? offsetText : address).getAsInteger(0, offset))
    return createStringError(
        formatv("--address '{0}' is neither OFFSET nor SECTION+OFFSET, such as "
                "0x40 or .text.q0+0x40",
                oneLine(address)));
  if (isRelative) {
    for (const isa::FileSection &section : program.sections())
      if (section.name == name) {
        if (offset < section.bytes)
          return std::pair(&section, offset);
        return createStringError(formatv("offset {0} of {1}, which has {2} "
                                         "bytes",
                                         offset, name, section.bytes));
      }
    return createStringError(
        formatv("section '{0}'; code is in .text.q<i>, constants in .const.<k>",
                oneLine(name)));
  }
  if (offset >= fileBytes)
    return createStringError(
        formatv("offset {0}; the ELF file has {1} bytes", offset, fileBytes));
  for (const isa::FileSection &section : program.sections())
    if (section.offset <= offset && offset - section.offset < section.bytes)
      return std::pair(&section, offset - section.offset);
  return createStringError(
      formatv("offset {0} is neither in code nor in a constant; sima-objdump "
              "--source lists both",
              offset));
}

Expected<json::Object> sima::locateAddress(const LocatedProgram &program,
                                           uint64_t fileBytes,
                                           StringRef address) {
  auto found = parseAddress(program, fileBytes, address);
  if (!found)
    return found.takeError();
  auto [section, byte] = *found;
  if (section->isCode)
    return program.word(section->entry, section->index, byte / kWordBytes);
  return program.constant(*section, byte);
}

namespace {
/// First start and last end of instructions.
struct Extent {
  uint64_t start = UINT64_MAX, end = 0;
  void add(const WordTime &time) {
    start = std::min(start, time.start);
    end = std::max(end, time.end);
  }
  json::Object toJSON() const {
    return json::Object{{"start", int64_t(start)}, {"end", int64_t(end)}};
  }
};

/// All that belongs to the layers of one source node.
class NodeSurvey {
public:
  NodeSurvey(const LocatedProgram &located, uint32_t node)
      : located(located), program(located.program()), node(node) {}

  json::Object run();

private:
  bool isMine(uint32_t layer, uint32_t rangeNode) const {
    return rangeNode == node || located.origins().isOf(layer, node);
  }
  json::Array operations() const;
  void addCode(isa::EntryPoint entry);
  void addWords(isa::EntryPoint entry, const isa::CodeRange &range);
  json::Array constants(uint64_t &bytes) const;

  const LocatedProgram &located;
  const isa::Program &program;
  uint32_t node;
  json::Array code;
  uint64_t words = 0;
  std::set<std::tuple<uint32_t, uint32_t, const isa::Place *>> tiles;
  std::array<Extent, 2> extents;
};
} // namespace

json::Array NodeSurvey::operations() const {
  json::Array found;
  if (program.provenance)
    for (const isa::LayerOperation &operation : program.provenance->operations)
      if (operation.node == node)
        found.push_back(
            json::Object{{"operation", operation.name},
                         {"layer", program.layers[operation.layer]},
                         {"layer_operations",
                          located.origins().operationsOf(operation.layer)}});
  return found;
}

void NodeSurvey::addWords(isa::EntryPoint entry, const isa::CodeRange &range) {
  words += range.end - range.first;
  for (uint32_t word = range.first; word < range.end; ++word) {
    isa::Origin origin = located.origins().ofWord(entry, range.quad, word);
    if (origin.place && origin.place->role == isa::PlaceRole::Compute)
      tiles.insert({range.layer, range.quad, origin.place});
    const TimedWord *timed = located.times().entryAt(entry, range.quad, word);
    if (entry == isa::EntryPoint::First && timed && timed->word == word)
      for (ClockKind clock : {ClockKind::Static, ClockKind::Dram})
        extents[unsigned(clock)].add(timed->time(clock));
  }
}

void NodeSurvey::addCode(isa::EntryPoint entry) {
  for (const isa::CodeRange &range : program.entry(entry).ranges) {
    if (!isMine(range.layer, range.node))
      continue;
    const isa::FileSection &section = located.codeOf(entry, range.quad);
    code.push_back(json::Object{
        {"section", section.name},
        {"first", int64_t(range.first)},
        {"end", int64_t(range.end)},
        {"offset", int64_t(section.offset + range.first * kWordBytes)}});
    addWords(entry, range);
  }
}

json::Array NodeSurvey::constants(uint64_t &bytes) const {
  json::Array found;
  if (!program.provenance)
    return found;
  for (const isa::ConstantPart &part : program.provenance->parts) {
    const isa::LayerOperation &operation =
        program.provenance->operations[part.operation];
    if (operation.node != node)
      continue;
    const auto *section =
        find_if(located.sections(), [&](const isa::FileSection &candidate) {
          return !candidate.isCode && candidate.index == part.constant;
        }).base();
    bytes += part.end - part.first;
    found.push_back(
        json::Object{{"section", section->name},
                     {"role", isa::name(part.role)},
                     {"first", int64_t(part.first)},
                     {"end", int64_t(part.end)},
                     {"offset", int64_t(section->offset + part.first)}});
  }
  return found;
}

json::Object NodeSurvey::run() {
  for (isa::EntryPoint entry : program.entries())
    addCode(entry);
  uint64_t constantBytes = 0;
  json::Array parts = constants(constantBytes);
  json::Object object{{"node", json::fixUTF8(program.nodes[node])},
                      {"operations", operations()},
                      {"tiles", int64_t(tiles.size())},
                      {"words", int64_t(words)},
                      {"code", std::move(code)},
                      {"constant_bytes", int64_t(constantBytes)},
                      {"constants", std::move(parts)}};
  if (extents[0].end) {
    object["static"] = extents[unsigned(ClockKind::Static)].toJSON();
    object["dram"] = extents[unsigned(ClockKind::Dram)].toJSON();
  }
  return object;
}

Expected<json::Object> sima::locateNode(const LocatedProgram &program,
                                        StringRef node) {
  const std::vector<std::string> &nodes = program.program().nodes;
  auto found = find(nodes, node);
  if (found == nodes.end())
    return createStringError(
        formatv("no source node '{0}' in the program, which has {1}",
                oneLine(node), nodes.size()));
  return NodeSurvey(program, found - nodes.begin()).run();
}
