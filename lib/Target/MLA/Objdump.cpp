//===- Objdump.cpp - Readable listing of an MLA ELF file ------------------===//
//
// The listing by layer.
//
//===----------------------------------------------------------------------===//
#include "sima/Target/MLA/Objdump.h"
#include "lib/Target/MLA/MLADisassembler.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "sima/Support/OneLine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace sima::isa {

namespace {

/// Column of comments.
constexpr unsigned kCommentColumn = 72;

/// The value of the top-level key `name` of the target's text.
StringRef targetName(StringRef yaml) {
  while (!yaml.empty()) {
    auto [line, rest] = yaml.split('\n');
    if (line.consume_front("name:"))
      return line.trim(" \"'");
    yaml = rest;
  }
  return "(unnamed)";
}

void printHeader(const Program &program, raw_ostream &os) {
  os << "ISA version " << program.isaVersion << ", target "
     << oneLine(targetName(program.target)) << ", " << program.code.size()
     << (program.code.size() == 1 ? " quad\n" : " quads\n");
  if (!program.ports.empty())
    os << "\nPorts\n";
  for (const Port &port : program.ports)
    os << formatv("  {0,-20} {1,12} bytes  {2}\n", port.symbol().name(),
                  port.extent, port.name);
  if (!program.constants.empty() || program.spillBytes)
    os << "\nConstants and spill\n";
  for (const auto &[k, constant] : enumerate(program.constants))
    os << formatv("  {0,-20} {1,12} bytes\n", Symbol::constant(k).name(),
                  constant.bytes.size());
  if (program.spillBytes)
    os << formatv("  {0,-20} {1,12} bytes\n", "spill", program.spillBytes);
}

void printWord(const Program &program, const CodeRange &range, uint32_t word,
               const MCInst &inst, raw_ostream &os) {
  std::string text = printInst(inst);
  std::replace(text.begin(), text.end(), '\t', ' ');
  std::string line = formatv("  {0,8}: {1}", word, text);
  os << left_justify(line, kCommentColumn) << " ; node "
     << oneLine(program.nodes[range.node]) << '\n';
}

Error printQuad(const Program &program, EntryPoint entry, unsigned quad,
                const CodeRange *&range, raw_ostream &os) {
  const EntryCode &code = program.entry(entry);
  const std::vector<uint64_t> &words = code.code[quad];
  MCSession session;
  auto disassembler =
      createDisassembler(session.context(), relocationsOf(code, quad));
  os << "\nQuad " << quad << ", ";
  if (program.next)
    os << "entry point " << entryName(entry) << ", ";
  os << words.size() << " words\n";
  const CodeRange *last = nullptr;
  std::vector<bool> begun(program.layers.size());
  for (uint64_t next = 0; next < words.size(); ++range) {
    if (!last || last->layer != range->layer)
      os << '\n'
         << layerLabel(program.layers[range->layer], entry, quad)
         << (begun[range->layer] ? ": ; continued\n" : ":\n");
    begun[range->layer] = true;
    last = range;
    for (; next < range->end; ++next) {
      uint8_t bytes[kWordBytes];
      support::endian::write64le(bytes, words[next]);
      MCInst inst;
      uint64_t size;
      if (disassembler->getInstruction(inst, size, bytes, next * kWordBytes,
                                       nulls()) != MCDisassembler::Success)
        return createStringError(
            formatv("quad {0}, word {1} is illegal", quad, next));
      printWord(program, *range, next, inst, os);
    }
  }
  return Error::success();
}

} // namespace

Error printListing(const Program &program, raw_ostream &os) {
  if (Error error = verify(program))
    return error;
  printHeader(program, os);
  for (EntryPoint entry : program.entries()) {
    const CodeRange *range = program.entry(entry).ranges.data();
    for (unsigned quad = 0; quad < program.code.size(); ++quad)
      if (Error error = printQuad(program, entry, quad, range, os))
        return error;
  }
  return Error::success();
}

} // namespace sima::isa
