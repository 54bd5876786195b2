//===- ScratchDirectory.h - A folder that is gone in the end ----*- C++ -*-===//
#ifndef SIMA_SUPPORT_SCRATCHDIRECTORY_H
#define SIMA_SUPPORT_SCRATCHDIRECTORY_H

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <string>

namespace sima {

/// An empty folder among the system's temporary ones, removed with all that is
/// in it when this object goes.
class ScratchDirectory {
public:
  /// `prefix` begins the folder's name.
  static llvm::Expected<ScratchDirectory> create(llvm::StringRef prefix);
  ScratchDirectory(ScratchDirectory &&other) noexcept
      : directory(std::move(other.directory)) {
    other.directory.clear();
  }
  ScratchDirectory &operator=(ScratchDirectory &&) = delete;
  ~ScratchDirectory();

  std::string path() const { return directory.str().str(); }
  std::string path(const llvm::Twine &name) const;
  /// Writes a file into it.
  llvm::Error write(const llvm::Twine &name, llvm::StringRef bytes) const;

private:
  ScratchDirectory() = default;
  llvm::SmallString<128> directory;
};

} // namespace sima

#endif // SIMA_SUPPORT_SCRATCHDIRECTORY_H
