//===- HostileELFTest.cpp - Damaged ELF files -----------------------------===//
//
// Whatever the bytes are, readers return a program or an error.
//
//===----------------------------------------------------------------------===//
#include "SamplePrograms.h"
#include "sima/Target/MLA/Objdump.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace sima::isa;
using sima::isa::testing::cachedProgram;
using sima::isa::testing::fullProgram;
using sima::isa::testing::messageOf;
using sima::isa::testing::provenanceProgram;

namespace {

/// Reads the bytes all ways; true if they are a program.
bool readsAsProgram(StringRef bytes) {
  Expected<Program> program = readELF(bytes);
  Expected<std::string> text = disassemble(bytes);
  EXPECT_EQ(bool(program), bool(text));
  if (!program) {
    std::string message = toString(program.takeError());
    EXPECT_FALSE(message.empty());
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    consumeError(text.takeError());
    return false;
  }
  EXPECT_EQ(messageOf(printListing(*program, nulls())), "success");
  EXPECT_EQ(messageOf(assemble(*text)), "success") << *text;
  return true;
}

} // namespace

TEST(HostileELF, Truncations) {
  for (const Program &program :
       {fullProgram(), cachedProgram(), provenanceProgram()}) {
    std::string elf = cantFail(writeELF(program));
    for (size_t size = 0; size < elf.size(); ++size)
      EXPECT_FALSE(readsAsProgram(StringRef(elf).take_front(size))) << size;
  }
}

static void flipBits(const Program &sample) {
  std::string elf = cantFail(writeELF(sample));
  std::mt19937_64 random(4);
  unsigned programs = 0;
  for (unsigned i = 0; i < 2000; ++i) {
    std::string damaged = elf;
    for (unsigned flips = 1 + random() % 3; flips; --flips)
      damaged[random() % damaged.size()] ^= 1 << random() % 8;
    programs += readsAsProgram(damaged);
  }
  // Padding between sections, constants and operands may change.
  EXPECT_GT(programs, 0u);
}

TEST(HostileELF, BitFlips) {
  flipBits(fullProgram());
  flipBits(cachedProgram());
  flipBits(provenanceProgram());
}

static void replaceWords(const Program &sample) {
  std::string elf = cantFail(writeELF(sample));
  std::mt19937_64 random(6);
  const uint64_t kValues[] = {
      0,     1,          0x7fffffff, 0x80000000, 0xffffffff,
      ~0ull, ~0ull >> 1, 0x10000,    elf.size(), elf.size() + 1};
  for (unsigned i = 0; i < 2000; ++i) {
    std::string damaged = elf;
    size_t at = random() % (damaged.size() - 8);
    at &= ~size_t(3);
    uint64_t value = kValues[random() % std::size(kValues)];
    if (random() % 2)
      support::endian::write64le(damaged.data() + at, value);
    else
      support::endian::write32le(damaged.data() + at, value);
    readsAsProgram(damaged);
  }
}

TEST(HostileELF, Words) {
  replaceWords(fullProgram());
  replaceWords(cachedProgram());
}

TEST(HostileELF, OtherFiles) {
  EXPECT_EQ(messageOf(readELF("")), "not an ELF file");
  EXPECT_EQ(messageOf(readELF("MZ")), "not an ELF file");
  std::string elf = cantFail(writeELF(fullProgram()));
  std::string other = elf;
  other[18] = 62; // e_machine
  other[19] = 0;
  EXPECT_EQ(messageOf(readELF(other)), "e_machine 62; must be 265");
  other = elf;
  other[16] = 2; // e_type
  EXPECT_EQ(messageOf(readELF(other)), "e_type 2; must be 1 (ET_REL)");
  other = elf;
  other[48] = 7; // e_flags
  EXPECT_EQ(messageOf(readELF(other)),
            "ISA version 7 in e_flags; only 1 is known");
}
