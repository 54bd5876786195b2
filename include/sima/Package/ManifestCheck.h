//===- ManifestCheck.h - What a runtime asks of a manifest ------*- C++ -*-===//
//
// The rules that a manifest must obey to be loaded and run, checked before one
// is written and when one is inspected. Rules about the files of an archive are
// Archive.h, rules about ELF sections belong to the ELF writer.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_PACKAGE_MANIFESTCHECK_H
#define SIMA_PACKAGE_MANIFESTCHECK_H

#include "sima/Package/Manifest.h"

namespace sima::package {

/// Every violation joined into one Error, one line each, naming the stage:
///   * parameter keys exactly those of the kernel, in the manifest's order;
///   * sequence 1..N, unique producers, equal sizes, every input used,
///     `pass_through` last wherever there are several outputs;
///   * ASCII file names with the extension of their processor;
///   * equal batches everywhere, shapes that begin with the batch;
///   * slices and frames of (de)tessellation that agree with the sizes.
llvm::Error checkManifest(const Manifest &manifest);

} // namespace sima::package

#endif // SIMA_PACKAGE_MANIFESTCHECK_H
