//===- ObjdumpMain.cpp - The command line of sima-objdump -----------------===//

#include "ProgramTimes.h"
#include "sima/Pipelines/Objdump.h"
#include "sima/Support/CommandLine.h"
#include "sima/Support/Files.h"
#include "sima/Support/ToolMain.h"
#include "sima/Target/MLA/Objdump.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace sima;

static constexpr ToolExample kExamples[] = {
    {"sima-objdump out/digits.elf",
     "ports, constants, and the instructions of each quad by layer"},
    {"sima-objdump --asm out/digits.elf",
     "text from which sima-translate --assemble makes the same file"},
    {"sima-objdump --source out/digits.elf",
     "each instruction with tile, operation, node and cycles"}};

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

static Error dumpSource(const isa::Program &program, StringRef bytes,
                        raw_ostream &os) {
  Expected<ProgramTimes> times = ProgramTimes::of(bytes);
  if (!times)
    return times.takeError();
  auto cycles = [&](isa::EntryPoint entry, unsigned quad, uint32_t word) {
    const TimedWord *timed = times->entryAt(entry, quad, word);
    if (!timed || timed->word != word)
      return std::string();
    const WordTime &time = timed->time(ClockKind::Static);
    return formatv("{0} to {1}", time.start, time.end).str();
  };
  return isa::printSourceListing(program, bytes, cycles, os);
}

static Error dump(StringRef bytes, bool asText, bool withSource,
                  raw_ostream &os) {
  if (asText) {
    Expected<std::string> text = isa::disassemble(bytes);
    if (!text)
      return text.takeError();
    os << *text;
    return Error::success();
  }
  Expected<isa::Program> program = isa::readELF(bytes);
  if (!program)
    return program.takeError();
  return withSource ? dumpSource(*program, bytes, os)
                    : isa::printListing(*program, os);
}

int sima::objdumpMain(int argc, char **argv) {
  ToolMain tool(argc, argv);
  std::string file;
  bool asText = false, withSource = false;
  CommandLine line(kPage);
  line.argument(file, "FILE", "the ELF file", {".elf"});
  line.flag(asText, "--asm", "print text that can be assembled");
  line.flag(withSource, "--source",
            "say what each word and constant is there for, and when");
  if (std::optional<int> code = line.parse(argc, argv))
    return tool.finish(*code);
  if (asText && withSource)
    return tool.finish(
        reportWrongUsage(kPage, "--asm and --source are two listings"));
  auto buffer = readFile(file, isa::ProgramLimits::kFileBytes);
  if (!buffer)
    return tool.fail(toString(buffer.takeError()));
  if (Error error = dump((*buffer)->getBuffer(), asText, withSource, outs()))
    return tool.fail(file + ": " + toString(std::move(error)));
  return tool.finish(0);
}
