//===- PackageTest.h - What the package tests share -------------*- C++ -*-===//
#ifndef SIMA_TEST_UNIT_PACKAGE_PACKAGETEST_H
#define SIMA_TEST_UNIT_PACKAGE_PACKAGETEST_H

#include "sima/Package/Manifest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <cstdlib>

namespace sima::package {

/// The value, or a test failure with the error's text.
template <typename T> T valueOf(llvm::Expected<T> value) {
  if (value)
    return std::move(*value);
  ADD_FAILURE() << llvm::toString(value.takeError());
  return T();
}

/// The error's text; "" for success.
inline std::string messageOf(llvm::Error error) {
  return llvm::toString(std::move(error));
}
template <typename T> std::string messageOf(llvm::Expected<T> value) {
  return value ? "" : llvm::toString(value.takeError());
}

/// The text of a committed input.
inline std::string inputText(llvm::StringRef name) {
  auto buffer = llvm::MemoryBuffer::getFile(std::string(SIMA_TEST_INPUTS "/") +
                                            name.str());
  if (buffer)
    return (*buffer)->getBuffer().str();
  ADD_FAILURE() << "cannot read " << name.str();
  return "";
}

inline Manifest inputManifest(llvm::StringRef name) {
  return valueOf(readManifest(inputText(name), name));
}

/// Name and text of the manifests that the vendor's compiler wrote, where they
/// are at hand; sorted.
inline std::vector<std::pair<std::string, std::string>> vendorManifests() {
  std::string directory;
  if (const char *samples = std::getenv("SIMA_SAMPLES"))
    directory = samples;
  else if (const char *models = std::getenv("SIMA_MODELS"))
    directory = std::string(models) + "/../samples";
  std::vector<std::pair<std::string, std::string>> manifests;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator it(directory, error), end;
       !error && it != end; it.increment(error)) {
    if (!llvm::StringRef(it->path()).ends_with("_mpk.json"))
      continue;
    if (auto buffer = llvm::MemoryBuffer::getFile(it->path()))
      manifests.emplace_back(it->path(), (*buffer)->getBuffer().str());
  }
  llvm::sort(manifests);
  return manifests;
}

/// A directory that disappears with the object.
class TempDirectory {
public:
  TempDirectory() {
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("sima-package", path));
  }
  ~TempDirectory() { llvm::sys::fs::remove_directories(path); }
  std::string file(llvm::StringRef name) const {
    llvm::SmallString<128> result(path);
    llvm::sys::path::append(result, name);
    return result.str().str();
  }
  /// Names of what the directory holds, sorted.
  std::vector<std::string> list() const {
    std::vector<std::string> names;
    std::error_code error;
    for (llvm::sys::fs::directory_iterator it(path, error), end;
         it != end && !error; it.increment(error))
      names.push_back(llvm::sys::path::filename(it->path()).str());
    std::sort(names.begin(), names.end());
    return names;
  }

private:
  llvm::SmallString<128> path;
};

} // namespace sima::package

#endif // SIMA_TEST_UNIT_PACKAGE_PACKAGETEST_H
