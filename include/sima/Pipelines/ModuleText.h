//===- ModuleText.h - What MLIR's parser is given ---------------*- C++ -*-===//
#ifndef SIMA_PIPELINES_MODULETEXT_H
#define SIMA_PIPELINES_MODULETEXT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <cstdint>

namespace sima {

/// Bytes of an MLIR file, at most.
inline constexpr uint64_t kMaxModuleBytes = (uint64_t(1) << 31) - 2;

/// Refuses bytecode, and text that MLIR's parser does not survive: brackets
/// more than 128 deep and affine expressions (it recurses), brackets that do
/// not match (it reads beyond the end of file metadata that are not closed),
/// numbers of very many digits (it takes quadratic time), and blobs with an
/// impossible alignment (it ends in std::bad_alloc). One line: `where`, line
/// number, what was found.
llvm::Error checkModuleText(llvm::StringRef text, llvm::StringRef where);

/// The same of what a tool has read. Whether it is good; if not, the error has
/// been printed.
bool isGoodModuleText(llvm::MemoryBufferRef buffer);

} // namespace sima

#endif // SIMA_PIPELINES_MODULETEXT_H
