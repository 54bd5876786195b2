//===- ProgramVerifier.cpp - Rules of a program ---------------------------===//
//
// Every rule that Program.h states. Writers and the reader call it, so that
// what one writes the other accepts.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "lib/Target/MLA/ProvenanceNote.h"
#include "sima/Target/MLA/Instruction.h"
#include "sima/Target/MLA/Program.h"
#include "sima/Target/MLA/ProgramError.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FormatVariadic.h"
#include <tuple>

using namespace llvm;

namespace sima::isa {

namespace {

using Limits = ProgramLimits;

template <typename... Ts> Error fail(const char *text, Ts &&...values) {
  return createStringError(formatv(text, std::forward<Ts>(values)...));
}

Error checkLimit(const char *what, uint64_t found, uint64_t limit) {
  if (found <= limit)
    return Error::success();
  return fail("{0} {1}; limit {2}", found, what, limit);
}

/// Names that become symbols and section names.
Error checkName(const char *what, StringRef name) {
  if (name.empty())
    return fail("{0} without a name", what);
  if (name.size() > Limits::kStringBytes)
    return fail("{0} name of {1} bytes; limit {2}", what, name.size(),
                Limits::kStringBytes);
  for (char c : name)
    if (!isPrint(c) || c == '"' || c == '\\')
      return fail("{0} name has byte {1}; must be printable ASCII without "
                  "quotation marks and backslashes",
                  what, static_cast<unsigned>(static_cast<uint8_t>(c)));
  return Error::success();
}

Error checkNodeName(StringRef name) {
  if (name.size() > Limits::kStringBytes)
    return fail("source node name of {0} bytes; limit {1}", name.size(),
                Limits::kStringBytes);
  const auto *begin = reinterpret_cast<const UTF8 *>(name.data());
  if (!isLegalUTF8String(&begin, begin + name.size()) || name.contains('\0'))
    return fail("source node name is not UTF-8 text without NUL");
  return Error::success();
}

Error checkQuads(const Program &program) {
  if (program.code.empty())
    return fail("program without quads; at least 1");
  if (program.next && program.next->code.size() != program.code.size())
    return fail("entry point next has code for {0} quads, first for {1}; a "
                "file has both entry points of every quad",
                program.next->code.size(), program.code.size());
  return checkLimit("quads", program.code.size(), Limits::kQuads);
}

Error checkCode(const EntryCode &entry) {
  for (auto [quad, words] : enumerate(entry.code)) {
    uint64_t bytes = words.size() * kWordBytes;
    if (bytes > Limits::kCodeBytesPerQuad)
      return fail("quad {0} has {1} bytes of code; limit {2}", quad, bytes,
                  Limits::kCodeBytesPerQuad);
    for (auto [index, word] : enumerate(words))
      if (!tryDecode(word))
        return fail("quad {0}, word {1}: {2}", quad, index,
                    toString(decode(word).takeError()));
  }
  return Error::success();
}

Error checkConstants(const Program &program) {
  if (Error error =
          checkLimit("constants", program.constants.size(), Limits::kConstants))
    return error;
  uint64_t total = 0;
  for (auto [k, constant] : enumerate(program.constants)) {
    if (constant.bytes.empty())
      return fail("const.{0} is empty", k);
    total += constant.bytes.size();
  }
  if (Error error = checkLimit("bytes of constants", total, Limits::kDRAMBytes))
    return error;
  return checkLimit("bytes of spill", program.spillBytes, Limits::kDRAMBytes);
}

using PortKey = std::tuple<unsigned, uint32_t, uint32_t>;
PortKey keyOf(const Symbol &symbol) {
  return {static_cast<unsigned>(symbol.kind), symbol.index, symbol.sample};
}

Error checkPorts(const Program &program, DenseSet<PortKey> &symbols) {
  if (Error error = checkLimit("ports", program.ports.size(), Limits::kPorts))
    return error;
  StringSet<> sections;
  for (const Port &port : program.ports) {
    std::string symbol = port.symbol().name();
    if (Error error = checkName("port", port.name))
      return error;
    if (port.index >= Limits::kPorts || port.sample >= Limits::kPorts)
      return fail("{0}: index and sample must be below {1}", symbol,
                  Limits::kPorts);
    if (port.extent == 0 || port.extent > Limits::kDRAMBytes)
      return fail("{0} has an extent of {1} bytes; must be 1 to {2}", symbol,
                  port.extent, Limits::kDRAMBytes);
    if (!symbols.insert(keyOf(port.symbol())).second)
      return fail("{0} appears twice", symbol);
    if (!sections.insert(port.sectionName()).second)
      return fail("section {0} appears twice", port.sectionName());
  }
  return Error::success();
}

Error checkRelocation(const Program &program, const EntryCode &entry,
                      const Relocation &relocation,
                      const DenseSet<PortKey> &ports) {
  auto [quad, word, symbol, addend] = relocation;
  if (quad >= entry.code.size() || word >= entry.code[quad].size())
    return fail("relocation of quad {0}, word {1}, which does not exist", quad,
                word);
  Instruction inst = *tryDecode(entry.code[quad][word]);
  if (inst.opcode != Opcode::Set ||
      inst.get(Operand::Field) != Field::BaseField ||
      inst.get(Operand::Value) != 0)
    return fail("relocation of quad {0}, word {1}, which is not "
                "`set ..., base, 0`",
                quad, word);
  bool exists = symbol.kind == Symbol::Kind::Constant
                    ? symbol.index < program.constants.size()
                : symbol.kind == Symbol::Kind::Spill
                    ? program.spillBytes > 0
                    : ports.contains(keyOf(symbol));
  if (!exists)
    return fail("quad {0}, word {1} refers to {2}, which does not exist", quad,
                word, symbol.name());
  constexpr int64_t limit = Limits::kDRAMBytes;
  if (addend <= -limit || addend >= limit)
    return fail("quad {0}, word {1} has addend {2}; must be {3} to {4}", quad,
                word, addend, 1 - limit, limit - 1);
  return Error::success();
}

Error checkRelocations(const Program &program, const EntryCode &entry,
                       const DenseSet<PortKey> &ports) {
  std::vector<uint64_t> perQuad(entry.code.size());
  const Relocation *last = nullptr;
  for (const Relocation &relocation : entry.relocations) {
    if (Error error = checkRelocation(program, entry, relocation, ports))
      return error;
    if (last && std::tie(last->quad, last->word) >=
                    std::tie(relocation.quad, relocation.word))
      return fail("relocation of quad {0}, word {1} is out of order or doubled",
                  relocation.quad, relocation.word);
    if (++perQuad[relocation.quad] > Limits::kRelocationsPerQuad)
      return fail("quad {0} has more than {1} relocations", relocation.quad,
                  Limits::kRelocationsPerQuad);
    last = &relocation;
  }
  return Error::success();
}

Error checkNames(const Program &program) {
  if (Error error =
          checkLimit("layers", program.layers.size(), Limits::kLayers))
    return error;
  if (Error error = checkLimit("layers and source nodes",
                               program.layers.size() + program.nodes.size(),
                               Limits::kStrings))
    return error;
  StringSet<> layers, nodes;
  for (const std::string &layer : program.layers) {
    if (Error error = checkName("layer", layer))
      return error;
    if (!layers.insert(layer).second)
      return fail("layer {0} appears twice", layer);
  }
  for (const std::string &node : program.nodes) {
    if (Error error = checkNodeName(node))
      return error;
    if (!nodes.insert(node).second)
      return fail("source node {0} appears twice", node);
  }
  return Error::success();
}

/// Ranges of one quad follow one another from word 0 to the end.
Error checkRanges(const Program &program, const EntryCode &entry) {
  if (Error error = checkLimit("ranges", entry.ranges.size(), Limits::kRanges))
    return error;
  const auto *it = entry.ranges.data();
  const auto *end = it + entry.ranges.size();
  for (auto [quad, words] : enumerate(entry.code)) {
    uint32_t next = 0;
    for (const CodeRange *last = nullptr; it != end && it->quad == quad; ++it) {
      if (it->first != next || it->end <= it->first || it->end > words.size())
        return fail("range [{0}, {1}) of quad {2} must begin at word {3} and "
                    "end within {4} words",
                    it->first, it->end, quad, next, words.size());
      if (it->layer >= program.layers.size() ||
          it->node >= program.nodes.size())
        return fail("range [{0}, {1}) of quad {2} names layer {3} of {4}, node "
                    "{5} of {6}",
                    it->first, it->end, quad, it->layer, program.layers.size(),
                    it->node, program.nodes.size());
      if (last && last->layer == it->layer && last->node == it->node)
        return fail("range [{0}, {1}) of quad {2} continues the one before it",
                    it->first, it->end, quad);
      next = it->end;
      last = it;
    }
    if (next != words.size())
      return fail("ranges of quad {0} end at word {1} of {2}", quad, next,
                  words.size());
  }
  if (it != end)
    return fail("range [{0}, {1}) of quad {2} is out of order or beyond the "
                "last quad",
                it->first, it->end, it->quad);
  return Error::success();
}

/// `check` of the code of each entry point; errors of `next` say so.
Error checkEntries(const Program &program,
                   function_ref<Error(const EntryCode &)> check) {
  for (EntryPoint point : program.entries())
    if (Error error = check(program.entry(point)))
      return point == EntryPoint::First
                 ? std::move(error)
                 : fail("entry point {0}: {1}", entryName(point),
                        toString(std::move(error)));
  return Error::success();
}

} // namespace

Error verify(const Program &program) {
  if (program.isaVersion != kISAVersion)
    return inPart(ProgramPart::Notes, fail("ISA version {0}; only {1} is known",
                                           program.isaVersion, kISAVersion));
  if (Error error = checkLimit("bytes of target text", program.target.size(),
                               Limits::kTargetBytes))
    return inPart(ProgramPart::Notes, std::move(error));
  if (Error error = checkQuads(program))
    return error;
  if (Error error = checkEntries(program, checkCode))
    return inPart(ProgramPart::Words, std::move(error));
  if (Error error = checkConstants(program))
    return error;
  DenseSet<PortKey> ports;
  if (Error error = checkPorts(program, ports))
    return inPart(ProgramPart::Ports, std::move(error));
  if (Error error = checkEntries(program, [&](const EntryCode &entry) {
        return checkRelocations(program, entry, ports);
      }))
    return inPart(ProgramPart::Relocations, std::move(error));
  if (Error error = checkNames(program))
    return inPart(ProgramPart::LayerMap, std::move(error));
  if (Error error = checkEntries(program, [&](const EntryCode &entry) {
        return checkRanges(program, entry);
      }))
    return inPart(ProgramPart::LayerMap, std::move(error));
  return inPart(ProgramPart::Provenance, verifyProvenance(program));
}

} // namespace sima::isa
