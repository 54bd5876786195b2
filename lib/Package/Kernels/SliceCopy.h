//===- SliceCopy.h - Between plain and sliced buffers -----------*- C++ -*-===//
#ifndef SIMA_LIB_PACKAGE_KERNELS_SLICECOPY_H
#define SIMA_LIB_PACKAGE_KERNELS_SLICECOPY_H

#include "../Frame.h"

namespace sima::package::kernels {

/// Calls `copy(plain, sliced, bytes, plainStep, slicedStep)` for every run of a
/// frame: `bytes` bytes that are `plainStep` and `slicedStep` apart, beginning
/// at the two byte offsets. A run stays within one 16-channel block of one
/// pixel.
template <typename Copy> void forEachRun(const Frame &frame, Copy copy) {
  const SliceLayout &l = frame.layout;
  int64_t size = l.elementBytes;
  bool split = size == 2;
  for (int64_t n = 0; n < frame.samples; ++n)
    for (const SliceLayout::Slice &s : l.slices())
      for (int64_t y = s.h0; y < s.h0 + s.h; ++y)
        for (int64_t x = s.w0; x < s.w0 + s.w; ++x)
          for (int64_t c = s.c0; c < s.c0 + s.c;
               c += SliceLayout::kBlockChannels) {
            int64_t channels =
                std::min(SliceLayout::kBlockChannels, s.c0 + s.c - c);
            int64_t plain = (((n * l.h + y) * l.w + x) * l.c + c) * size;
            int64_t sliced = n * l.totalBytes() + l.offset(y, x, c);
            if (!split) {
              copy(plain, sliced, channels * size, 1, 1);
              continue;
            }
            copy(plain, sliced, channels, 2, 1);
            copy(plain + 1, sliced + l.planeStride(c), channels, 2, 1);
          }
}

} // namespace sima::package::kernels

#endif // SIMA_LIB_PACKAGE_KERNELS_SLICECOPY_H
