//===- Archive.h - `<model>_mpk.tar.gz` -------------------------*- C++ -*-===//
//
// The container: a flat gzip tar with a fixed set of file kinds. What the files
// say is the business of Manifest.h, Stats.h and the ELF reader.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_ARCHIVE_H
#define SIMA_PACKAGE_ARCHIVE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace sima::package {

/// A file of an archive.
struct ArchiveFile {
  std::string name;
  std::vector<uint8_t> data;
  llvm::StringRef text() const {
    return {reinterpret_cast<const char *>(data.data()), data.size()};
  }
};

/// The files of an archive, in its order.
struct Archive {
  std::vector<ArchiveFile> files;

  /// The file of this name, or null.
  const ArchiveFile *find(llvm::StringRef name) const;
  /// The one `*_mpk.json`. Valid for archives that `checkArchive` accepts.
  const ArchiveFile &manifest() const;
};

/// Limits of the reader; an archive beyond one of them is refused.
struct ArchiveLimits {
  size_t files = 256;
  uint64_t fileBytes = uint64_t(1) << 31;
  uint64_t textBytes = uint64_t(1) << 24; ///< a .json or .yaml file
  uint64_t totalBytes = uint64_t(1) << 32;
};

/// Empty for a name that an archive may hold: 1 to 255 printable ASCII
/// characters, no directories, one of the extensions json, elf, so and yaml in
/// lower case. Otherwise one line that says why not.
std::string checkFileName(llvm::StringRef name);

/// Checks the set of files: good and distinct names, exactly one manifest, and
/// at least one `.elf` or `.so`.
llvm::Error checkArchive(const Archive &archive);

/// Writes `archive` to `path`, which must end in `.tar.gz`. The bytes depend on
/// names and contents alone. The file appears under its name only when
/// complete; on failure nothing is left behind.
llvm::Error writeArchive(const Archive &archive, llvm::StringRef path);

/// Reads and checks an archive. Refuses everything but regular files, and stops
/// at the limits before more memory is used.
llvm::Expected<Archive> readArchive(llvm::StringRef path,
                                    const ArchiveLimits &limits = {});

} // namespace sima::package

#endif // SIMA_PACKAGE_ARCHIVE_H
