//===- SourceListing.cpp - A listing with what each word is there for -----===//

#include "lib/Target/MLA/MLAMCTarget.h"
#include "sima/Support/OneLine.h"
#include "sima/Target/MLA/Instruction.h"
#include "sima/Target/MLA/Objdump.h"
#include "sima/Target/MLA/Origins.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace sima::isa {

/// Column of cycles, behind the instruction.
static constexpr unsigned kTimeColumn = 64;

namespace {
class SourceListing {
public:
  SourceListing(const Program &program, CyclesOfWord cycles, raw_ostream &os)
      : program(program), origins(program), cycles(cycles), os(os) {}

  Error printCode(const FileSection &section);
  void printConstant(const FileSection &section);

private:
  /// "; node conv1, mla.conv2d, layer MLA_0/conv2d_0: compute sample 0 ..."
  void printOrigin(const Origin &origin);

  const Program &program;
  Origins origins;
  CyclesOfWord cycles;
  raw_ostream &os;
};
} // namespace

void SourceListing::printOrigin(const Origin &origin) {
  os << "; node " << oneLine(program.nodes[origin.node]);
  std::string operations = origins.operationsOf(origin.layer);
  if (!operations.empty())
    os << ", " << operations;
  os << ", layer " << program.layers[origin.layer];
  if (origin.place) {
    os << ": " << name(origin.place->role);
    std::string box = boxText(*origin.place);
    if (!box.empty())
      os << ' ' << box;
  }
  os << '\n';
}

Error SourceListing::printCode(const FileSection &section) {
  const std::vector<uint64_t> &words =
      program.entry(section.entry).code[section.index];
  Expected<std::vector<std::string>> texts =
      instructionTexts(program, section.entry, section.index);
  if (!texts)
    return texts.takeError();
  os << formatv("\nSection {0}, {1} words at file offset {2:x}\n", section.name,
                words.size(), section.offset);
  Origin last;
  bool isFirst = true;
  for (uint32_t word = 0; word < words.size(); ++word) {
    Origin origin = origins.ofWord(section.entry, section.index, word);
    if (isFirst || origin.layer != last.layer || origin.node != last.node ||
        origin.place != last.place)
      printOrigin(origin);
    isFirst = false;
    last = origin;
    os << formatv("  {0,8:x} {1,6}  {2:x-16}  ",
                  section.offset + uint64_t(word) * kWordBytes, word,
                  words[word]);
    std::string time = cycles(section.entry, section.index, word);
    os << left_justify((*texts)[word], time.empty() ? 0 : kTimeColumn);
    os << (time.empty() ? "" : " ; cycles ") << time << '\n';
  }
  return Error::success();
}

void SourceListing::printConstant(const FileSection &section) {
  os << formatv("\nSection {0}, {1} bytes at file offset {2:x}\n", section.name,
                section.bytes, section.offset);
  if (!program.provenance)
    return;
  for (const ConstantPart &part : program.provenance->parts) {
    if (part.constant != section.index)
      continue;
    const LayerOperation &operation =
        program.provenance->operations[part.operation];
    os << formatv("  {0,8:x} {1,10} to {2,10}  {3,-10}  ; node {4}, {5}, "
                  "layer {6}\n",
                  section.offset + part.first, part.first, part.end,
                  name(part.role), oneLine(program.nodes[operation.node]),
                  operation.name, program.layers[operation.layer]);
  }
}

Error printSourceListing(const Program &program, StringRef elf,
                         CyclesOfWord cycles, raw_ostream &os) {
  Expected<std::vector<FileSection>> sections = fileSections(elf);
  if (!sections)
    return sections.takeError();
  SourceListing listing(program, cycles, os);
  os << (program.provenance ? "Provenance of every word and constant\n"
                            : "No provenance: layers and nodes only\n");
  for (const FileSection &section : *sections) {
    if (!section.isCode)
      listing.printConstant(section);
    else if (Error error = listing.printCode(section))
      return error;
  }
  return Error::success();
}

} // namespace sima::isa
