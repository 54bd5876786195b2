//===- ProvenanceTest.cpp - The note of provenance ------------------------===//
//
// Provenance in ELF files, text and listings, and what is refused of it.
//
//===----------------------------------------------------------------------===//
#include "SamplePrograms.h"
#include "lib/Target/MLA/ProvenanceNote.h"
#include "sima/Target/MLA/Objdump.h"
#include "sima/Target/MLA/Origins.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <random>

using namespace llvm;
using namespace sima::isa;
using sima::isa::testing::messageOf;
using sima::isa::testing::provenanceProgram;

TEST(Provenance, FilesAndTextHoldIt) {
  Program program = provenanceProgram();
  std::string elf = cantFail(writeELF(program));
  EXPECT_TRUE(cantFail(readELF(elf)) == program);
  std::string text = cantFail(disassemble(elf));
  EXPECT_EQ(text, cantFail(writeAssembly(program)));
  EXPECT_TRUE(cantFail(assemble(text)) == elf);
  for (const char *line : {"\t.op\t\"MLA_0/conv2d_add_1\", \"mla.add\", \"\"\n",
                           "\t.place\tcompute, 1, 0, 4, 0, 70000, 16, 32\n",
                           "\t.place\thalt\n", "\t.part\t2, parameters, 7\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "in\n" << text;
}

TEST(Provenance, CanonicalOrder) {
  Program program = provenanceProgram();
  Program shuffled = program;
  Provenance &p = *shuffled.provenance;
  std::swap(p.places[0], p.places[3]);
  for (auto &ranges : p.code) {
    for (PlaceRange &range : ranges)
      range.place = range.place == 0 ? 3 : range.place == 3 ? 0 : range.place;
    std::reverse(ranges.begin(), ranges.end());
  }
  std::reverse(p.parts.begin(), p.parts.end());
  canonicalize(shuffled);
  EXPECT_TRUE(shuffled == program);
}

TEST(Provenance, Origins) {
  Program program = provenanceProgram();
  Origins origins(program);
  Origin word = origins.ofWord(EntryPoint::First, 0, 5);
  EXPECT_EQ(word.layer, 0u);
  EXPECT_EQ(boxText(*word.place),
            "sample 1 rows 0 to 4 columns 0 to 70000 channels 16 to 32");
  EXPECT_EQ(origins.operationsOf(1), "mla.conv2d + mla.add");
  std::vector<ConstantPart> parts = origins.partsAt(1, 6);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].role, PartRole::Requant);
  EXPECT_EQ(parts[1].role, PartRole::Parameters);
  std::string elf = cantFail(writeELF(program));
  for (const FileSection &section : cantFail(fileSections(elf)))
    if (section.name == ".const.1")
      EXPECT_EQ(elf.substr(section.offset, 3), "a\"\\");
}

TEST(Provenance, Listing) {
  Program program = provenanceProgram();
  std::string elf = cantFail(writeELF(program)), text;
  raw_string_ostream os(text);
  auto cycles = [](EntryPoint, unsigned, uint32_t word) {
    return word == 5 ? std::string("7 to 9") : std::string();
  };
  EXPECT_EQ(messageOf(printSourceListing(program, elf, cycles, os)), "success");
  for (const char *part :
       {"mla.conv2d, layer MLA_0/conv2d_0: compute sample 1 rows 0 to 4",
        "; cycles 7 to 9\n", "Section .const.1, 7 bytes at file offset 0x",
        "parameters  ; node , mla.add, layer MLA_0/conv2d_add_1\n"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
}

namespace {

/// The message of verify() after a change to the provenance.
template <typename Change> std::string broken(Change change) {
  Program program = provenanceProgram();
  change(*program.provenance);
  return messageOf(verify(program));
}

} // namespace

TEST(Provenance, Rules) {
  EXPECT_EQ(broken([](Provenance &p) { p.operations.clear(); }),
            "provenance: no operation; at least 1");
  EXPECT_EQ(broken([](Provenance &p) { p.operations[1].layer = 3; }),
            "provenance: operation 1 names layer 3 of 3, node 0 of 3");
  EXPECT_EQ(broken([](Provenance &p) { p.operations[0].layer = 2; }),
            "provenance: operation 1 of layer 1 behind one of layer 2");
  EXPECT_EQ(broken([](Provenance &p) { p.operations[0].name = "a b"; }),
            "provenance: operation 0 has a name of other characters than "
            "letters, digits, dots and underscores");
  EXPECT_EQ(broken([](Provenance &p) { p.places[1].box[2] = {16, 16}; }),
            "provenance: place 1 (compute) has an extent from 16 to 16");
  EXPECT_EQ(broken([](Provenance &p) { p.places[2] = p.places[1]; }),
            "provenance: place 2 appears twice");
  EXPECT_EQ(broken([](Provenance &p) { p.code[0][1].first = 4; }),
            "provenance: range [4, 8) of quad 0 must begin at word 5 and end "
            "within 9 words");
  EXPECT_EQ(broken([](Provenance &p) { p.code[0][0].place = 9; }),
            "provenance: word 0 of quad 0 has place 9; 0 have been mentioned");
  EXPECT_EQ(broken([](Provenance &p) { p.code[0].pop_back(); }),
            "provenance: ranges of quad 1 end at word 4 of 5");
  EXPECT_EQ(broken([](Provenance &p) {
              p.places.push_back(p.places[0]);
              p.places.back().sample = 9;
            }),
            "provenance: 5 places, 4 of them are mentioned");
  EXPECT_EQ(broken([](Provenance &p) { p.parts.resize(1); }),
            "provenance: parts of const.1 end at byte 0 of 7");
  EXPECT_EQ(broken([](Provenance &p) { p.parts[0].end = 301; }),
            "provenance: bytes [0, 301) of const.0 must begin at 0 and end "
            "within 300");
  EXPECT_EQ(broken([](Provenance &p) { p.parts[0].operation = 3; }),
            "provenance: byte 0 of const.0 names operation 3 of 3");
}

namespace {

/// The message of the reader after a change to the note's bytes.
template <typename Change> std::string damaged(Change change) {
  Program program = provenanceProgram();
  std::string bytes = writeProvenance(
      *program.provenance,
      {unsigned(program.code.size()), unsigned(program.next->code.size())},
      program.constants.size());
  change(bytes);
  program.provenance.reset();
  return messageOf(readProvenance(bytes, program));
}

} // namespace

TEST(Provenance, HostileNotes) {
  EXPECT_EQ(damaged([](std::string &) {}), "success");
  EXPECT_EQ(damaged([](std::string &b) { b[0] = 2; }),
            "provenance: version 2 of the note; only 1 is known");
  EXPECT_EQ(damaged([](std::string &b) { b[1] = 127; }).substr(0, 30),
            "provenance: 127 names do not f");
  EXPECT_EQ(damaged([](std::string &b) { b += '\0'; }),
            "provenance: 1 bytes left over");
  EXPECT_EQ(damaged([](std::string &b) { b.pop_back(); }),
            "provenance: the note ends, or a number is out of range, within "
            "the constants");
  // A number of more than 32 bits.
  EXPECT_EQ(damaged([](std::string &b) {
              b.replace(1, 1, "\xff\xff\xff\xff\xff\xff\x01");
            }),
            "provenance: 0 names do not fit in 0 bytes");
}

/// Damage that the note alone has: it is read to an error or a value, and what
/// verify() accepts is written again.
TEST(Provenance, DamagedNotes) {
  const Program program = provenanceProgram();
  std::string bytes = writeProvenance(
      *program.provenance,
      {unsigned(program.code.size()), unsigned(program.next->code.size())},
      program.constants.size());
  std::mt19937_64 random(5);
  unsigned accepted = 0, refused = 0;
  for (unsigned i = 0; i < 20000; ++i) {
    std::string damaged = bytes;
    for (unsigned changes = 1 + random() % 3; changes; --changes)
      damaged[random() % damaged.size()] = char(random());
    if (random() % 4 == 0)
      damaged.resize(random() % damaged.size());
    Program read = program;
    read.provenance.reset();
    Error error = readProvenance(damaged, read);
    if (!error)
      error = verify(read);
    if (error) {
      std::string message = toString(std::move(error));
      EXPECT_EQ(message.find("provenance: "), 0u) << message;
      EXPECT_EQ(message.find('\n'), std::string::npos) << message;
      ++refused;
      continue;
    }
    EXPECT_TRUE(cantFail(readELF(cantFail(writeELF(read)))) == read);
    ++accepted;
  }
  EXPECT_GT(accepted, 0u);
  EXPECT_GT(refused, 0u);
}
