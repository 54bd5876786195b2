//===- Assembler.cpp - Assembly text to files and words -------------------===//
//
// MC's assembler with our target parser. What it makes is read back, so that
// no text can make a file that the reader refuses.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/AssemblyScan.h"
#include "lib/Target/MLA/MLAAsmParser.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/MLAStreamers.h"
#include "sima/Target/MLA/Instruction.h"
#include "sima/Target/MLA/Program.h"
#include "llvm/MC/MCParser/MCAsmParser.h"
#include "llvm/MC/MCSectionELF.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace sima::isa {

namespace {

/// Keeps the words of instructions; nothing else reaches it.
class WordStreamer : public MCStreamer {
public:
  explicit WordStreamer(MCContext &ctx) : MCStreamer(ctx) {}

  void emitInstruction(const MCInst &inst, const MCSubtargetInfo &) override {
    words.push_back(encodeInst(inst));
  }
  bool emitSymbolAttribute(MCSymbol *, MCSymbolAttr) override { return false; }
  void emitCommonSymbol(MCSymbol *, uint64_t, Align) override {}
  void emitZerofill(MCSection *, MCSymbol *, uint64_t, Align, SMLoc) override {}

  std::vector<uint64_t> words;
};

/// Parses the session's text; errors stay in the session.
void parse(MCSession &session, MCStreamer &streamer,
           MLATargetStreamer *targetStreamer) {
  std::unique_ptr<MCAsmParser> parser(createMCAsmParser(
      session.sources(), session.context(), streamer, *MCTables::get().syntax));
  MLAAsmParser targetParser(*parser, targetStreamer);
  parser->setTargetParser(targetParser);
  parser->Run(/*NoInitialTextSection=*/true, /*NoFinalize=*/true);
}

Error checkText(StringRef text, StringRef where) {
  if (text.size() > ProgramLimits::kFileBytes)
    return createStringError(formatv("{0}: text of {1} bytes; limit {2}", where,
                                     text.size(), ProgramLimits::kFileBytes));
  return scanAssembly(text, where);
}

} // namespace

Expected<std::string> assemble(StringRef text, StringRef where) {
  if (Error error = checkText(text, where))
    return error;
  MCSession session(text, where);
  ELFOutput output(session);
  parse(session, output.streamer(), &output.target());
  Expected<std::string> bytes = output.finish();
  if (!bytes)
    return bytes;
  Expected<Program> program = readELF(*bytes);
  if (!program)
    return createStringError(
        formatv("{0}: {1}", where, toString(program.takeError())));
  return bytes;
}

Expected<std::vector<uint64_t>> assembleWords(StringRef text) {
  constexpr StringLiteral where = "<assembly>";
  if (Error error = checkText(text, where))
    return error;
  MCSession session(text, where);
  WordStreamer streamer(session.context());
  streamer.switchSectionNoPrint(
      session.context().getObjectFileInfo()->getTextSection());
  parse(session, streamer, nullptr);
  if (session.failed())
    return session.takeError();
  return std::move(streamer.words);
}

} // namespace sima::isa
