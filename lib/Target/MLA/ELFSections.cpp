//===- ELFSections.cpp - The sections of an MLA ELF file ------------------===//
//
// LLVM's ELFFile keeps reads within the file; the checks here make the file
// the one that docs/isa.md defines.
//
//===----------------------------------------------------------------------===//
#include "lib/Target/MLA/ELFSections.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace llvm::object;

namespace sima::isa {

namespace {

template <typename... Ts> Error fail(const char *text, Ts &&...values) {
  return createStringError(formatv(text, std::forward<Ts>(values)...));
}

/// Names in messages: shortened, for they may hold anything.
std::string shown(StringRef name) {
  std::string text;
  for (char c : name.take_front(80))
    text += isPrint(c) ? c : '?';
  return text;
}

struct Form {
  uint32_t type;
  uint64_t flags;
  uint64_t alignment;
};

Error checkForm(const ELFFormat::Shdr &header, StringRef name, Form form) {
  if (header.sh_type != form.type)
    return fail("{0} has section type {1}; must be {2}", shown(name),
                uint32_t(header.sh_type), form.type);
  if (header.sh_flags != form.flags)
    return fail("{0} has section flags {1}; must be {2}", shown(name),
                uint64_t(header.sh_flags), form.flags);
  if (header.sh_addralign != form.alignment)
    return fail("{0} has alignment {1}; must be {2}", shown(name),
                uint64_t(header.sh_addralign), form.alignment);
  return Error::success();
}

/// The number that is all of `text`, or nothing.
std::optional<uint32_t> numberOf(StringRef text) {
  uint32_t number;
  if (text.getAsInteger(10, number) || std::to_string(number) != text)
    return std::nullopt;
  return number;
}

/// A name of code sections, taken apart.
struct CodeName {
  EntryPoint entry = EntryPoint::First;
  std::optional<uint32_t> quad;
};
CodeName parseCodeName(StringRef name) {
  CodeName parsed;
  name.consume_front(kCodePrefix);
  if (name.consume_back(kNextSuffix))
    parsed.entry = EntryPoint::Next;
  parsed.quad = numberOf(name);
  return parsed;
}

enum Rank : unsigned {
  RankCode,
  RankNextCode,
  RankConstant,
  RankSpill,
  RankPort
};

} // namespace

Expected<ELFSections> ELFSections::read(StringRef bytes) {
  if (bytes.size() > ProgramLimits::kFileBytes)
    return fail("ELF file of {0} bytes; limit {1}", bytes.size(),
                ProgramLimits::kFileBytes);
  if (!bytes.starts_with(ELF::ElfMagic))
    return fail("not an ELF file");
  Expected<File> file = File::create(bytes);
  if (!file)
    return file.takeError();
  ELFSections sections(std::move(*file));
  if (Error error = sections.checkHeader())
    return error;
  if (Error error = sections.readSections())
    return error;
  if (Error error = sections.readSymbols())
    return error;
  return std::move(sections);
}

Error ELFSections::checkHeader() const {
  const auto &header = file.getHeader();
  if (header.e_ident[ELF::EI_CLASS] != ELF::ELFCLASS64 ||
      header.e_ident[ELF::EI_DATA] != ELF::ELFDATA2LSB ||
      header.e_ident[ELF::EI_VERSION] != ELF::EV_CURRENT)
    return fail("not a little-endian ELF64 file");
  if (header.e_type != ELF::ET_REL)
    return fail("e_type {0}; must be {1} (ET_REL)", uint16_t(header.e_type),
                unsigned(ELF::ET_REL));
  if (header.e_machine != kELFMachine)
    return fail("e_machine {0}; must be {1}", uint16_t(header.e_machine),
                kELFMachine);
  if (header.e_flags != kISAVersion)
    return fail("ISA version {0} in e_flags; only {1} is known",
                uint32_t(header.e_flags), kISAVersion);
  if (header.e_phnum != 0)
    return fail("{0} program headers; must be 0", uint16_t(header.e_phnum));
  if (header.e_shnum == 0 || header.e_shstrndx >= header.e_shnum)
    return fail("{0} sections, names in section {1}", uint16_t(header.e_shnum),
                uint16_t(header.e_shstrndx));
  return Error::success();
}

Error ELFSections::readSections() {
  flags = file.getHeader().e_flags;
  auto headers = file.sections();
  if (!headers)
    return headers.takeError();
  auto names = file.getSectionStringTable(*headers);
  if (!names)
    return names.takeError();
  uint64_t total = 0;
  for (const auto &[index, header] : enumerate(*headers)) {
    if (index == 0)
      continue;
    ELFSection section;
    section.index = index;
    section.size = header.sh_size;
    auto name = file.getSectionName(header, *names);
    if (!name)
      return name.takeError();
    section.name = *name;
    if (header.sh_type != ELF::SHT_NOBITS) {
      auto contents = file.getSectionContents(header);
      if (!contents)
        return contents.takeError();
      section.bytes = *contents;
      total += section.bytes.size();
    }
    // Sections that share bytes could make a small file fill the memory.
    if (total > file.getBufSize())
      return fail("sections hold more bytes than the file's {0}",
                  uint64_t(file.getBufSize()));
    if (Error error = addSection(header, section))
      return error;
  }
  if (code(EntryPoint::First).empty())
    return fail("no section .text.q0");
  if (!symbolTable || !stringTable)
    return fail("no symbol table");
  if (symbolTable->sh_link != stringTableIndex)
    return fail("names of symbols are in section {0}; must be .strtab",
                uint32_t(symbolTable->sh_link));
  return Error::success();
}

Error ELFSections::addSection(const Header &header, ELFSection section) {
  StringRef name = section.name;
  if (name.starts_with(kCodePrefix))
    return addCode(header, section);
  if (name.starts_with(kConstantPrefix))
    return addConstant(header, section);
  if (name == kSpillSection)
    return addSpill(header, section);
  if (name.starts_with(kJoinedInputPrefix) ||
      name.starts_with(kJoinedOutputPrefix))
    return addPort(header, section);
  if (name == kISANote || name == kTargetNote || name == kLayersNote ||
      name == kNextNote || name == kProvenanceNote)
    return addNote(header, section);
  if (name.starts_with(".rela"))
    return addRelocations(header, section);
  if (name == ".symtab" && header.sh_type == ELF::SHT_SYMTAB && !symbolTable) {
    symbolTable = &header;
    symbolTableIndex = section.index;
    return Error::success();
  }
  if (name == ".strtab" && header.sh_type == ELF::SHT_STRTAB && !stringTable) {
    stringTable = &header;
    stringTableIndex = section.index;
    return Error::success();
  }
  return fail("unexpected section `{0}` of type {1}", shown(name),
              uint32_t(header.sh_type));
}

Error ELFSections::checkOrder(unsigned rank, StringRef name) {
  if (rank < lastRank)
    return fail("{0} is out of order: code, code of next, constants, spill, "
                "ports",
                shown(name));
  lastRank = rank;
  return Error::success();
}

Error ELFSections::addCode(const Header &header, ELFSection section) {
  auto [entry, quad] = parseCodeName(section.name);
  std::vector<ELFSection> &code = codeOf[unsigned(entry)];
  if (quad != code.size() || code.size() >= ProgramLimits::kQuads)
    return fail("section {0}; expected {1}, at most {2} quads",
                shown(section.name), codeSectionName(entry, code.size()),
                ProgramLimits::kQuads);
  if (Error error =
          checkForm(header, section.name,
                    {ELF::SHT_PROGBITS, ELF::SHF_ALLOC | ELF::SHF_EXECINSTR,
                     kSectionAlignment}))
    return error;
  code.push_back(section);
  return checkOrder(entry == EntryPoint::First ? RankCode : RankNextCode,
                    section.name);
}

Error ELFSections::addConstant(const Header &header, ELFSection section) {
  if (numberOf(section.name.drop_front(kConstantPrefix.size())) !=
          constants.size() ||
      constants.size() >= ProgramLimits::kConstants)
    return fail("section {0}; expected .const.{1}, at most {2}",
                shown(section.name), constants.size(),
                ProgramLimits::kConstants);
  if (Error error =
          checkForm(header, section.name,
                    {ELF::SHT_PROGBITS, ELF::SHF_ALLOC, kSectionAlignment}))
    return error;
  constants.push_back(section);
  return checkOrder(RankConstant, section.name);
}

Error ELFSections::addSpill(const Header &header, ELFSection section) {
  if (spill)
    return fail("two sections .spill");
  if (Error error = checkForm(header, section.name,
                              {ELF::SHT_NOBITS, ELF::SHF_ALLOC | ELF::SHF_WRITE,
                               kSectionAlignment}))
    return error;
  spill = section;
  return checkOrder(RankSpill, section.name);
}

Error ELFSections::addPort(const Header &header, ELFSection section) {
  if (ports.size() >= ProgramLimits::kPorts)
    return fail("more than {0} ports", ProgramLimits::kPorts);
  if (Error error = checkForm(header, section.name,
                              {kPortSectionType, /*flags=*/0, kPortAlignment}))
    return error;
  ports.push_back(section);
  return checkOrder(RankPort, section.name);
}

Error ELFSections::addNote(const Header &header, ELFSection section) {
  if (any_of(notes,
             [&](const ELFSection &note) { return note.name == section.name; }))
    return fail("two sections {0}", section.name);
  notes.push_back(section);
  return checkForm(header, section.name,
                   {ELF::SHT_NOTE, /*flags=*/0, kNoteAlignment});
}

Error ELFSections::addRelocations(const Header &header, ELFSection section) {
  StringRef target = section.name;
  target.consume_front(".rela");
  auto [entry, quad] =
      target.starts_with(kCodePrefix) ? parseCodeName(target) : CodeName();
  if (!quad || *quad >= code(entry).size() ||
      relocationsOf[unsigned(entry)][*quad])
    return fail("unexpected section `{0}`", shown(section.name));
  if (header.sh_type != ELF::SHT_RELA ||
      header.sh_info != code(entry)[*quad].index)
    return fail("{0} has type {1} and applies to section {2}", section.name,
                uint32_t(header.sh_type), uint32_t(header.sh_info));
  if (section.size / sizeof(ELFRela) > ProgramLimits::kRelocationsPerQuad)
    return fail("{0} has {1} bytes; limit {2} relocations", section.name,
                section.size, ProgramLimits::kRelocationsPerQuad);
  relocationsOf[unsigned(entry)][*quad] = &header;
  return Error::success();
}

bool ELFSections::hasNote(StringRef section) const {
  return any_of(notes,
                [&](const ELFSection &note) { return note.name == section; });
}

bool ELFSections::hasNext() const {
  return !code(EntryPoint::Next).empty() || hasNote(kNextNote);
}

Error ELFSections::readSymbols() {
  auto table = file.symbols(symbolTable);
  if (!table)
    return table.takeError();
  auto names = file.getStringTable(*stringTable);
  if (!names)
    return names.takeError();
  constexpr uint64_t labels =
      ProgramLimits::kLayers * ProgramLimits::kQuads * kEntryPoints;
  constexpr uint64_t limit =
      labels + ProgramLimits::kConstants + ProgramLimits::kPorts + 2;
  if (table->size() > limit)
    return fail("{0} symbols; limit {1}", table->size(), limit);
  for (const auto &[index, entry] : enumerate(*table)) {
    if (index == 0)
      continue;
    auto name = entry.getName(*names);
    if (!name)
      return name.takeError();
    if (entry.st_info != 0 || entry.st_other != 0 || entry.st_size != 0)
      return fail("symbol {0} is not a plain local label", shown(*name));
    if (entry.st_shndx == ELF::SHN_UNDEF ||
        entry.st_shndx >= file.getHeader().e_shnum)
      return fail("symbol {0} is not defined", shown(*name));
    symbols.push_back(
        {static_cast<uint32_t>(index), *name, entry.st_shndx, entry.st_value});
  }
  return Error::success();
}

Expected<ArrayRef<ELFRela>> ELFSections::relocations(EntryPoint entry,
                                                     unsigned quad) const {
  const Header *header = relocationsOf[unsigned(entry)][quad];
  if (!header)
    return ArrayRef<ELFRela>();
  if (header->sh_link != symbolTableIndex)
    return fail("relocations of quad {0} name the symbols of section {1}", quad,
                uint32_t(header->sh_link));
  auto relas = file.relas(*header);
  if (!relas)
    return relas.takeError();
  return ArrayRef(relas->begin(), relas->end());
}

Expected<StringRef> ELFSections::note(StringRef section, uint32_t type) const {
  auto it = find_if(
      notes, [&](const ELFSection &note) { return note.name == section; });
  if (it == notes.end())
    return fail("no section {0}", section);
  constexpr uint64_t fixedBytes = 12;
  constexpr uint64_t nameBytes = kNoteName.size() + 1;
  uint64_t descAt = fixedBytes + alignTo(nameBytes, kNoteAlignment);
  StringRef bytes = toStringRef(it->bytes);
  if (bytes.size() < descAt)
    return fail("{0} has {1} bytes; at least {2}", section, bytes.size(),
                descAt);
  uint32_t nameSize = support::endian::read32le(bytes.data());
  uint32_t descSize = support::endian::read32le(bytes.data() + 4);
  uint32_t foundType = support::endian::read32le(bytes.data() + 8);
  if (nameSize != nameBytes ||
      bytes.slice(fixedBytes, descAt).rtrim('\0') != kNoteName)
    return fail("{0} does not belong to {1}", section, kNoteName);
  if (foundType != type)
    return fail("{0} has note type {1}; must be {2}", section, foundType, type);
  if (descAt + alignTo(uint64_t(descSize), kNoteAlignment) != bytes.size())
    return fail("{0} holds {1} bytes, its desc {2}", section, bytes.size(),
                descSize);
  return bytes.substr(descAt, descSize);
}

} // namespace sima::isa
