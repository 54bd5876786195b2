//===- Objdump.cpp - Readable listing of an MLA ELF file ------------------===//
//
// The listing, and the tool around it.
//
//===----------------------------------------------------------------------===//
#include "sima/Target/MLA/Objdump.h"
#include "lib/Target/MLA/MLADisassembler.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "sima/Support/CommandLine.h"
#include "sima/Support/Files.h"
#include "sima/Support/OneLine.h"
#include "sima/Support/ToolMain.h"
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

static Error dump(StringRef bytes, bool asText, raw_ostream &os) {
  if (asText) {
    Expected<std::string> text = disassemble(bytes);
    if (!text)
      return text.takeError();
    os << *text;
    return Error::success();
  }
  Expected<Program> program = readELF(bytes);
  if (!program)
    return program.takeError();
  return printListing(*program, os);
}

static constexpr ToolExample kExamples[] = {
    {"sima-objdump out/digits.elf",
     "ports, constants, and the instructions of each quad by layer"},
    {"sima-objdump --asm out/digits.elf",
     "text from which sima-translate --assemble makes the same file"}};

static constexpr StringLiteral kSeeAlso[] = {"sima-compile", "sima-translate",
                                             "sima-inspect"};

static constexpr ToolPage kPage = {
    "sima-objdump",
    "Lists what an MLA ELF file holds.",
    "[options] FILE",
    "The listing shows symbols in place of addresses, a label before each "
    "layer, and behind each instruction the node of the model that it comes "
    "from. ELF files lie in archives; sima-compile --emit elf writes one.",
    kExamples,
    "listed",
    "the file was refused, in one line",
    kSeeAlso};

int objdumpMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  std::string file;
  bool asText = false;
  CommandLine line(kPage);
  line.argument(file, "FILE", "the ELF file", {".elf"});
  line.flag(asText, "--asm", "print text that can be assembled");
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  auto buffer = readFile(file, ProgramLimits::kFileBytes);
  if (!buffer)
    return tool.fail(toString(buffer.takeError()));
  if (Error error = dump((*buffer)->getBuffer(), asText, outs()))
    return tool.fail(file + ": " + toString(std::move(error)));
  return tool.finish(0);
}

} // namespace sima::isa
