//===- PackedLayout.cpp - Several tensors in one buffer -------------------===//

#include "PackedLayout.h"
#include "../Message.h"
#include "llvm/Support/MathExtras.h"

using namespace sima::package;
using kernels::PackedLayout;

llvm::Expected<PackedLayout>
PackedLayout::create(const std::vector<ManifestTensor> &parts,
                     const ManifestTensor &packed, int64_t samples) {
  for (const ManifestTensor &part : parts)
    if (part.size % samples != 0)
      return makeError(
          "tensor " + quote(part.name) + " has " + llvm::Twine(part.size) +
          " bytes, not a multiple of the batch of " + llvm::Twine(samples));
  for (int64_t alignBytes : {1, 16}) {
    PackedLayout layout;
    layout.samples = samples;
    for (const ManifestTensor &part : parts) {
      int64_t bytes = part.size / samples;
      layout.parts.push_back({layout.sampleBytes, bytes});
      layout.sampleBytes += static_cast<int64_t>(
          llvm::alignTo(static_cast<uint64_t>(bytes), alignBytes));
    }
    if (packed.size % samples == 0 &&
        layout.sampleBytes == packed.size / samples)
      return layout;
  }
  return makeError("the tensors do not fill the " + llvm::Twine(packed.size) +
                   " bytes of " + quote(packed.name) +
                   ", neither packed nor at multiples of 16");
}
