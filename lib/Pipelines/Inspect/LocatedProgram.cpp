//===- LocatedProgram.cpp - All that is known of a word or byte -----------===//

#include "Locate.h"
#include "sima/Target/MLA/Instruction.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace sima;

/// Bytes of a word.
static constexpr uint64_t kWordBytes = 8;

Expected<std::unique_ptr<LocatedProgram>> LocatedProgram::of(StringRef elf) {
  Expected<isa::Program> program = isa::readELF(elf);
  if (!program)
    return program.takeError();
  Expected<std::vector<isa::FileSection>> sections = isa::fileSections(elf);
  if (!sections)
    return sections.takeError();
  Expected<ProgramTimes> times = ProgramTimes::of(elf);
  if (!times)
    return times.takeError();
  std::unique_ptr<LocatedProgram> located(new LocatedProgram(
      std::move(*program), std::move(*times), std::move(*sections)));
  for (isa::EntryPoint entry : located->contents.entries())
    for (unsigned quad = 0; quad < located->contents.code.size(); ++quad) {
      auto texts = isa::instructionTexts(located->contents, entry, quad);
      if (!texts)
        return texts.takeError();
      located->texts[unsigned(entry)].push_back(std::move(*texts));
    }
  return located;
}

const isa::FileSection &LocatedProgram::codeOf(isa::EntryPoint entry,
                                               uint32_t quad) const {
  return *find_if(places, [&](const isa::FileSection &section) {
    return section.isCode && section.entry == entry && section.index == quad;
  });
}

static json::Object timeObject(const WordTime &time) {
  return json::Object{{"dispatch", int64_t(time.dispatch)},
                      {"start", int64_t(time.start)},
                      {"end", int64_t(time.end)}};
}

static json::Object boxObject(const isa::Place &place) {
  auto span = [](isa::Span s) {
    return json::Array{int64_t(s.begin), int64_t(s.end)};
  };
  return json::Object{{"sample", int64_t(place.sample)},
                      {"rows", span(place.box[0])},
                      {"columns", span(place.box[1])},
                      {"channels", span(place.box[2])}};
}

json::Object LocatedProgram::word(isa::EntryPoint entry, uint32_t quad,
                                  uint32_t word) const {
  const isa::FileSection &section = codeOf(entry, quad);
  isa::Origin origin = answers.ofWord(entry, quad, word);
  json::Object object{{"entry", isa::entryName(entry)},
                      {"quad", int64_t(quad)},
                      {"word", int64_t(word)},
                      {"section", section.name},
                      {"offset", int64_t(section.offset + word * kWordBytes)},
                      {"instruction", texts[unsigned(entry)][quad][word]},
                      {"layer", contents.layers[origin.layer]},
                      {"node", json::fixUTF8(contents.nodes[origin.node])},
                      {"operations", answers.operationsOf(origin.layer)}};
  if (origin.place) {
    object["role"] = isa::name(origin.place->role);
    if (origin.place->role != isa::PlaceRole::Halt)
      object["box"] = boxObject(*origin.place);
  }
  const TimedWord *timed = timing.entryAt(entry, quad, word);
  if (!timed)
    return object;
  // What only sets a descriptor serves the next instruction of a queue.
  if (timed->word != word)
    object["serves"] = int64_t(timed->word);
  object["queue"] = timed->queue;
  object["static"] = timeObject(timed->time(ClockKind::Static));
  object["dram"] = timeObject(timed->time(ClockKind::Dram));
  return object;
}

/// The instructions that bring a constant: those behind the words that take its
/// address.
json::Array LocatedProgram::loadsOf(uint32_t constant) const {
  json::Array loads;
  for (isa::EntryPoint entry : contents.entries())
    for (const isa::Relocation &relocation : contents.entry(entry).relocations)
      if (relocation.symbol == isa::Symbol::constant(constant))
        if (const TimedWord *timed =
                timing.entryAt(entry, relocation.quad, relocation.word))
          loads.push_back(word(entry, relocation.quad, timed->word));
  return loads;
}

json::Object LocatedProgram::constant(const isa::FileSection &section,
                                      uint32_t byte) const {
  json::Array parts;
  for (const isa::ConstantPart &part : answers.partsAt(section.index, byte)) {
    const isa::LayerOperation &operation =
        contents.provenance->operations[part.operation];
    parts.push_back(
        json::Object{{"role", isa::name(part.role)},
                     {"first", int64_t(part.first)},
                     {"end", int64_t(part.end)},
                     {"operation", operation.name},
                     {"node", json::fixUTF8(contents.nodes[operation.node])},
                     {"layer", contents.layers[operation.layer]}});
  }
  return json::Object{{"constant", int64_t(section.index)},
                      {"byte", int64_t(byte)},
                      {"section", section.name},
                      {"offset", int64_t(section.offset + byte)},
                      {"parts", std::move(parts)},
                      {"loads", loadsOf(section.index)}};
}
