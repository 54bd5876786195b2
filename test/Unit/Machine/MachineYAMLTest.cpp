//===- MachineYAMLTest.cpp - Targets from and to text ---------------------===//
//
// Built-in targets, the canonical text, and every message of the reader.
//
//===----------------------------------------------------------------------===//
#include "sima/Machine/Machine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace sima;

static constexpr StringRef kGood = R"(name: my-target
clock_ghz: 1.25
quads: 2
tiles_per_quad: 12
lm_bytes: 65536
acc_bytes: 4096
vector_lanes: 32
dram_bytes_per_cycle: 3.75
dram_latency_cycles: 10
dma_bytes_per_cycle: 32
link_bytes_per_cycle: 64
types: [int16, int8, uint8, bf16]
)";

/// kGood with the first occurrence of `from` replaced.
static std::string edited(StringRef from, StringRef to) {
  auto [before, after] = kGood.split(from);
  EXPECT_LT(before.size(), kGood.size()) << from.str();
  return (before + to + after).str();
}

static std::string errorOf(StringRef text) {
  Expected<Machine> machine = Machine::parse(text, "t.yaml");
  if (machine)
    return "no error";
  std::string message = toString(machine.takeError());
  EXPECT_EQ(message.find('\n'), std::string::npos);
  return message;
}

static std::string errorOfEdit(StringRef from, StringRef to) {
  return errorOf(edited(from, to));
}

TEST(MachineYAML, ReadsEveryKey) {
  Machine m = cantFail(Machine::parse(kGood, "t.yaml"));
  EXPECT_EQ(m.name, "my-target");
  EXPECT_EQ(m.clockGHz.num, 5);
  EXPECT_EQ(m.clockGHz.den, 4);
  EXPECT_EQ(m.quads, 2u);
  EXPECT_EQ(m.tilesPerQuad, 12u);
  EXPECT_EQ(m.lmBytes, 65536u);
  EXPECT_EQ(m.accBytes, 4096u);
  EXPECT_EQ(m.vectorLanes, 32u);
  EXPECT_EQ(m.dramBytesPerCycle.num, 15);
  EXPECT_EQ(m.dramBytesPerCycle.den, 4);
  EXPECT_EQ(m.dramLatencyCycles, 10u);
  EXPECT_EQ(m.dmaBytesPerCycle, 32u);
  EXPECT_EQ(m.linkBytesPerCycle, 64u);
  EXPECT_TRUE(m.bf16);
  EXPECT_EQ(m.divisors(), (SmallVector<unsigned, 8>{1, 2, 3, 4, 6, 12}));
}

TEST(MachineYAML, CanonicalTextIsAFixedPoint) {
  Machine m = cantFail(Machine::parse(kGood, "t.yaml"));
  std::string text = m.toYAML();
  EXPECT_NE(text.find("dram_bytes_per_cycle: 15/4\n"), std::string::npos);
  EXPECT_NE(text.find("types: [int8, uint8, int16, bf16]\n"),
            std::string::npos);
  Machine again = cantFail(Machine::parse(text, "canonical"));
  EXPECT_TRUE(again == m);
  EXPECT_EQ(again.toYAML(), text);
  Machine other = cantFail(Machine::load("mlsoc"));
  EXPECT_FALSE(other == m);
}

TEST(MachineYAML, EqualRatesInAnySpelling) {
  std::string canonical = cantFail(Machine::parse(kGood, "t")).toYAML();
  for (StringRef spelling : {"15/4", "30/8", "3.750", "\"15/4\""})
    EXPECT_EQ(cantFail(Machine::parse(edited("3.75", spelling), "t")).toYAML(),
              canonical);
}

TEST(MachineYAML, Builtins) {
  ASSERT_EQ(Machine::builtinNames().size(), 5u);
  EXPECT_TRUE(is_sorted(Machine::builtinNames()));
  for (StringRef name : Machine::builtinNames())
    EXPECT_EQ(cantFail(Machine::load(name)).name, name);

  Machine m = cantFail(Machine::load("mlsoc"));
  EXPECT_EQ(m.quads, 4u);
  EXPECT_EQ(m.tilesPerQuad, 24u);
  EXPECT_EQ(m.divisors().size(), 8u);
  EXPECT_EQ(m.lmBytes, 8u << 20);
  EXPECT_EQ(m.accBytes, 512u << 10);
  EXPECT_EQ(m.vectorLanes, 256u);
  EXPECT_EQ(m.dramBytesPerCycle.num, 60);
  EXPECT_EQ(m.dramLatencyCycles, 150u);
  EXPECT_FALSE(m.bf16);

  m = cantFail(Machine::load("modalix"));
  EXPECT_EQ(m.dramBytesPerCycle.num, 102);
  EXPECT_TRUE(m.bf16);

  m = cantFail(Machine::load("cmp512"));
  EXPECT_EQ(m.quads, 1u);
  EXPECT_EQ(m.tilesPerQuad, 2u);
  EXPECT_EQ(m.lmBytes, 384u << 10);
  EXPECT_EQ(m.accBytes, 64u << 10);
  EXPECT_EQ(m.dramBytesPerCycle.num, 15);
  EXPECT_EQ(m.dramBytesPerCycle.den, 4);
}

TEST(MachineYAML, KeysMustBeComplete) {
  EXPECT_EQ(
      errorOfEdit("quads: 2\n", ""),
      "t.yaml: quads: the key is missing; every key of docs/machine.md is "
      "required");
  EXPECT_EQ(errorOfEdit("quads: 2", "quads: 2\nsmurfs: 3"),
            "t.yaml:4: unknown key 'smurfs'; known are name, clock_ghz, quads, "
            "tiles_per_quad, lm_bytes, acc_bytes, vector_lanes, "
            "dram_bytes_per_cycle, dram_latency_cycles, dma_bytes_per_cycle, "
            "link_bytes_per_cycle, types");
  EXPECT_EQ(errorOfEdit("lm_bytes", "quads"),
            "t.yaml:5: key 'quads' is given twice, first in line 3");
}

TEST(MachineYAML, Integers) {
  EXPECT_EQ(errorOfEdit("quads: 2", "quads: 9"),
            "t.yaml:3: quads: found '9', expected an integer 1..8");
  EXPECT_EQ(errorOfEdit("quads: 2", "quads: 0"),
            "t.yaml:3: quads: found '0', expected an integer 1..8");
  EXPECT_EQ(errorOfEdit("quads: 2", "quads: -1"),
            "t.yaml:3: quads: found '-1', expected an integer 1..8");
  EXPECT_EQ(errorOfEdit("quads: 2", "quads: 0x2"),
            "t.yaml:3: quads: found '0x2', expected an integer 1..8");
  EXPECT_EQ(errorOfEdit("quads: 2", "quads:"),
            "t.yaml:3: quads: found '', expected an integer 1..8");
  EXPECT_EQ(errorOfEdit("quads: 2", "quads: 99999999999999999999999"),
            "t.yaml:3: quads: found '99999999999999999999999', expected an "
            "integer 1..8");
  EXPECT_EQ(errorOfEdit("quads: 2", "quads: [2]"),
            "t.yaml:3: quads: found a list, expected one value");
  EXPECT_EQ(errorOfEdit("65536", "4294967296"),
            "t.yaml:5: lm_bytes: found '4294967296', expected an integer "
            "1024..2147483648");
  EXPECT_EQ(errorOfEdit("65536", "65537"),
            "t.yaml:5: lm_bytes: found 65537, expected a multiple of 64");
  EXPECT_EQ(errorOfEdit("4096", "1073741888"),
            "t.yaml:6: acc_bytes: found '1073741888', expected an integer "
            "1024..1073741824");
  EXPECT_EQ(errorOfEdit("dma_bytes_per_cycle: 32", "dma_bytes_per_cycle: 48"),
            "t.yaml:10: dma_bytes_per_cycle: found 48, expected a power of two "
            "1..64");
}

TEST(MachineYAML, TilesNeedAFewDivisors) {
  EXPECT_EQ(errorOfEdit("tiles_per_quad: 12", "tiles_per_quad: 36"),
            "t.yaml:4: tiles_per_quad: found 36, which has 9 divisors; the "
            "limit is 8 (the k field has 3 bits)");
}

TEST(MachineYAML, Rates) {
  for (StringRef bad : {"0", "0.0", "1/0", "-3", "1e3", ".5", "5.", "1/2/3",
                        "65537", "1.1234567", "nan", "1 / 2"})
    EXPECT_EQ(errorOfEdit("3.75", bad),
              "t.yaml:8: dram_bytes_per_cycle: found '" + bad.str() +
                  "', expected a decimal or a fraction, of at most 6 digits in "
                  "each part, above 0 and at most 65536");
  EXPECT_EQ(errorOfEdit("1.25", "101").substr(0, 33),
            "t.yaml:2: clock_ghz: found '101',");
}

TEST(MachineYAML, Names) {
  EXPECT_EQ(errorOfEdit("my-target", "My target"),
            "t.yaml:1: name: found 'My target', expected 1 to 32 of a-z, 0-9, "
            "'-', '_', a letter first");
  EXPECT_EQ(errorOfEdit("my-target", "\"a\\nb\"").substr(0, 31),
            "t.yaml:1: name: found 'a\\0Ab', ");
  std::string longName(100, 'x');
  EXPECT_EQ(errorOfEdit("my-target", longName).substr(0, 77),
            "t.yaml:1: name: found '" + longName.substr(0, 48) + "'..., ");
}

TEST(MachineYAML, Types) {
  EXPECT_EQ(errorOfEdit("bf16", "fp8"),
            "t.yaml:12: types: found 'fp8', expected "
            "int8, uint8, int16 or bf16");
  EXPECT_EQ(errorOfEdit("bf16", "int8"), "t.yaml:12: types: found int8 twice");
  EXPECT_EQ(errorOfEdit("int16, ", ""),
            "t.yaml:12: types: int8, uint8 and int16 must all be in the list");
  EXPECT_EQ(errorOfEdit("[int16, int8, uint8, bf16]", "int8"),
            "t.yaml:12: types: found one value, expected a list");
}

TEST(MachineYAML, OnlyAFlatMap) {
  EXPECT_EQ(errorOf(""), "t.yaml:1: no YAML document found");
  EXPECT_EQ(errorOf("hello"),
            "t.yaml:1: expected 'key: value' lines, found 'hello'");
  EXPECT_EQ(errorOf("[1]"),
            "t.yaml:1: a list may only stand as the value of a key");
  EXPECT_EQ(errorOfEdit("quads: 2", "quads: {a: 1}"),
            "t.yaml:3: a map may not stand inside another value");
  EXPECT_EQ(errorOfEdit("quads: 2", "quads: [[1]]"),
            "t.yaml:3: a list may only stand as the value of a key");
  EXPECT_EQ(errorOfEdit("quads: 2", "? [1]\n: 2"),
            "t.yaml:3: a list may only stand as the value of a key");
  EXPECT_EQ(errorOf("a: &x 1\nb: *x\n"),
            "t.yaml:2: an alias is not allowed here");
  EXPECT_EQ(errorOf(kGood.str() + "---\nname: x\n"),
            "t.yaml: more than one YAML document");
  EXPECT_EQ(errorOf("a: 'b").substr(0, 9), "t.yaml:1:");
}

// Depth is refused at the first level that has no place, however deep it goes.
TEST(MachineYAML, HostileText) {
  EXPECT_NE(errorOf(std::string(60000, '[')), "no error");
  EXPECT_NE(errorOf("a: " + std::string(60000, '[')), "no error");
  std::string dashes;
  for (int i = 0; i < 30000; ++i)
    dashes += "- ";
  EXPECT_NE(errorOf(dashes), "no error");
  EXPECT_EQ(errorOf(std::string(65537, ' ')),
            "t.yaml: text has 65537 bytes, the limit is 65536");
  EXPECT_NE(errorOf(StringRef("a\0b: \xff\xfe", 7)), "no error");
}

TEST(MachineYAML, Load) {
  EXPECT_EQ(toString(Machine::load("no-such").takeError()),
            "target 'no-such' is neither built in (cmp1024, cmp256, cmp512, "
            "mlsoc, modalix) nor a file");
  EXPECT_EQ(toString(Machine::load("/dev/zero").takeError()),
            "/dev/zero: not a regular file");
  EXPECT_EQ(toString(Machine::load("/").takeError()), "/: not a regular file");

  SmallString<128> path;
  int fd;
  ASSERT_FALSE(sys::fs::createTemporaryFile("target", "yaml", fd, path));
  raw_fd_ostream(fd, /*shouldClose=*/true) << kGood;
  EXPECT_EQ(cantFail(Machine::load(path)).name, "my-target");
  {
    std::error_code code;
    raw_fd_ostream os(path, code);
    os << std::string(70000, '#');
  }
  EXPECT_EQ(toString(Machine::load(path).takeError()),
            (path + ": file has 70000 bytes, the limit is 65536").str());
  sys::fs::remove(path);
}
