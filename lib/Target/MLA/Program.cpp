//===- Program.cpp - What an MLA ELF file holds, as plain data ------------===//
//
// Names of symbols and sections, and the canonical order.
//
//===----------------------------------------------------------------------===//
#include "sima/Target/MLA/Program.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "sima/Target/MLA/ProgramError.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <tuple>

using namespace llvm;

namespace sima::isa {

char ProgramError::ID = 0;

Error inPart(ProgramPart part, Error error) {
  if (!error || error.isA<ProgramError>())
    return error;
  return make_error<ProgramError>(part, toString(std::move(error)));
}

std::string Symbol::name() const {
  switch (kind) {
  case Kind::Constant:
    return formatv("const.{0}", index);
  case Kind::Spill:
    return "spill";
  case Kind::PortIn:
    return formatv("port.in.{0}.b{1}", index, sample);
  case Kind::PortOut:
    return formatv("port.out.{0}.b{1}", index, sample);
  }
  llvm_unreachable("all kinds have names");
}

/// The symbol whose numbers stand in `name`; the caller compares names, so that
/// "const.01" is not const.1.
static Symbol parseNumbers(StringRef name) {
  Symbol symbol;
  if (name == "spill")
    return Symbol::spill();
  if (name.consume_front("const.")) {
    (void)name.getAsInteger(10, symbol.index);
    return symbol;
  }
  symbol.kind = name.consume_front("port.in.") ? Symbol::Kind::PortIn
                                               : Symbol::Kind::PortOut;
  name.consume_front("port.out.");
  auto [index, sample] = name.split(".b");
  (void)index.getAsInteger(10, symbol.index);
  (void)sample.getAsInteger(10, symbol.sample);
  return symbol;
}

Expected<Symbol> Symbol::parse(StringRef name) {
  Symbol symbol = parseNumbers(name);
  if (symbol.name() != name)
    return createStringError(
        formatv("`{0}` is not const.<k>, spill, port.in.<i>.b<k> or "
                "port.out.<i>.b<k>",
                name.take_front(80)));
  return symbol;
}

std::string Port::sectionName() const {
  bool input = direction == Direction::In;
  if (name == (input ? kJoinedInput : kJoinedOutput))
    return formatv("data.{0}.b{1}", name, sample);
  StringRef prefix = input ? kInputPrefix : kOutputPrefix;
  return formatv("{0}{1}.b{2}", prefix, name, sample);
}

StringRef entryName(EntryPoint entry) {
  return entry == EntryPoint::First ? "first" : "next";
}

ArrayRef<EntryPoint> Program::entries() const {
  static constexpr EntryPoint all[kEntryPoints] = {EntryPoint::First,
                                                   EntryPoint::Next};
  return ArrayRef(all).take_front(next ? kEntryPoints : 1);
}

static void canonicalize(EntryCode &entry) {
  llvm::sort(entry.relocations, [](const Relocation &a, const Relocation &b) {
    return std::tie(a.quad, a.word) < std::tie(b.quad, b.word);
  });
  llvm::sort(entry.ranges, [](const CodeRange &a, const CodeRange &b) {
    return std::tie(a.quad, a.first) < std::tie(b.quad, b.first);
  });
  std::vector<CodeRange> joined;
  for (const CodeRange &range : entry.ranges) {
    CodeRange *last = joined.empty() ? nullptr : &joined.back();
    if (last && last->quad == range.quad && last->end == range.first &&
        last->layer == range.layer && last->node == range.node)
      last->end = range.end;
    else
      joined.push_back(range);
  }
  entry.ranges = std::move(joined);
}

void canonicalize(Program &program) {
  for (EntryPoint point : program.entries())
    canonicalize(program.entry(point));
  if (program.provenance)
    canonicalize(*program.provenance);
}

} // namespace sima::isa
