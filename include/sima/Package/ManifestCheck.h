//===- ManifestCheck.h - What a runtime asks of a manifest ------*- C++ -*-===//
//
// The part of the rules (Rules.h) that needs no more than a manifest, for those
// who write one by itself.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_MANIFESTCHECK_H
#define SIMA_PACKAGE_MANIFESTCHECK_H

#include "sima/Package/Manifest.h"

namespace sima::package {

/// Every violation joined into one Error, one line each: rule, stage, what was
/// found. Notes are left out.
llvm::Error checkManifest(const Manifest &manifest);

} // namespace sima::package

#endif // SIMA_PACKAGE_MANIFESTCHECK_H
