//===- Origins.cpp - From words and bytes of a file to the network --------===//

#include "sima/Target/MLA/Origins.h"
#include "lib/Target/MLA/ELFSections.h"
#include "lib/Target/MLA/MLADisassembler.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include <tuple>

using namespace llvm;

namespace sima::isa {

Expected<std::vector<FileSection>> fileSections(StringRef elf) {
  Expected<ELFSections> sections = ELFSections::read(elf);
  if (!sections)
    return sections.takeError();
  std::vector<FileSection> result;
  auto add = [&](const ELFSection &section, bool isCode, EntryPoint entry,
                 uint32_t index) {
    uint64_t offset = section.bytes.data() - elf.bytes_begin();
    result.push_back({section.name.str(), section.bytes.empty() ? 0 : offset,
                      section.bytes.size(), isCode, entry, index});
  };
  for (EntryPoint entry : {EntryPoint::First, EntryPoint::Next})
    for (auto [quad, section] : enumerate(sections->code(entry)))
      add(section, /*isCode=*/true, entry, quad);
  for (auto [k, section] : enumerate(sections->constants))
    add(section, /*isCode=*/false, EntryPoint::First, k);
  return result;
}

/// The range of a quad that holds a word.
template <typename Range>
static const Range &rangeAt(ArrayRef<Range> ranges, uint32_t quad,
                            uint32_t word) {
  return *partition_point(ranges, [&](const Range &range) {
    return std::tie(range.quad, range.end) <= std::tie(quad, word);
  });
}

Origin Origins::ofWord(EntryPoint entry, uint32_t quad, uint32_t word) const {
  const CodeRange &range =
      rangeAt(ArrayRef(program.entry(entry).ranges), quad, word);
  Origin origin = {range.layer, range.node, nullptr};
  if (const std::optional<Provenance> &p = program.provenance)
    origin.place =
        &p->places[rangeAt(ArrayRef(p->code[unsigned(entry)]), quad, word)
                       .place];
  return origin;
}

std::vector<ConstantPart> Origins::partsAt(uint32_t constant,
                                           uint32_t byte) const {
  std::vector<ConstantPart> found;
  if (program.provenance)
    for (const ConstantPart &part : program.provenance->parts)
      if (part.constant == constant && part.first <= byte && byte < part.end)
        found.push_back(part);
  return found;
}

std::string Origins::operationsOf(uint32_t layer) const {
  std::string text;
  if (program.provenance)
    for (const LayerOperation &operation : program.provenance->operations)
      if (operation.layer == layer)
        text += (text.empty() ? "" : " + ") + operation.name;
  return text;
}

bool Origins::isOf(uint32_t layer, uint32_t node) const {
  return program.provenance && any_of(program.provenance->operations,
                                      [&](const LayerOperation &operation) {
                                        return operation.layer == layer &&
                                               operation.node == node;
                                      });
}

Expected<std::vector<std::string>>
instructionTexts(const Program &program, EntryPoint entry, unsigned quad) {
  const EntryCode &code = program.entry(entry);
  MCSession session;
  auto disassembler =
      createDisassembler(session.context(), relocationsOf(code, quad));
  std::vector<std::string> texts;
  for (auto [word, value] : enumerate(code.code[quad])) {
    uint8_t bytes[kWordBytes];
    support::endian::write64le(bytes, value);
    MCInst inst;
    uint64_t size;
    if (disassembler->getInstruction(inst, size, bytes, word * kWordBytes,
                                     nulls()) != MCDisassembler::Success)
      return createStringError(
          formatv("quad {0}, word {1} is illegal", quad, word));
    std::string text = printInst(inst);
    std::replace(text.begin(), text.end(), '\t', ' ');
    texts.push_back(StringRef(text).trim().str());
  }
  return texts;
}

} // namespace sima::isa
