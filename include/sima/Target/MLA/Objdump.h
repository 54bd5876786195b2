//===- Objdump.h - Readable listing of an MLA ELF file ----------*- C++ -*-===//
//
// The listings that sima-objdump prints, for people; Program.h has the text
// that can be assembled again.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TARGET_MLA_OBJDUMP_H
#define SIMA_TARGET_MLA_OBJDUMP_H

#include "sima/Target/MLA/Program.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace sima::isa {

/// Prints ISA version, target, ports and constants, then per entry point and
/// quad each layer's label and each instruction with its word offset, symbols
/// in place of relocated addresses and the source node as a comment.
llvm::Error printListing(const Program &program, llvm::raw_ostream &os);

/// When a word is executed, "" where there is nothing to say.
using CyclesOfWord =
    llvm::function_ref<std::string(EntryPoint, unsigned quad, uint32_t word)>;

/// Prints per section of code each instruction with file offset, word, text and
/// cycles, under lines that say what the words are there for; then of constants
/// which bytes hold what. `elf` is the file of the program.
llvm::Error printSourceListing(const Program &program, llvm::StringRef elf,
                               CyclesOfWord cycles, llvm::raw_ostream &os);

} // namespace sima::isa

#endif // SIMA_TARGET_MLA_OBJDUMP_H
