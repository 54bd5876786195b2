//===- OutputFiles.h - Files that appear when all are complete --*- C++ -*-===//
//
// The one way to write a user's files.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SUPPORT_OUTPUTFILES_H
#define SIMA_SUPPORT_OUTPUTFILES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include <string>
#include <vector>

namespace sima {

/// Files under temporary names until commit(). Without it, and when something
/// fails, none of them is left. Errors are one line: path and reason.
class OutputFiles {
public:
  OutputFiles() = default;
  OutputFiles(const OutputFiles &) = delete;
  OutputFiles &operator=(const OutputFiles &) = delete;
  ~OutputFiles();

  /// Writes `contents` beside `path`; its directory exists. A device or pipe
  /// that exists is written by commit().
  llvm::Error add(llvm::StringRef path, llvm::StringRef contents);
  /// Gives the files their names, replacing older files.
  llvm::Error commit();

private:
  struct Pending {
    std::string path;
    llvm::sys::fs::TempFile file;
  };
  struct Special {
    std::string path;
    std::string contents;
  };
  std::vector<Pending> pending;
  std::vector<Special> special;
};

} // namespace sima

#endif // SIMA_SUPPORT_OUTPUTFILES_H
