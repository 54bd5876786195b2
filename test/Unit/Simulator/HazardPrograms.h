//===- HazardPrograms.h - Pieces of programs with hazards -------*- C++ -*-===//
//
// Single instructions on plain bytes, and what the simulator finds in a
// program.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TEST_UNIT_SIMULATOR_HAZARDPROGRAMS_H
#define SIMA_TEST_UNIT_SIMULATOR_HAZARDPROGRAMS_H

#include "TestProgram.h"

namespace sima::test {

/// `bytes` of local memory from `base` on.
Desc lm(int64_t base, uint32_t bytes);

/// VPU: copies, or fills when there is no source.
void copy(TestProgram &program, const Desc &dst,
          std::optional<Desc> src = std::nullopt);

/// LNK: to the quads of `mask`.
void move(TestProgram &program, int64_t dst, int64_t src, uint32_t bytes,
          unsigned mask);

/// Holds a queue of quad 0 back for longer than anything here takes, without
/// order to quad 0.
void delay(TestProgram &program, Queue queue);

/// A program with `bytes` of constants, loaded to 0 of the quads of `mask`.
TestProgram loaded(uint32_t bytes, unsigned mask = 1);

/// The error of running the program; without the check, no hazard is found.
std::string hazardOf(TestProgram program);

/// Expects a hazard whose message contains `part`, or none.
void expectHazard(const TestProgram &program, llvm::StringRef part);
void expectNoHazard(const TestProgram &program);

} // namespace sima::test

#endif // SIMA_TEST_UNIT_SIMULATOR_HAZARDPROGRAMS_H
