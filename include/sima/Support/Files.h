//===- Files.h - Reading files of bounded size ------------------*- C++ -*-===//
//
// One way to read a user's file: regular files only, with a limit on the size;
// and standard input, where a tool takes it. It does not interpret the contents
// and writes nothing.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SUPPORT_FILES_H
#define SIMA_SUPPORT_FILES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstdint>
#include <memory>

namespace sima {

/// Reads the regular file `path`. The error is one line: path, what was found
/// (missing, directory, device, size in bytes) and the limit.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
readFile(llvm::StringRef path, uint64_t limitBytes);

/// Reads standard input to its end. The error is one line, of more than
/// `limitBytes` too.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
readStandardInput(uint64_t limitBytes);

} // namespace sima

#endif // SIMA_SUPPORT_FILES_H
