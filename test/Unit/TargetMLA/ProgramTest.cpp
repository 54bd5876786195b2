//===- ProgramTest.cpp - Programs, ELF files and text ---------------------===//
//
// Round trips of a program with everything in it, and the rules of a program.
//
//===----------------------------------------------------------------------===//
#include "SamplePrograms.h"
#include "sima/Target/MLA/Objdump.h"
#include "llvm/Object/ELF.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace sima::isa;
using sima::isa::testing::fullProgram;
using sima::isa::testing::messageOf;

TEST(Program, ELFHoldsEverything) {
  Program program = fullProgram();
  Expected<std::string> elf = writeELF(program);
  ASSERT_TRUE(bool(elf)) << toString(elf.takeError());
  Expected<Program> read = readELF(*elf);
  ASSERT_TRUE(bool(read)) << toString(read.takeError());
  EXPECT_TRUE(*read == program);
}

TEST(Program, TextGivesTheSameBytes) {
  Program program = fullProgram();
  std::string elf = cantFail(writeELF(program));
  EXPECT_EQ(cantFail(writeELF(program)), elf);
  Expected<std::string> text = disassemble(elf);
  ASSERT_TRUE(bool(text)) << toString(text.takeError());
  EXPECT_EQ(*text, cantFail(writeAssembly(program)));
  Expected<std::string> again = assemble(*text);
  ASSERT_TRUE(bool(again)) << toString(again.takeError()) << *text;
  EXPECT_TRUE(*again == elf);
}

TEST(Program, SmallestProgram) {
  Program program;
  program.code.resize(1);
  std::string elf = cantFail(writeELF(program));
  EXPECT_TRUE(cantFail(readELF(elf)) == program);
  EXPECT_TRUE(cantFail(assemble(cantFail(disassemble(elf)))) == elf);
}

TEST(Program, RandomProgramsSurvive) {
  std::mt19937_64 random(5);
  for (unsigned round = 0; round < 20; ++round) {
    Program program = fullProgram();
    for (unsigned quad = 0; quad < 3; ++quad) {
      auto first = static_cast<uint32_t>(program.code[quad].size());
      for (unsigned i = 0; i < 200; ++i)
        program.code[quad].push_back(
            cantFail(encode(sima::isa::testing::randomInstruction(random))));
      program.ranges.push_back({quad, first, first + 100, 2, 0});
      program.ranges.push_back({quad, first + 100, first + 200, 2, 1});
    }
    canonicalize(program);
    std::string elf = cantFail(writeELF(program));
    EXPECT_TRUE(cantFail(readELF(elf)) == program);
    EXPECT_TRUE(cantFail(assemble(cantFail(disassemble(elf)))) == elf);
  }
}

TEST(Program, ContainerIsAsDocumented) {
  std::string elf = cantFail(writeELF(fullProgram()));
  auto file = cantFail(object::ELFFile<object::ELF64LE>::create(elf));
  EXPECT_EQ(file.getHeader().e_machine, 0x109);
  EXPECT_EQ(file.getHeader().e_type, ELF::ET_REL);
  EXPECT_EQ(file.getHeader().e_flags, 1u);
  EXPECT_EQ(file.getHeader().e_phnum, 0);
  std::string names;
  for (const auto &section : cantFail(file.sections()))
    if (section.sh_type != ELF::SHT_NULL && section.sh_type != ELF::SHT_STRTAB)
      names += cantFail(file.getSectionName(section)).str() + "@" +
               std::to_string(section.sh_addralign) + " ";
  EXPECT_EQ(names, ".text.q0@64 .rela.text.q0@8 .text.q1@64 .rela.text.q1@8 "
                   ".text.q2@64 .const.0@64 .const.1@64 .spill@64 "
                   "data.ifm.persistent.MLA_0/placeholder_0_0.b0@4096 "
                   "data.ifm.persistent.MLA_0/placeholder_0_0.b1@4096 "
                   "data.ofm.persistent.MLA_0/conv2d_add_1_output.b0@4096 "
                   "data.ofm.persistent.MLA_0/conv2d_add_1_output.b1@4096 "
                   ".note.sima.isa@4 .note.sima.target@4 .note.sima.layers@4 "
                   ".symtab@8 ");
}

TEST(Program, Listing) {
  std::string text;
  raw_string_ostream os(text);
  ASSERT_EQ(messageOf(printListing(fullProgram(), os)), "success");
  for (const char *part :
       {"ISA version 1, target mlsoc, 3 quads\n", "port.in.0.b1",
        "const.0                       300 bytes", "MLA_0/conv2d_0.q0:\n",
        "1: set d0, base, port.in.0.b0+16 ", "set d7, base, spill-64",
        "; node model/conv1\n", "\\0A;x\n"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
}

TEST(Program, SymbolNames) {
  for (Symbol symbol :
       {Symbol::constant(0), Symbol::constant(4294967295u), Symbol::spill(),
        Symbol::portIn(1, 2), Symbol::portOut(3, 0)})
    EXPECT_TRUE(cantFail(Symbol::parse(symbol.name())) == symbol);
  for (const char *name :
       {"", "const", "const.", "const.01", "const.-1", "const.4294967296",
        "spill.q0", "port.in.1", "port.in.1.b", "port.out.1.b2.q0", "x"}) {
    Expected<Symbol> symbol = Symbol::parse(name);
    EXPECT_FALSE(bool(symbol)) << name;
    consumeError(symbol.takeError());
  }
}

namespace {

/// The message of verify() after a change to the full program.
template <typename Change> std::string broken(Change change) {
  Program program = fullProgram();
  change(program);
  std::string message = messageOf(verify(program));
  EXPECT_EQ(messageOf(writeELF(program)), message);
  return message;
}

} // namespace

TEST(Program, RulesOfCodeAndData) {
  using P = Program;
  EXPECT_EQ(broken([](P &p) { p.isaVersion = 2; }),
            "ISA version 2; only 1 is known");
  EXPECT_EQ(broken([](P &p) { p.code.resize(9); }), "9 quads; limit 8");
  EXPECT_EQ(broken([](P &p) { p.code[1][4] = 0; }),
            "quad 1, word 4: word 0x0000000000000000: opcode 0 has no "
            "instruction");
  EXPECT_EQ(broken([](P &p) { p.constants[1].bytes.clear(); }),
            "const.1 is empty");
  EXPECT_EQ(broken([](P &p) { p.spillBytes = (1ull << 32) + 1; }),
            "4294967297 bytes of spill; limit 4294967296");
  EXPECT_EQ(broken([](P &p) { p.ports[1].sample = 0; }),
            "port.in.0.b0 appears twice");
  EXPECT_EQ(broken([](P &p) { p.ports[0].extent = 0; }),
            "port.in.0.b0 has an extent of 0 bytes; must be 1 to 4294967296");
  EXPECT_EQ(broken([](P &p) { p.ports[0].name = "a\"b"; }),
            "port name has byte 34; must be printable ASCII without quotation "
            "marks and backslashes");
}

TEST(Program, RulesOfRelocations) {
  using P = Program;
  EXPECT_EQ(broken([](P &p) { p.relocations[1].symbol.index = 2; }),
            "quad 0, word 2 refers to const.2, which does not exist");
  EXPECT_EQ(broken([](P &p) { p.relocations[0].word = 3; }),
            "relocation of quad 0, word 3, which is not `set ..., base, 0`");
  EXPECT_EQ(broken([](P &p) { p.relocations[0].word = 9; }),
            "relocation of quad 0, word 9, which does not exist");
  EXPECT_EQ(broken([](P &p) { std::swap(p.relocations[0], p.relocations[1]); }),
            "relocation of quad 0, word 1 is out of order or doubled");
  EXPECT_EQ(broken([](P &p) { p.relocations[0].addend = 1ll << 32; }),
            "quad 0, word 1 has addend 4294967296; must be -4294967295 to "
            "4294967295");
}

TEST(Program, RulesOfTheLayerMap) {
  using P = Program;
  EXPECT_EQ(broken([](P &p) { p.layers[1] = p.layers[0]; }),
            "layer MLA_0/conv2d_0 appears twice");
  EXPECT_EQ(broken([](P &p) { p.nodes[2] = "\xff"; }),
            "source node name is not UTF-8 text without NUL");
  EXPECT_EQ(broken([](P &p) { p.ranges.pop_back(); }),
            "ranges of quad 1 end at word 0 of 5");
  EXPECT_EQ(broken([](P &p) { p.ranges[1].first = 4; }),
            "range [4, 5) of quad 0 must begin at word 3 and end within 9 "
            "words");
  EXPECT_EQ(broken([](P &p) { p.ranges[0].layer = 3; }),
            "range [0, 3) of quad 0 names layer 3 of 3, node 0 of 3");
  EXPECT_EQ(broken([](P &p) { p.ranges[3].node = 1; }),
            "range [8, 9) of quad 0 continues the one before it");
  EXPECT_EQ(broken([](P &p) { p.ranges.push_back({3, 0, 1, 0, 0}); }),
            "range [0, 1) of quad 3 is out of order or beyond the last quad");
}
