//===- ELFSummary.cpp - What any ELF file says of itself ------------------===//

#include "sima/Target/MLA/ELFSummary.h"
#include "lib/Target/MLA/MLAMCTarget.h"
#include "lib/Target/MLA/NoteFormat.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace llvm::object;

namespace sima::isa {

using Format = ELF64LE;

bool ELFSummary::isMLAProgram() const {
  return is64LittleEndian && machine == kELFMachine && flags == kISAVersion;
}

bool ELFSummary::isAArch64Object() const {
  return is64LittleEndian && machine == ELF::EM_AARCH64 && type == ELF::ET_DYN;
}

std::string ELFSummary::machineName() const {
  if (machine == ELF::EM_AARCH64)
    return "AArch64";
  if (machine == kELFMachine)
    return "MLA";
  return formatv("machine {0}", machine);
}

/// The parts of "data.ifm.persistent.<port>.b<k>" or "data.ifm.b<k>".
static Expected<PortSection> parsePort(StringRef name) {
  PortSection port;
  port.section = name.str();
  port.isInput = name.starts_with(kJoinedInputPrefix);
  auto [stem, sample] = name.rsplit(".b");
  if (sample.getAsInteger(10, port.sample) ||
      std::to_string(port.sample) != sample)
    return createStringError("section of a port does not end in .b<sample>");
  if (!stem.consume_front(kInputPrefix) && !stem.consume_front(kOutputPrefix))
    stem.consume_front("data.");
  port.port = stem.str();
  return port;
}

static Error readPort(const ELFFile<Format> &file, const Format::Shdr &header,
                      StringRef name, ELFSummary &summary) {
  if (summary.ports.size() >= ProgramLimits::kPorts)
    return createStringError("more than %u sections of ports",
                             unsigned(ProgramLimits::kPorts));
  Expected<PortSection> port = parsePort(name);
  if (!port)
    return port.takeError();
  auto contents = file.getSectionContents(header);
  if (!contents)
    return contents.takeError();
  if (contents->size() < kPortHeaderBytes)
    return createStringError("section of a port has %u bytes, at least %u",
                             unsigned(contents->size()), kPortHeaderBytes);
  port->extent = support::endian::read64le(contents->data());
  summary.ports.push_back(std::move(*port));
  return Error::success();
}

/// Adds a name to a list that is cut at its limit.
static void addName(StringRef name, std::vector<std::string> &list,
                    size_t &count) {
  if (++count <= ELFSummary::kMaxExports)
    list.push_back(name.str());
}

static Error readSymbols(const ELFFile<Format> &file,
                         const Format::Shdr &header,
                         ArrayRef<Format::Shdr> headers, ELFSummary &summary) {
  auto symbols = file.symbols(&header);
  if (!symbols)
    return symbols.takeError();
  auto names = file.getStringTableForSymtab(header, headers);
  if (!names)
    return names.takeError();
  for (const Format::Sym &symbol : *symbols) {
    if (symbol.getBinding() == ELF::STB_LOCAL)
      continue;
    auto name = symbol.getName(*names);
    if (!name)
      return name.takeError();
    if (symbol.st_shndx == ELF::SHN_UNDEF)
      addName(*name, summary.imports, summary.importCount);
    else
      addName(*name, summary.exports, summary.exportCount);
  }
  return Error::success();
}

/// Entries of the dynamic section that name a library.
static Error readNeeded(const ELFFile<Format> &file, const Format::Shdr &header,
                        ArrayRef<Format::Shdr> headers, ELFSummary &summary) {
  auto entries = file.getSectionContentsAsArray<Format::Dyn>(header);
  if (!entries)
    return entries.takeError();
  if (header.sh_link >= headers.size())
    return createStringError("the dynamic section has no names");
  auto names = file.getStringTable(headers[header.sh_link]);
  if (!names)
    return names.takeError();
  for (const Format::Dyn &entry : *entries) {
    if (entry.d_tag == ELF::DT_NULL)
      break;
    if (entry.d_tag != ELF::DT_NEEDED)
      continue;
    if (entry.d_un.d_val >= names->size())
      return createStringError("the name of a library is outside of the names");
    addName(names->drop_front(entry.d_un.d_val).split('\0').first,
            summary.needed, summary.neededCount);
  }
  return Error::success();
}

/// Sizes are what the file says; their sum may wrap in a file that lies.
static void addBytes(const Format::Shdr &header, StringRef name,
                     ELFSummary &summary) {
  if (header.sh_flags & ELF::SHF_EXECINSTR)
    summary.codeBytes += header.sh_size;
  else if (name.starts_with(".rodata"))
    summary.constantBytes += header.sh_size;
}

static Error readSections(const ELFFile<Format> &file, ELFSummary &summary) {
  auto headers = file.sections();
  if (!headers)
    return headers.takeError();
  summary.sections = headers->size();
  if (headers->empty())
    return Error::success();
  auto names = file.getSectionStringTable(*headers);
  if (!names)
    return names.takeError();
  for (const Format::Shdr &header : *headers) {
    auto name = file.getSectionName(header, *names);
    if (!name)
      return name.takeError();
    if (name->starts_with(kJoinedInputPrefix) ||
        name->starts_with(kJoinedOutputPrefix)) {
      if (Error error = readPort(file, header, *name, summary))
        return error;
    } else if (header.sh_type == ELF::SHT_DYNSYM) {
      if (Error error = readSymbols(file, header, *headers, summary))
        return error;
    } else if (header.sh_type == ELF::SHT_DYNAMIC) {
      if (Error error = readNeeded(file, header, *headers, summary))
        return error;
    }
    if (header.sh_type == ELF::SHT_PROGBITS)
      addBytes(header, *name, summary);
  }
  return Error::success();
}

Expected<ELFSummary> summarizeELF(StringRef bytes) {
  if (!bytes.starts_with(ELF::ElfMagic) || bytes.size() < ELF::EI_NIDENT + 4)
    return createStringError("not an ELF file");
  ELFSummary summary;
  summary.is64LittleEndian = bytes[ELF::EI_CLASS] == ELF::ELFCLASS64 &&
                             bytes[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  if (!summary.is64LittleEndian) {
    bool isBig = bytes[ELF::EI_DATA] == ELF::ELFDATA2MSB;
    auto half = [&](unsigned at) {
      return support::endian::read16(bytes.data() + ELF::EI_NIDENT + at,
                                     isBig ? endianness::big
                                           : endianness::little);
    };
    summary.type = half(0);
    summary.machine = half(2);
    return summary;
  }
  auto file = ELFFile<Format>::create(bytes);
  if (!file)
    return file.takeError();
  summary.type = file->getHeader().e_type;
  summary.machine = file->getHeader().e_machine;
  summary.flags = file->getHeader().e_flags;
  if (Error error = readSections(*file, summary))
    return error;
  return summary;
}

} // namespace sima::isa
