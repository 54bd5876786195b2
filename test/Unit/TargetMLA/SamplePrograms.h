//===- SamplePrograms.h - Programs and words for tests ----------*- C++ -*-===//
//
// Inputs that several tests share.
//
//===----------------------------------------------------------------------===//
#ifndef TEST_UNIT_TARGETMLA_SAMPLEPROGRAMS_H
#define TEST_UNIT_TARGETMLA_SAMPLEPROGRAMS_H

#include "sima/Target/MLA/Instruction.h"
#include "sima/Target/MLA/Program.h"
#include <random>

namespace sima::isa::testing {

/// A program with one of everything the container can hold.
Program fullProgram();

/// The same with a second entry point.
Program cachedProgram();
/// The same with provenance.
Program provenanceProgram();

/// A random legal instruction of any opcode.
Instruction randomInstruction(std::mt19937_64 &random);

/// The error's text.
std::string messageOf(llvm::Error error);
template <typename T> std::string messageOf(llvm::Expected<T> value) {
  return value ? "success" : messageOf(value.takeError());
}

} // namespace sima::isa::testing

#endif // TEST_UNIT_TARGETMLA_SAMPLEPROGRAMS_H
