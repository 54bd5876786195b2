//===- AssemblyScan.h - First look at assembly text -------------*- C++ -*-===//
//
// MC's assembler knows a large language: macros, conditionals, included files,
// expressions of any depth. Ours is small; this scan refuses the rest before MC
// sees it. Internal to this library.
//
//===----------------------------------------------------------------------===//
#ifndef LIB_TARGET_MLA_ASSEMBLYSCAN_H
#define LIB_TARGET_MLA_ASSEMBLYSCAN_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace sima::isa {

/// Success if outside of strings and comments there are only known directives
/// and the characters of our language. The error is "where:line: message".
llvm::Error scanAssembly(llvm::StringRef text, llvm::StringRef where);

} // namespace sima::isa

#endif // LIB_TARGET_MLA_ASSEMBLYSCAN_H
