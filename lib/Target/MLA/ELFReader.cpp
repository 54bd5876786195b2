//===- ELFReader.cpp - ELF files to programs ------------------------------===//
//
// Reads exactly the container that docs/isa.md defines, over LLVM's ELFFile.
// Any bytes may come in: sizes, indices and orders are checked here, the rules
// of the program itself by verify().
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/ELFSections.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "lib/Target/MLA/ProvenanceNote.h"
#include "sima/Target/MLA/Program.h"
#include "sima/Target/MLA/ProgramError.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include <map>

using namespace llvm;

namespace sima::isa {

namespace {

class Reader {
public:
  explicit Reader(ELFSections &sections) : sections(sections) {}

  Expected<Program> run() {
    using Step = Error (Reader::*)();
    constexpr std::pair<ProgramPart, Step> steps[] = {
        {ProgramPart::Container, &Reader::readCode},
        {ProgramPart::Container, &Reader::readConstants},
        {ProgramPart::Container, &Reader::readSpill},
        {ProgramPart::Notes, &Reader::readNotes},
        {ProgramPart::Provenance, &Reader::readProvenanceNote},
        {ProgramPart::Container, &Reader::readSymbols},
        {ProgramPart::Ports, &Reader::readPorts},
        {ProgramPart::Relocations, &Reader::readRelocations},
        {ProgramPart::Container, &Reader::verifyProgram},
        {ProgramPart::LayerMap, &Reader::checkLayerSymbols}};
    for (auto [part, step] : steps)
      if (Error error = inPart(part, (this->*step)()))
        return error;
    return std::move(program);
  }

private:
  Error readCode();
  Error readConstants();
  Error readSpill();
  Error readNotes();
  Error readNextNote();
  Error readProvenanceNote();
  Error readSymbols();
  Error readPorts();
  Error readPort(const ELFSection &section);
  Error readRelocations();
  Error readRelocation(EntryPoint entry, unsigned quad, const ELFRela &rela);
  Error verifyProgram() { return verify(program); }
  Error checkLayerSymbols();
  /// Checks that the labels of an entry point are there, and counts them.
  Error checkLabels(EntryPoint entry, size_t &expected);

  struct Label {
    uint32_t section;
    uint64_t value;
  };

  ELFSections &sections;
  Program program;
  /// By symbol index: what relocations may name.
  std::map<uint32_t, Symbol> symbolOfIndex;
  /// By section index: the symbol that stands for it.
  std::map<uint32_t, Symbol> symbolOfSection;
  /// The other symbols: where layers begin.
  StringMap<Label> labels;
};

/// The words of all quads.
static Error readWords(ArrayRef<ELFSection> sections,
                       std::vector<std::vector<uint64_t>> &code) {
  for (const ELFSection &section : sections) {
    if (section.bytes.size() % kWordBytes)
      return createStringError(
          formatv("{0} has {1} bytes; must be a multiple of {2}", section.name,
                  section.bytes.size(), kWordBytes));
    if (section.bytes.size() > ProgramLimits::kCodeBytesPerQuad)
      return createStringError(formatv("{0} has {1} bytes; limit {2}",
                                       section.name, section.bytes.size(),
                                       ProgramLimits::kCodeBytesPerQuad));
    std::vector<uint64_t> words(section.bytes.size() / kWordBytes);
    for (size_t i = 0; i < words.size(); ++i)
      words[i] =
          support::endian::read64le(section.bytes.data() + i * kWordBytes);
    code.push_back(std::move(words));
  }
  return Error::success();
}

Error Reader::readCode() {
  if (sections.hasNext())
    program.next.emplace();
  for (EntryPoint entry : program.entries())
    if (Error error =
            readWords(sections.code(entry), program.entry(entry).code))
      return error;
  return Error::success();
}

Error Reader::readConstants() {
  for (const ELFSection &section : sections.constants)
    program.constants.push_back({section.bytes.vec()});
  return Error::success();
}

Error Reader::readSpill() {
  if (!sections.spill)
    return Error::success();
  program.spillBytes = sections.spill->size;
  if (program.spillBytes == 0)
    return createStringError(".spill is empty");
  return Error::success();
}

Error Reader::readNotes() {
  Expected<StringRef> isa = sections.note(kISANote, NoteISA);
  if (!isa)
    return isa.takeError();
  if (isa->size() != 4)
    return createStringError(
        formatv("{0} holds {1} bytes; must be 4", kISANote, isa->size()));
  program.isaVersion = support::endian::read32le(isa->data());
  if (program.isaVersion != sections.flags)
    return createStringError(
        formatv("ISA version {0} in the note, {1} in e_flags",
                program.isaVersion, sections.flags));
  Expected<StringRef> target = sections.note(kTargetNote, NoteTarget);
  if (!target)
    return target.takeError();
  program.target = target->str();
  Expected<StringRef> layers = sections.note(kLayersNote, NoteLayers);
  if (!layers)
    return layers.takeError();
  if (Error error =
          inPart(ProgramPart::LayerMap, readLayerMap(*layers, program)))
    return error;
  return program.next ? readNextNote() : Error::success();
}

Error Reader::readNextNote() {
  Expected<StringRef> next = sections.note(kNextNote, NoteNext);
  if (!next)
    return next.takeError();
  return inPart(ProgramPart::LayerMap,
                readNextRanges(*next, program, program.next->ranges));
}

Error Reader::readProvenanceNote() {
  if (!sections.hasNote(kProvenanceNote))
    return Error::success();
  Expected<StringRef> note = sections.note(kProvenanceNote, NoteProvenance);
  if (!note)
    return note.takeError();
  return readProvenance(*note, program);
}

Error Reader::readSymbols() {
  for (const ELFSymbol &symbol : sections.symbols) {
    Expected<Symbol> parsed = Symbol::parse(symbol.name);
    if (!parsed) {
      consumeError(parsed.takeError());
      if (!labels.try_emplace(symbol.name, Label{symbol.section, symbol.value})
               .second)
        return createStringError(
            formatv("symbol {0} appears twice", symbol.name));
      continue;
    }
    if (symbol.value != 0)
      return createStringError(formatv("symbol {0} has value {1}; must be 0",
                                       symbol.name, symbol.value));
    if (!symbolOfSection.try_emplace(symbol.section, *parsed).second)
      return createStringError(formatv(
          "symbol {0} is not the only one of its section", symbol.name));
    symbolOfIndex.try_emplace(symbol.index, *parsed);
  }
  auto owns = [&](const ELFSection &section, Symbol symbol) {
    auto it = symbolOfSection.find(section.index);
    return it != symbolOfSection.end() && it->second == symbol;
  };
  for (const auto &[k, section] : enumerate(sections.constants))
    if (!owns(section, Symbol::constant(k)))
      return createStringError(
          formatv("{0} lacks its symbol const.{1}", section.name, k));
  if (sections.spill && !owns(*sections.spill, Symbol::spill()))
    return createStringError(".spill lacks its symbol spill");
  return Error::success();
}

Error Reader::readPorts() {
  for (const ELFSection &section : sections.ports)
    if (Error error = readPort(section))
      return error;
  size_t expected = sections.constants.size() + sections.ports.size() +
                    (sections.spill ? 1 : 0);
  if (symbolOfSection.size() != expected)
    return createStringError(
        formatv("{0} symbols of constants, spill and ports; {1} sections",
                symbolOfSection.size(), expected));
  return Error::success();
}

Error Reader::readPort(const ELFSection &section) {
  Port port;
  StringRef rest = section.name;
  if (rest.starts_with(kJoinedOutputPrefix))
    port.direction = Port::Direction::Out;
  // What is left of a joined port's name is the word between the dots.
  if (!rest.consume_front(kOutputPrefix) && !rest.consume_front(kInputPrefix))
    rest.consume_front("data.");
  port.name = rest.rsplit(".b").first.str();
  auto it = symbolOfSection.find(section.index);
  Symbol::Kind kind = port.direction == Port::Direction::In
                          ? Symbol::Kind::PortIn
                          : Symbol::Kind::PortOut;
  if (it == symbolOfSection.end() || it->second.kind != kind)
    return createStringError(
        formatv("{0} lacks its port symbol", section.name));
  port.index = it->second.index;
  port.sample = it->second.sample;
  if (port.sectionName() != section.name)
    return createStringError(
        formatv("{0} has the symbol {1}", section.name, it->second.name()));
  if (section.bytes.size() != kPortHeaderBytes)
    return createStringError(formatv("{0} has {1} bytes; must be {2}",
                                     section.name, section.bytes.size(),
                                     kPortHeaderBytes));
  port.extent = support::endian::read64le(section.bytes.data());
  uint64_t segments = support::endian::read64le(section.bytes.data() + 8);
  if (segments != kPortSegments)
    return createStringError(formatv("{0} has {1} address segments; must be "
                                     "{2}",
                                     section.name, segments, kPortSegments));
  program.ports.push_back(std::move(port));
  return Error::success();
}

Error Reader::readRelocations() {
  for (EntryPoint entry : program.entries())
    for (unsigned quad = 0; quad < sections.code(entry).size(); ++quad) {
      Expected<ArrayRef<ELFRela>> relas = sections.relocations(entry, quad);
      if (!relas)
        return relas.takeError();
      for (const ELFRela &rela : *relas)
        if (Error error = readRelocation(entry, quad, rela))
          return error;
    }
  return Error::success();
}

Error Reader::readRelocation(EntryPoint entry, unsigned quad,
                             const ELFRela &rela) {
  if (rela.getType(/*isMips64EL=*/false) != kRelocationAddr32)
    return createStringError(
        formatv("relocation type {0} in quad {1}; only R_SIMA_ADDR32 ({2}) is "
                "known",
                rela.getType(false), quad, kRelocationAddr32));
  if (rela.r_offset % kWordBytes ||
      rela.r_offset >= program.entry(entry).code[quad].size() * kWordBytes)
    return createStringError(formatv("relocation at byte {0} of quad {1}",
                                     uint64_t(rela.r_offset), quad));
  auto it = symbolOfIndex.find(rela.getSymbol(false));
  if (it == symbolOfIndex.end())
    return createStringError(
        formatv("relocation at byte {0} of quad {1} names symbol {2}, which is "
                "no constant, spill or port",
                uint64_t(rela.r_offset), quad, rela.getSymbol(false)));
  program.entry(entry).relocations.push_back(
      {quad, static_cast<uint32_t>(rela.r_offset / kWordBytes), it->second,
       rela.r_addend});
  return Error::success();
}

Error Reader::checkLabels(EntryPoint entry, size_t &expected) {
  std::vector<uint32_t> seenInQuad(program.layers.size(), UINT32_MAX);
  for (const CodeRange &range : program.entry(entry).ranges) {
    if (seenInQuad[range.layer] == range.quad)
      continue;
    seenInQuad[range.layer] = range.quad;
    std::string name =
        layerLabel(program.layers[range.layer], entry, range.quad);
    auto it = labels.find(name);
    if (it == labels.end() ||
        it->second.section != sections.code(entry)[range.quad].index ||
        it->second.value != uint64_t(range.first) * kWordBytes)
      return createStringError(formatv("no symbol {0} at word {1} of quad {2}",
                                       name, range.first, range.quad));
    ++expected;
  }
  return Error::success();
}

/// Labels stand exactly where layers begin.
Error Reader::checkLayerSymbols() {
  size_t expected = 0;
  for (EntryPoint entry : program.entries())
    if (Error error = checkLabels(entry, expected))
      return error;
  if (labels.size() != expected)
    return createStringError(
        formatv("{0} symbols in code; {1} layers begin there", labels.size(),
                expected));
  return Error::success();
}

} // namespace

Expected<Program> readELF(StringRef bytes) {
  Expected<ELFSections> sections = ELFSections::read(bytes);
  if (!sections)
    return inPart(ProgramPart::Container, sections.takeError());
  return Reader(*sections).run();
}

} // namespace sima::isa
