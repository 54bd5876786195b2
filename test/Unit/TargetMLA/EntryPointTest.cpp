//===- EntryPointTest.cpp - Programs with two entry points ----------------===//
//
// Code of `next` in ELF files, text and listings, and what is refused of it.
//
//===----------------------------------------------------------------------===//
#include "SamplePrograms.h"
#include "sima/Target/MLA/Objdump.h"
#include "llvm/Object/ELF.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace sima::isa;
using sima::isa::testing::cachedProgram;
using sima::isa::testing::messageOf;

TEST(EntryPoint, FilesAndTextHoldBoth) {
  Program program = cachedProgram();
  std::string elf = cantFail(writeELF(program));
  EXPECT_TRUE(cantFail(readELF(elf)) == program);
  std::string text = cantFail(disassemble(elf));
  EXPECT_EQ(text, cantFail(writeAssembly(program)));
  EXPECT_TRUE(cantFail(assemble(text)) == elf);
}

TEST(EntryPoint, Sections) {
  std::string elf = cantFail(writeELF(cachedProgram()));
  auto file = cantFail(object::ELFFile<object::ELF64LE>::create(elf));
  std::string code, notes;
  for (const auto &section : cantFail(file.sections())) {
    StringRef name = cantFail(file.getSectionName(section));
    if (name.contains(".text"))
      code += (name + " ").str();
    if (section.sh_type == ELF::SHT_NOTE)
      notes += (name + " ").str();
  }
  EXPECT_EQ(code, ".text.q0 .rela.text.q0 .text.q1 .rela.text.q1 .text.q2 "
                  ".text.q0.next .rela.text.q0.next .text.q1.next "
                  ".text.q2.next ");
  EXPECT_EQ(notes, ".note.sima.isa .note.sima.target .note.sima.layers "
                   ".note.sima.next ");
}

TEST(EntryPoint, Listing) {
  std::string text;
  raw_string_ostream os(text);
  ASSERT_EQ(messageOf(printListing(cachedProgram(), os)), "success");
  for (const char *part :
       {"Quad 0, entry point first, 9 words\n", "MLA_0/conv2d_0.q0:\n",
        "Quad 0, entry point next, 2 words\n", "MLA_0/conv2d_0.q0.next:\n",
        "0: set d3, base, port.in.0.b1", "Quad 2, entry point next, 0 words\n"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
}

namespace {

/// The message of verify() after a change to the program.
template <typename Change> std::string broken(Change change) {
  Program program = cachedProgram();
  change(*program.next);
  std::string message = messageOf(verify(program));
  EXPECT_EQ(messageOf(writeELF(program)), message);
  return message;
}

/// The message for the program's text without what stands from `from` to `to`.
std::string without(StringRef from, StringRef to) {
  std::string text = cantFail(writeAssembly(cachedProgram()));
  size_t begin = text.find(from.str());
  size_t end = text.find(to.str(), begin + from.size());
  EXPECT_NE(end, std::string::npos) << text;
  return messageOf(assemble(text.erase(begin, end - begin), "a.s"));
}

} // namespace

TEST(EntryPoint, Rules) {
  using C = EntryCode;
  EXPECT_EQ(broken([](C &c) { c.code.pop_back(); }),
            "entry point next has code for 2 quads, first for 3; a file has "
            "both entry points of every quad");
  EXPECT_EQ(broken([](C &c) { c.code[0][0] = 0; }),
            "entry point next: quad 0, word 0: word 0x0000000000000000: opcode "
            "0 has no instruction");
  EXPECT_EQ(broken([](C &c) { c.relocations[0].word = 1; }),
            "entry point next: relocation of quad 0, word 1, which is not `set "
            "..., base, 0`");
  EXPECT_EQ(broken([](C &c) { c.ranges.pop_back(); }),
            "entry point next: ranges of quad 1 end at word 0 of 1");
}

TEST(EntryPoint, MissingParts) {
  EXPECT_EQ(without("\t.code\tq2, next", "\n\t.const"),
            "a.s: entry point next has code for 2 quads, first for 3; a file "
            "has both entry points of every quad");
  EXPECT_EQ(without("\t.code\tq0, next", "\t.code\tq1, next"),
            "a.s: section .text.q1.next; expected .text.q0.next, at most 8 "
            "quads");
  EXPECT_EQ(without("\"MLA_0/conv2d_0.q0.next\":\n", "\t.range"),
            "a.s: no symbol MLA_0/conv2d_0.q0.next at word 0 of quad 0");
  EXPECT_EQ(without("next\n", "\n"), "a.s:40:12: next expected");
  EXPECT_EQ(without("\t.code\tq0\n", "\t.code\tq0, next"),
            "a.s: no section .text.q0");
}

/// A file that has one of note and code of `next`.
TEST(EntryPoint, NoteAndCodeGoTogether) {
  std::string elf = cantFail(writeELF(cachedProgram()));
  auto renamed = [&](StringRef from, StringRef to) {
    std::string damaged = elf;
    damaged.replace(damaged.find(from.str()), from.size(), to.str());
    return messageOf(readELF(damaged));
  };
  // The name of a section that the reader does not know is no way around.
  EXPECT_EQ(renamed(".note.sima.next", ".note.sima.nest"),
            "unexpected section `.note.sima.nest` of type 7");
  EXPECT_EQ(renamed(".text.q1.next", ".text.q1.nest"),
            "section .text.q1.nest; expected .text.q3, at most 8 quads");
}
