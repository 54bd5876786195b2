//===- PackedLayout.h - Several tensors in one buffer -----------*- C++ -*-===//
#ifndef SIMA_LIB_PACKAGE_KERNELS_PACKEDLAYOUT_H
#define SIMA_LIB_PACKAGE_KERNELS_PACKEDLAYOUT_H

#include "sima/Package/Manifest.h"

namespace sima::package::kernels {

/// Where the parts of each sample lie in a packed buffer: samples follow one
/// another, in each sample the parts. Parts follow one another directly or,
/// when the buffer's size says so, each at a multiple of 16 bytes.
struct PackedLayout {
  struct Part {
    int64_t offset; ///< in the packed sample
    int64_t bytes;  ///< of one sample
  };
  std::vector<Part> parts;
  int64_t samples = 1;
  int64_t sampleBytes = 0; ///< of the packed buffer

  /// Fails when neither way fills `packed` exactly or a size is not a multiple
  /// of `samples`.
  static llvm::Expected<PackedLayout>
  create(const std::vector<ManifestTensor> &parts, const ManifestTensor &packed,
         int64_t samples);
};

} // namespace sima::package::kernels

#endif // SIMA_LIB_PACKAGE_KERNELS_PACKEDLAYOUT_H
