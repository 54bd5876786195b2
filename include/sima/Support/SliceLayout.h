//===- SliceLayout.h - Byte layout of a tessellated tensor ------*- C++ -*-===//
//
// Where each element of one sample lies in a buffer that is cut into slices:
// the layout that the EV74 (de)tessellation kernels write and read and that the
// compiler addresses. It computes offsets only; it moves no bytes.
//
// Not for plain HWC buffers that the MLA's DMA reads directly: those are
// ordinary strides.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_SUPPORT_SLICELAYOUT_H
#define SIMA_SUPPORT_SLICELAYOUT_H

#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace sima {

/// Layout of one sample, height x width x channels, cut into slices.
///
/// Slices follow one another as channel groups (outermost), rows, columns; the
/// last slice along an axis may be smaller. Every slice begins at a multiple of
/// `kSliceAlignBytes`, and so does whatever follows the last one. Inside a
/// slice the order is
///   * [h][w][c], channels padded to a multiple of 16 with `alignC16`;
///   * [c/16][h][w][16] with `cblock` (always padded).
/// A 16-bit element is split: in each block of 16 channels of a pixel all low
/// bytes come first, then all high bytes; a last block of m < 16 channels that
/// is not padded has planes of m bytes. Elements of 1 and 4 bytes are stored
/// whole, little endian.
struct SliceLayout {
  static constexpr int64_t kSliceAlignBytes = 16;
  static constexpr int64_t kBlockChannels = 16;
  /// More slices than any buffer the machine can address would hold.
  static constexpr int64_t kMaxSlices = int64_t(1) << 24;

  int64_t h = 1, w = 1, c = 1; ///< the sample
  int64_t sliceH = 1, sliceW = 1, sliceC = 1;
  bool alignC16 = false;
  bool cblock = false;
  int64_t elementBytes = 1; ///< 1, 2 or 4

  /// One slice: its origin and extents in the sample (elements, without
  /// padding) and where it begins in the buffer.
  struct Slice {
    int64_t h0, w0, c0;
    int64_t h, w, c;
    int64_t byteOffset;
  };

  /// Checks the fields and that no size overflows. Slice extents above the
  /// tensor's are clamped to it. Fails on extents < 1, another element size, a
  /// channel group that is not a multiple of 16 where channels are padded and
  /// cut, and on more than `kMaxSlices` slices.
  static llvm::Expected<SliceLayout> create(const SliceLayout &fields);

  /// Bytes of one sample, always a multiple of `kSliceAlignBytes`.
  int64_t totalBytes() const;

  /// Byte offset of element (h, w, c), of its low byte when it has two.
  int64_t offset(int64_t h, int64_t w, int64_t c) const;

  /// Distance in bytes from the low to the high byte of a 16-bit element in
  /// channel `c`; 1 for other element sizes.
  int64_t planeStride(int64_t c) const;

  /// Bytes of a slice with these extents, padded to `kSliceAlignBytes`.
  int64_t sliceBytes(int64_t h, int64_t w, int64_t c) const;

  /// Distance in bytes between neighbouring pixels of a row inside a slice of
  /// `c` channels.
  int64_t pixelStride(int64_t c) const;

  /// Distance in bytes between 16-channel blocks inside a slice of `h` x `w`.
  int64_t blockStride(int64_t h, int64_t w) const;

  /// All slices in buffer order.
  std::vector<Slice> slices() const;

  /// Whether pixels are padded to whole blocks of channels.
  bool padsChannels() const { return alignC16 || cblock; }

private:
  /// Channels as stored in a slice of `c` channels.
  int64_t storedChannels(int64_t c) const;
  /// Bytes of one row of slices, and of one channel group.
  int64_t sliceRowBytes(int64_t h, int64_t c) const;
  int64_t groupBytes(int64_t c) const;
};

} // namespace sima

#endif // SIMA_SUPPORT_SLICELAYOUT_H
