//===- HazardPrograms.cpp - Pieces of programs with hazards ---------------===//
//
// Implements HazardPrograms.h.
//
//===----------------------------------------------------------------------===//
#include "HazardPrograms.h"
#include "Kernel.h"
#include "sima/Verify/Verify.h"
#include <gtest/gtest.h>

using namespace sima;
using namespace sima::test;

Desc sima::test::lm(int64_t base, uint32_t bytes) {
  return Desc::run(isa::Space::Lm, base, bytes);
}

void sima::test::copy(TestProgram &program, const Desc &dst,
                      std::optional<Desc> src) {
  program.set(0, dst);
  program.set(1, src.value_or(dst));
  program.add(Opcode::Copy,
              {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Fill, !src}});
}

void sima::test::move(TestProgram &program, int64_t dst, int64_t src,
                      uint32_t bytes, unsigned mask) {
  program.set(0, lm(dst, bytes));
  program.set(1, lm(src, bytes));
  program.add(Opcode::Mv,
              {{Operand::Dst, 0}, {Operand::Src, 1}, {Operand::Mask, mask}});
}

void sima::test::delay(TestProgram &program, Queue queue) {
  program.quad(1);
  copy(program, lm(1 << 20, 1 << 20));
  program.post(Queue::Vpu, 0, 31);
  program.quad(0);
  program.wait(queue, 31);
}

/// The simulator's check and sima-verify order the program by themselves, and
/// must agree.
static void expectSameVerdict(const std::string &elf) {
  bool isConflict = llvm::any_of(
      verify::verifyELF(elf).findings,
      [](const verify::Finding &f) { return f.rule == "conflict"; });
  std::string error = simulate(elf).error;
  EXPECT_EQ(isConflict, error.find("a hazard") != std::string::npos) << error;
}

std::string sima::test::hazardOf(TestProgram program) {
  std::string elf = program.elf();
  expectSameVerdict(elf);
  sim::Options options;
  options.checkHazards = false;
  EXPECT_EQ(simulate(elf, {}, options).error.find("hazard"), std::string::npos);
  return simulate(elf).error;
}

void sima::test::expectHazard(const TestProgram &program,
                              llvm::StringRef part) {
  llvm::StringRef hazard = "a hazard, nothing orders the two";
  std::string found = hazardOf(program);
  EXPECT_TRUE(llvm::StringRef(found).ends_with(hazard)) << found;
  EXPECT_TRUE(llvm::StringRef(found).contains(part)) << found;
  EXPECT_EQ(found.find('\n'), std::string::npos);
}

void sima::test::expectNoHazard(const TestProgram &program) {
  EXPECT_EQ(hazardOf(program), "");
}

TestProgram sima::test::loaded(uint32_t bytes, unsigned mask) {
  TestProgram program;
  isa::Symbol constant = program.constant(Bytes(bytes, 1));
  program.load(constant, 0, 0, bytes, mask);
  return program;
}
