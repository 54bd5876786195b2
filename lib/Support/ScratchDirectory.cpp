//===- ScratchDirectory.cpp - A folder that is gone in the end ------------===//

#include "sima/Support/ScratchDirectory.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace sima;
namespace fs = llvm::sys::fs;

llvm::Expected<ScratchDirectory>
ScratchDirectory::create(llvm::StringRef prefix) {
  ScratchDirectory scratch;
  if (std::error_code code =
          fs::createUniqueDirectory(prefix, scratch.directory))
    return llvm::createStringError("no temporary folder: " + code.message());
  return scratch;
}

ScratchDirectory::~ScratchDirectory() {
  if (directory.empty())
    return;
  // What cannot be removed is in the system's folder.
  [[maybe_unused]] std::error_code left = fs::remove_directories(directory);
}

std::string ScratchDirectory::path(const llvm::Twine &name) const {
  llvm::SmallString<128> full = directory;
  llvm::sys::path::append(full, name);
  return full.str().str();
}

llvm::Error ScratchDirectory::write(const llvm::Twine &name,
                                    llvm::StringRef bytes) const {
  std::error_code code;
  llvm::raw_fd_ostream os(path(name), code);
  if (!code) {
    os << bytes;
    os.close();
    code = os.error();
    os.clear_error();
  }
  return code ? llvm::createStringError(path(name) + ": " + code.message())
              : llvm::Error::success();
}
