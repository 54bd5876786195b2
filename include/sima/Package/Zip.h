//===- Zip.h - Files of a zip in memory -------------------------*- C++ -*-===//
#ifndef SIMA_PACKAGE_ZIP_H
#define SIMA_PACKAGE_ZIP_H

#include "sima/Package/Archive.h"

namespace sima::package {

/// The bytes of a zip with these files, in their order, deflated. The same
/// files give the same bytes.
llvm::Expected<std::string> zip(llvm::ArrayRef<ArchiveFile> files);

/// What a reader of a zip accepts.
struct ZipLimits {
  size_t files = 16;
  uint64_t fileBytes = uint64_t(1) << 31;
};

/// All files of a zip. Refused, beginning with `where`: what is no zip, files
/// that are not regular, names that are no plain file names or occur twice, and
/// what exceeds the limits, whatever the headers say.
llvm::Expected<std::vector<ArchiveFile>> unzip(llvm::StringRef bytes,
                                               llvm::StringRef where,
                                               const ZipLimits &limits = {});

} // namespace sima::package

#endif // SIMA_PACKAGE_ZIP_H
