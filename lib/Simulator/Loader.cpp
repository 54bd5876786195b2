//===- Loader.cpp - From an ELF file to placed memory ---------------------===//
//
// Placement and relocation.
//
//===----------------------------------------------------------------------===//
#include "Loader.h"
#include "Fail.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace sima;
using namespace sima::sim;

/// The loader's first address, and the alignments it honours.
static constexpr uint64_t kFirstAddress = 4096;
static constexpr uint64_t kSectionAlign = 64;
static constexpr uint64_t kPortAlign = 4096;
static constexpr uint64_t kAddressSpaceBytes = uint64_t(1) << 32;

std::optional<uint32_t> DramMap::find(uint64_t address) const {
  auto it = llvm::partition_point(
      sections, [&](const DramSection &s) { return s.end() <= address; });
  if (it == sections.end() || address < it->address)
    return std::nullopt;
  return static_cast<uint32_t>(it - sections.begin());
}

const DramSection *DramMap::find(const isa::Symbol &symbol) const {
  auto it = symbols.find({symbol.kind, symbol.index, symbol.sample});
  return it == symbols.end() ? nullptr : &sections[it->second];
}

/// Appends a section at the next aligned address, under `symbol` if it has one.
static Error place(DramMap &map, DramSection section, uint64_t align,
                   std::optional<isa::Symbol> symbol) {
  if (section.bytes == 0)
    return Error::success();
  section.address = alignTo(map.end, align);
  if (section.bytes > kAddressSpaceBytes || section.end() > kAddressSpaceBytes)
    return fail("section {0} of {1} bytes would end at DRAM address {2}, the "
                "address space has {3} bytes",
                section.name, section.bytes, section.address + section.bytes,
                kAddressSpaceBytes);
  map.end = section.end();
  if (symbol)
    map.symbols[{symbol->kind, symbol->index, symbol->sample}] =
        map.sections.size();
  map.sections.push_back(std::move(section));
  return Error::success();
}

static Expected<DramMap> placeSections(const isa::Program &program) {
  DramMap map;
  map.end = kFirstAddress;
  for (isa::EntryPoint entry : program.entries())
    for (auto [q, code] : enumerate(program.entry(entry).code)) {
      const char *suffix = entry == isa::EntryPoint::Next ? ".next" : "";
      if (Error e =
              place(map,
                    {SectionKind::Code, formatv(".text.q{0}{1}", q, suffix), 0,
                     code.size() * 8, static_cast<uint32_t>(q), entry},
                    kSectionAlign, std::nullopt))
        return std::move(e);
    }
  for (auto [k, constant] : enumerate(program.constants))
    if (Error e = place(map,
                        {SectionKind::Constant, formatv(".const.{0}", k), 0,
                         constant.bytes.size(), static_cast<uint32_t>(k)},
                        kSectionAlign, isa::Symbol::constant(k)))
      return std::move(e);
  if (Error e =
          place(map, {SectionKind::Spill, ".spill", 0, program.spillBytes, 0},
                kSectionAlign, isa::Symbol::spill()))
    return std::move(e);
  for (auto [p, port] : enumerate(program.ports)) {
    bool input = port.direction == isa::Port::Direction::In;
    if (Error e = place(map,
                        {input ? SectionKind::Input : SectionKind::Output,
                         port.sectionName(), 0, port.extent,
                         static_cast<uint32_t>(p)},
                        kPortAlign, port.symbol()))
      return std::move(e);
  }
  return map;
}

/// Puts the address into the value field, the low 32 bits of a `set` word.
static Error relocate(const Image &image, const isa::Relocation &r,
                      std::vector<std::vector<uint64_t>> &code) {
  if (r.quad >= code.size() || r.word >= code[r.quad].size())
    return fail("relocation against {0} names word {1} of quad {2}, which does "
                "not exist",
                r.symbol.name(), r.word, r.quad);
  const DramSection *section = image.dram.find(r.symbol);
  if (!section)
    return fail("relocation of word {0} of quad {1} names {2}, which the file "
                "does not hold",
                r.word, r.quad, r.symbol.name());
  int64_t address = static_cast<int64_t>(section->address) + r.addend;
  if (address < 0 || address >= static_cast<int64_t>(kAddressSpaceBytes))
    return fail("word {0} of quad {1}: {2} + {3} is address {4}, outside the "
                "address space of {5} bytes",
                r.word, r.quad, r.symbol.name(), r.addend, address,
                kAddressSpaceBytes);
  uint64_t &word = code[r.quad][r.word];
  word = (word & ~uint64_t(0xffffffff)) | static_cast<uint64_t>(address);
  return Error::success();
}

Expected<Image> sim::loadImage(StringRef elf,
                               const std::optional<Machine> &machine) {
  Image image;
  Expected<isa::Program> program = isa::readELF(elf);
  if (!program)
    return program.takeError();
  image.program = std::move(*program);
  if (machine) {
    image.machine = *machine;
  } else {
    Expected<Machine> noted =
        Machine::parse(image.program.target, ".note.sima.target");
    if (!noted)
      return noted.takeError();
    image.machine = std::move(*noted);
  }
  if (image.program.code.size() > image.machine.quads)
    return fail("the file has code for {0} quads, target {1} has {2}",
                image.program.code.size(), image.machine.name,
                image.machine.quads);
  Expected<DramMap> map = placeSections(image.program);
  if (!map)
    return map.takeError();
  image.dram = std::move(*map);
  for (isa::EntryPoint point : image.program.entries()) {
    isa::EntryCode &entry = image.program.entry(point);
    for (const isa::Relocation &r : entry.relocations)
      if (Error e = relocate(image, r, entry.code))
        return std::move(e);
  }
  return image;
}

Expected<Memory> sim::makeDram(const Image &image) {
  Expected<Memory> dram = Memory::create("dram", image.dram.end);
  if (!dram)
    return dram;
  for (const DramSection &s : image.dram.sections) {
    uint8_t *to = dram->data() + s.address;
    if (s.kind == SectionKind::Code) {
      const isa::EntryCode &entry = image.program.entry(s.entry);
      for (auto [i, word] : enumerate(entry.code[s.index]))
        support::endian::write64le(to + 8 * i, word);
    } else if (s.kind == SectionKind::Constant) {
      const std::vector<uint8_t> &bytes =
          image.program.constants[s.index].bytes;
      std::copy(bytes.begin(), bytes.end(), to);
    } else {
      continue;
    }
    dram->markRange(s.address, s.bytes);
  }
  return dram;
}
