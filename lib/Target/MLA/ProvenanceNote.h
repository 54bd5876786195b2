//===- ProvenanceNote.h - The note of provenance and its rules --*- C++ -*-===//
//
// Internal to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_PROVENANCENOTE_H
#define LIB_TARGET_MLA_PROVENANCENOTE_H

#include "sima/Target/MLA/Program.h"

namespace sima::isa {

/// Version of the note's format.
inline constexpr uint32_t kProvenanceVersion = 1;

/// Bytes of the note. Ranges and parts are sorted; those of a quad or constant
/// follow one another without gaps. `quads`: of each entry point, 0 where there
/// is none.
std::string writeProvenance(const Provenance &provenance,
                            llvm::ArrayRef<unsigned> quads, uint32_t constants);

/// Reads any bytes into `program`, whose code, constants and layer map have
/// been read. Words and bytes of constants are covered afterwards; all other
/// rules are verifyProvenance()'s.
llvm::Error readProvenance(llvm::StringRef bytes, Program &program);

/// Success if every rule of Provenance.h holds, or there is none.
llvm::Error verifyProvenance(const Program &program);

} // namespace sima::isa

#endif // LIB_TARGET_MLA_PROVENANCENOTE_H
