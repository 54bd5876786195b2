//===- Objdump.h - Readable listing of an MLA ELF file ----------*- C++ -*-===//
//
// The listing that sima-objdump prints, for people; Program.h has the text that
// can be assembled again.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_TARGET_MLA_OBJDUMP_H
#define SIMA_TARGET_MLA_OBJDUMP_H

#include "sima/Target/MLA/Program.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace sima::isa {

/// Prints ISA version, target, ports and constants, then per entry point and
/// quad each layer's label and each instruction with its word offset, symbols
/// in place of relocated addresses and the source node as a comment.
llvm::Error printListing(const Program &program, llvm::raw_ostream &os);

/// The tool `sima-objdump [--asm] FILE.elf`; returns the exit code.
int objdumpMain(int argc, char **argv);

} // namespace sima::isa

#endif // SIMA_TARGET_MLA_OBJDUMP_H
