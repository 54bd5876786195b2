//===- MLATargetStreamer.cpp - The container's own parts ------------------===//
//
// As directives in text, and as sections, symbols and notes in ELF.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/MLATargetStreamer.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "lib/Target/MLA/ProvenanceNote.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCELFStreamer.h"
#include "llvm/MC/MCSectionELF.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace sima::isa {

//===----------------------------------------------------------------------===//
// The layer map
//===----------------------------------------------------------------------===//

void MLATargetStreamer::beginCode(EntryPoint entry, unsigned quad) {
  endRange();
  endPlace();
  currentEntry = entry;
  currentQuad = quad;
  current().begun = true;
  unsigned &quads = quadsOf[unsigned(entry)];
  quads = std::max(quads, quad + 1);
  openPlace(kNoPlace);
}

void MLATargetStreamer::beginRange(uint32_t layer, uint32_t node) {
  endRange();
  uint32_t first = current().words[currentQuad];
  current().ranges.push_back({currentQuad, first, first, layer, node});
  inRange = true;
}

void MLATargetStreamer::endRange() {
  if (inRange)
    current().ranges.back().end = current().words[currentQuad];
  inRange = false;
}

//===----------------------------------------------------------------------===//
// Provenance
//===----------------------------------------------------------------------===//

void MLATargetStreamer::emitOperation(const LayerOperation &operation) {
  provenance.operations.push_back(operation);
}

void MLATargetStreamer::beginPlace(const Place &place) {
  endPlace();
  auto [it, isNew] = numberOfPlace.try_emplace(place, provenance.places.size());
  if (isNew)
    provenance.places.push_back(place);
  openPlace(it->second);
}

/// Continues the range before it where that is of the same place.
void MLATargetStreamer::openPlace(uint32_t place) {
  uint32_t first = current().words[currentQuad];
  std::vector<PlaceRange> &ranges = provenance.code[unsigned(currentEntry)];
  if (first == 0 || ranges.empty() || ranges.back().quad != currentQuad ||
      ranges.back().place != place)
    ranges.push_back({currentQuad, first, first, place});
  inPlace = true;
}

void MLATargetStreamer::endPlace() {
  if (!inPlace)
    return;
  std::vector<PlaceRange> &ranges = provenance.code[unsigned(currentEntry)];
  PlaceRange &last = ranges.back();
  last.end = current().words[last.quad];
  if (last.end == last.first)
    ranges.pop_back();
  inPlace = false;
}

void MLATargetStreamer::beginConstant(uint32_t k) {
  constants = std::max(constants, k + 1);
}

void MLATargetStreamer::emitPart(uint32_t operation, PartRole role,
                                 uint32_t bytes) {
  uint32_t constant = constants - 1;
  uint64_t first = 0;
  if (!provenance.parts.empty()) {
    const ConstantPart &last = provenance.parts.back();
    const std::vector<LayerOperation> &operations = provenance.operations;
    if (last.constant == constant &&
        operations[last.operation].layer == operations[operation].layer)
      first = last.end;
  }
  provenance.parts.push_back(
      {constant, uint32_t(first), uint32_t(first + bytes), role, operation});
}

void MLATargetStreamer::emitWord(const MCInst &inst) {
  Streamer.emitInstruction(inst, *MCTables::get().subtarget);
  ++current().words[currentQuad];
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

void printQuoted(StringRef text, raw_ostream &os) {
  os << '"';
  for (unsigned char c : text) {
    if (c == '"' || c == '\\')
      os << '\\' << c;
    else if (c == '\n')
      os << "\\n";
    else if (isPrint(c))
      os << c;
    else
      os << format("\\%03o", c);
  }
  os << '"';
}

void MLATargetAsmStreamer::emitISA(uint32_t version) {
  os << "\t.isa\t" << version << '\n';
}

void MLATargetAsmStreamer::emitTarget(StringRef piece) {
  os << "\t.target\t";
  printQuoted(piece, os);
  os << '\n';
}

void MLATargetAsmStreamer::emitLayer(StringRef name) {
  MLATargetStreamer::emitLayer(name);
  os << "\t.layer\t";
  printQuoted(name, os);
  os << '\n';
}

void MLATargetAsmStreamer::emitNode(StringRef name) {
  MLATargetStreamer::emitNode(name);
  os << "\t.node\t";
  printQuoted(name, os);
  os << '\n';
}

void MLATargetAsmStreamer::beginCode(EntryPoint entry, unsigned quad) {
  MLATargetStreamer::beginCode(entry, quad);
  // Labels and data want a current section; the directive stands for it.
  Streamer.switchSectionNoPrint(
      Streamer.getContext().getObjectFileInfo()->getTextSection());
  os << "\n\t.code\tq" << quad;
  if (entry == EntryPoint::Next)
    os << ", " << entryName(entry);
  os << '\n';
}

void MLATargetAsmStreamer::beginRange(uint32_t layer, uint32_t node) {
  os << "\t.range\t";
  printQuoted(layers[layer], os);
  os << ", ";
  printQuoted(nodes[node], os);
  os << '\n';
}

void MLATargetAsmStreamer::emitOperation(const LayerOperation &operation) {
  MLATargetStreamer::emitOperation(operation);
  os << "\t.op\t";
  printQuoted(layers[operation.layer], os);
  os << ", \"" << operation.name << "\", ";
  printQuoted(nodes[operation.node], os);
  os << '\n';
}

void MLATargetAsmStreamer::beginPlace(const Place &place) {
  os << "\t.place\t" << name(place.role);
  if (place.role != PlaceRole::Halt) {
    os << ", " << place.sample;
    for (Span span : place.box)
      os << ", " << span.begin << ", " << span.end;
  }
  os << '\n';
}

void MLATargetAsmStreamer::emitPart(uint32_t operation, PartRole role,
                                    uint32_t bytes) {
  os << "\t.part\t" << operation << ", " << name(role) << ", " << bytes << '\n';
}

void MLATargetAsmStreamer::beginConstant(uint32_t k) {
  Streamer.switchSectionNoPrint(
      Streamer.getContext().getObjectFileInfo()->getReadOnlySection());
  os << "\n\t.const\t" << k << '\n';
}

void MLATargetAsmStreamer::emitSpill(uint64_t bytes) {
  os << "\n\t.spill\t" << bytes << '\n';
}

void MLATargetAsmStreamer::emitPort(const Port &port) {
  os << "\t.port\t" << (port.direction == Port::Direction::In ? "in" : "out")
     << ", " << port.index << ", " << port.sample << ", ";
  printQuoted(port.name, os);
  os << ", " << port.extent << '\n';
}

//===----------------------------------------------------------------------===//
// ELF
//===----------------------------------------------------------------------===//

void MLATargetELFStreamer::enterSection(StringRef name, unsigned type,
                                        unsigned flags, unsigned alignment) {
  MCSectionELF *section =
      Streamer.getContext().getELFSection(name, type, flags);
  section->ensureMinAlignment(Align(alignment));
  Streamer.switchSection(section);
}

void MLATargetELFStreamer::emitSymbol(const Symbol &symbol) {
  Streamer.emitLabel(Streamer.getContext().getOrCreateSymbol(symbol.name()));
}

void MLATargetELFStreamer::emitTarget(StringRef piece) {
  if (!target)
    target.emplace();
  *target += piece;
}

void MLATargetELFStreamer::beginCode(EntryPoint entry, unsigned quad) {
  MLATargetStreamer::beginCode(entry, quad);
  enterSection(codeSectionName(entry, quad), ELF::SHT_PROGBITS,
               ELF::SHF_ALLOC | ELF::SHF_EXECINSTR, kSectionAlignment);
}

void MLATargetELFStreamer::beginConstant(uint32_t k) {
  MLATargetStreamer::beginConstant(k);
  endRange();
  enterSection((kConstantPrefix + Twine(k)).str(), ELF::SHT_PROGBITS,
               ELF::SHF_ALLOC, kSectionAlignment);
  emitSymbol(Symbol::constant(k));
}

void MLATargetELFStreamer::emitSpill(uint64_t bytes) {
  endRange();
  enterSection(kSpillSection, ELF::SHT_NOBITS, ELF::SHF_ALLOC | ELF::SHF_WRITE,
               kSectionAlignment);
  emitSymbol(Symbol::spill());
  Streamer.emitZeros(bytes);
}

void MLATargetELFStreamer::emitPort(const Port &port) {
  endRange();
  enterSection(port.sectionName(), kPortSectionType, /*flags=*/0,
               kPortAlignment);
  emitSymbol(port.symbol());
  Streamer.emitInt64(port.extent);
  Streamer.emitInt64(kPortSegments);
}

void MLATargetELFStreamer::emitNote(StringRef section, uint32_t type,
                                    StringRef desc) {
  enterSection(section, ELF::SHT_NOTE, /*flags=*/0, kNoteAlignment);
  std::string name = kNoteName.str();
  name.resize(alignTo(name.size() + 1, kNoteAlignment));
  Streamer.emitInt32(kNoteName.size() + 1);
  Streamer.emitInt32(desc.size());
  Streamer.emitInt32(type);
  Streamer.emitBytes(name);
  Streamer.emitBytes(desc);
  Streamer.emitBytes(
      std::string(offsetToAlignment(desc.size(), Align(kNoteAlignment)), '\0'));
}

void MLATargetELFStreamer::finish() {
  endRange();
  if (isaVersion) {
    char desc[4];
    support::endian::write32le(desc, *isaVersion);
    emitNote(kISANote, NoteISA, StringRef(desc, sizeof(desc)));
    static_cast<MCELFStreamer &>(Streamer).getWriter().setELFHeaderEFlags(
        *isaVersion);
  }
  if (target)
    emitNote(kTargetNote, NoteTarget, *target);
  const Ranges &first = entries[unsigned(EntryPoint::First)];
  const Ranges &next = entries[unsigned(EntryPoint::Next)];
  emitNote(kLayersNote, NoteLayers, writeLayerMap(layers, nodes, first.ranges));
  if (next.begun)
    emitNote(kNextNote, NoteNext, writeNextRanges(layers.size(), next.ranges));
  endPlace();
  if (!provenance.operations.empty())
    emitNote(kProvenanceNote, NoteProvenance,
             writeProvenance(provenance, quadsOf, constants));
}

} // namespace sima::isa
