//===- AssemblyTest.cpp - Assembly text of whole programs -----------------===//
//
// The directives, and what the assembler refuses.
//
//===----------------------------------------------------------------------===//
#include "SamplePrograms.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace sima::isa;
using sima::isa::testing::messageOf;

namespace {

constexpr StringLiteral kText = R"(; a whole program
	.isa	1
	.target	"name: mlsoc\n"
	.layer	"MLA_0/conv_0"
	.node	"conv"

	.code	q0
"MLA_0/conv_0.q0":
	.range	"MLA_0/conv_0", "conv"
	set	d0, base, const.0+4 ; weights
	set	d1, base, port.in.0.b0
	halt

	.const	0
	.byte	1, 2, 0xff
	.ascii	"\000ab\n"
	.port	in, 0, 0, "MLA_0/x", 64
)";

/// The message for kText with `from` replaced.
std::string changed(StringRef from, StringRef to) {
  std::string text = kText.str();
  size_t at = text.find(from.str());
  EXPECT_NE(at, std::string::npos);
  return messageOf(assemble(text.replace(at, from.size(), to.str()), "a.s"));
}

} // namespace

TEST(Assembly, HandWrittenText) {
  Expected<std::string> elf = assemble(kText);
  ASSERT_TRUE(bool(elf)) << toString(elf.takeError());
  Program program = cantFail(readELF(*elf));
  EXPECT_EQ(program.target, "name: mlsoc\n");
  ASSERT_EQ(program.relocations.size(), 2u);
  EXPECT_EQ(program.relocations[0].symbol.name(), "const.0");
  EXPECT_EQ(program.relocations[0].addend, 4);
  EXPECT_EQ(program.constants[0].bytes,
            (std::vector<uint8_t>{1, 2, 255, 0, 'a', 'b', '\n'}));
  EXPECT_EQ(program.ports[0].extent, 64u);
  EXPECT_TRUE(cantFail(writeELF(program)) == *elf);
}

TEST(Assembly, ErrorsCarryTheLine) {
  EXPECT_EQ(changed("halt", "jump"), "a.s:12:2: unknown instruction");
  EXPECT_EQ(changed(", \"conv\"\n\tset", ", \"c\"\n\tset"),
            "a.s:9:9: node without a .node directive above");
  EXPECT_EQ(changed(".code\tq0", ".code\ts0"),
            "a.s:7:8: quad q0 to q7 expected");
  EXPECT_EQ(changed(".isa\t1", ".isa\t-1"),
            "a.s:2:7: version -1 is not in the range 0 to 4294967295");
  EXPECT_EQ(
      changed(".layer\t\"MLA_0/conv_0\"\n", ".layer \"l\"\n .layer \"l\"\n"),
      "a.s:5:9: layer named twice");
  EXPECT_EQ(changed("d1, base", "d1, size0"),
            "a.s:11:2: only the field base takes a symbol");
  EXPECT_EQ(changed(".port\tin", ".port\tup"), "a.s:17:8: in or out expected");
  EXPECT_EQ(changed("0xff", "256"),
            "a.s:15:14: byte 256 is not in the range 0 to 255");
  EXPECT_EQ(changed("halt", "halt = 5"), "a.s:12:7: integer expected");
}

TEST(Assembly, TheResultMustBeAProgram) {
  EXPECT_EQ(changed(".isa\t1", ".isa\t2"),
            "a.s: ISA version 2 in e_flags; only 1 is known");
  EXPECT_EQ(changed("\t.isa\t1\n", ""),
            "a.s: ISA version 0 in e_flags; only 1 is known");
  EXPECT_EQ(changed("const.0+4", "const.1"),
            "a.s: symbol const.1 is not a plain local label");
  EXPECT_EQ(changed("\"MLA_0/conv_0.q0\":\n", ""),
            "a.s: no symbol MLA_0/conv_0.q0 at word 0 of quad 0");
  EXPECT_EQ(changed("\thalt\n", "extra:\n\thalt\n"),
            "a.s: 2 symbols in code; 1 layers begin there");
  EXPECT_EQ(changed(".const\t0", ".const\t1"),
            "a.s: section .const.1; expected .const.0, at most 16384");
  EXPECT_EQ(changed("\thalt\n", "\thalt\n\t.byte 1\n"),
            "a.s: .text.q0 has 25 bytes; must be a multiple of 8");
  EXPECT_EQ(changed("\t.range\t\"MLA_0/conv_0\", \"conv\"\n", ""),
            "a.s: ranges of quad 0 end at word 0 of 3");
}

TEST(Assembly, TheRestOfTheAssemblerIsClosed) {
  for (const char *line :
       {".include \"/etc/passwd\"", ".incbin \"/etc/passwd\"", ".macro m",
        ".rept 1000000000", ".if 1", ".fill 1000000000", ".section x",
        ".zero 5", ".set a, 5", ".org 5"})
    EXPECT_EQ(messageOf(assemble(line, "a.s")).find("a.s:1: unknown directive"),
              0u)
        << line;
  for (const char *line : {"((((", "~1", "!x", "/* */", "# 1", "a\\b", "\x80"})
    EXPECT_EQ(
        messageOf(assemble(line, "a.s")).find("a.s:1: unexpected character"),
        0u)
        << line;
  EXPECT_EQ(messageOf(assemble("\"abc", "a.s")),
            "a.s:1: string without an end");
}

TEST(Assembly, DeepTextIsRefused) {
  std::string minus(1'000'000, '-');
  EXPECT_NE(messageOf(assembleWords("set d0, base, " + minus + "1")),
            "success");
  EXPECT_NE(messageOf(assemble(".code q0\n.byte " + minus + "1")), "success");
  std::string sum = "a";
  for (unsigned i = 0; i < 100'000; ++i)
    sum += "+a";
  EXPECT_NE(messageOf(assemble(".code q0\nset d0, base, " + sum)), "success");
  EXPECT_NE(messageOf(assemble("x = " + sum)), "success");
}
