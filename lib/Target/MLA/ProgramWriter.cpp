//===- ProgramWriter.cpp - Programs to ELF files and text -----------------===//
//
// One walk over a program drives either of MC's streamers.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLADisassembler.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/MLAStreamers.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace sima::isa {

namespace {

/// Bytes of a constant in one `.ascii` line.
constexpr size_t kBytesPerLine = 32;

void emitHeader(const Program &program, MLATargetStreamer &out) {
  out.emitISA(program.isaVersion);
  StringRef rest = program.target;
  do {
    size_t lineEnd = rest.find('\n');
    size_t size = lineEnd == StringRef::npos ? rest.size() : lineEnd + 1;
    out.emitTarget(rest.take_front(size));
    rest = rest.drop_front(size);
  } while (!rest.empty());
  for (const std::string &layer : program.layers)
    out.emitLayer(layer);
  for (const std::string &node : program.nodes)
    out.emitNode(node);
  if (program.provenance)
    for (const LayerOperation &operation : program.provenance->operations)
      out.emitOperation(operation);
}

/// Calls begin() with each place where its words begin.
class PlaceCursor {
public:
  PlaceCursor(const Program &program, EntryPoint entry) {
    if (!program.provenance)
      return;
    places = program.provenance->places;
    rest = program.provenance->code[unsigned(entry)];
  }

  void advance(unsigned quad, uint64_t word, MLATargetStreamer &out) {
    if (rest.empty() || rest.front().quad != quad || rest.front().first != word)
      return;
    out.beginPlace(places[rest.front().place]);
    rest = rest.drop_front();
  }

private:
  ArrayRef<Place> places;
  ArrayRef<PlaceRange> rest;
};

/// Emits the code of a quad; `range` is its first range and moves past its
/// last one, `places` likewise. The program has been verified: every word
/// decodes.
void emitCode(const Program &program, EntryPoint entry, unsigned quad,
              const CodeRange *&range, PlaceCursor &places,
              MCStreamer &streamer, MLATargetStreamer &out) {
  const EntryCode &code = program.entry(entry);
  const std::vector<uint64_t> &words = code.code[quad];
  MCContext &ctx = streamer.getContext();
  auto disassembler = createDisassembler(ctx, relocationsOf(code, quad));
  std::vector<bool> begun(program.layers.size());
  out.beginCode(entry, quad);
  for (uint64_t next = 0; next < words.size(); ++range) {
    if (!begun[range->layer])
      streamer.emitLabel(ctx.getOrCreateSymbol(
          layerLabel(program.layers[range->layer], entry, quad)));
    begun[range->layer] = true;
    out.beginRange(range->layer, range->node);
    for (; next < range->end; ++next) {
      places.advance(quad, next, out);
      uint8_t bytes[kWordBytes];
      support::endian::write64le(bytes, words[next]);
      MCInst inst;
      uint64_t size;
      (void)disassembler->getInstruction(inst, size, bytes, next * kWordBytes,
                                         nulls());
      out.emitWord(inst);
    }
  }
}

void emitData(const Program &program, MCStreamer &streamer,
              MLATargetStreamer &out) {
  ArrayRef<ConstantPart> parts;
  if (program.provenance)
    parts = program.provenance->parts;
  for (size_t k = 0; k < program.constants.size(); ++k) {
    out.beginConstant(k);
    for (; !parts.empty() && parts.front().constant == k;
         parts = parts.drop_front())
      out.emitPart(parts.front().operation, parts.front().role,
                   parts.front().end - parts.front().first);
    StringRef rest = toStringRef(ArrayRef(program.constants[k].bytes));
    for (; !rest.empty();
         rest = rest.drop_front(std::min(kBytesPerLine, rest.size())))
      streamer.emitBytes(rest.take_front(kBytesPerLine));
  }
  if (program.spillBytes)
    out.emitSpill(program.spillBytes);
  for (const Port &port : program.ports)
    out.emitPort(port);
}

void emitProgram(const Program &program, MCStreamer &streamer,
                 MLATargetStreamer &out) {
  emitHeader(program, out);
  for (EntryPoint entry : program.entries()) {
    const EntryCode &code = program.entry(entry);
    const CodeRange *range = code.ranges.data();
    PlaceCursor places(program, entry);
    for (unsigned quad = 0; quad < code.code.size(); ++quad)
      emitCode(program, entry, quad, range, places, streamer, out);
  }
  emitData(program, streamer, out);
}

} // namespace

Expected<std::string> writeELF(const Program &program) {
  if (Error error = verify(program))
    return error;
  MCSession session;
  ELFOutput output(session);
  emitProgram(program, output.streamer(), output.target());
  return output.finish();
}

Expected<std::string> writeAssembly(const Program &program) {
  if (Error error = verify(program))
    return error;
  MCSession session;
  TextOutput output(session);
  emitProgram(program, output.streamer(), output.target());
  return output.finish();
}

Expected<std::string> disassemble(StringRef elf) {
  Expected<Program> program = readELF(elf);
  if (!program)
    return program.takeError();
  return writeAssembly(*program);
}

} // namespace sima::isa
