//===- SliceLayout.cpp - Byte layout of a tessellated tensor --------------===//
//
// Offsets are computed from the extents of full and last slices; nothing is
// stored per slice, so that a layout is as cheap to copy as its nine fields.
//
//===----------------------------------------------------------------------===//
#include "sima/Support/SliceLayout.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace sima;
using llvm::createStringError;

static int64_t roundUp(int64_t value, int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

/// a * b, or false when the product does not fit `kLimit`.
static bool multiply(int64_t &a, int64_t b) {
  // Leaves room for the rounding and the sums of every size derived from it.
  constexpr int64_t kLimit = int64_t(1) << 56;
  int64_t product;
  if (llvm::MulOverflow(a, b, product) || product > kLimit)
    return false;
  a = product;
  return true;
}

llvm::Expected<SliceLayout> SliceLayout::create(const SliceLayout &fields) {
  SliceLayout l = fields;
  auto fail = [&](const char *why) {
    return createStringError(
        llvm::inconvertibleErrorCode(),
        "tensor %lldx%lldx%lld in slices of %lldx%lldx%lld, %lld bytes an "
        "element: %s",
        (long long)fields.h, (long long)fields.w, (long long)fields.c,
        (long long)fields.sliceH, (long long)fields.sliceW,
        (long long)fields.sliceC, (long long)fields.elementBytes, why);
  };
  if (std::min({l.h, l.w, l.c, l.sliceH, l.sliceW, l.sliceC}) < 1)
    return fail("every extent must be at least 1");
  if (l.elementBytes != 1 && l.elementBytes != 2 && l.elementBytes != 4)
    return fail("elements have 1, 2 or 4 bytes");
  l.sliceH = std::min(l.sliceH, l.h);
  l.sliceW = std::min(l.sliceW, l.w);
  l.sliceC = std::min(l.sliceC, l.c);
  if (l.padsChannels() && l.sliceC < l.c && l.sliceC % kBlockChannels != 0)
    return fail("a padded channel group must be a multiple of 16 channels");

  int64_t slices = llvm::divideCeil(uint64_t(l.h), uint64_t(l.sliceH));
  if (!multiply(slices, llvm::divideCeil(uint64_t(l.w), uint64_t(l.sliceW))) ||
      !multiply(slices, llvm::divideCeil(uint64_t(l.c), uint64_t(l.sliceC))) ||
      slices > kMaxSlices)
    return fail("more than 16777216 slices");
  // An upper bound of the total: every slice is a full one, channels padded.
  int64_t bytes = slices;
  if (l.sliceC > (int64_t(1) << 56) || !multiply(bytes, l.sliceH) ||
      !multiply(bytes, l.sliceW) ||
      !multiply(bytes, roundUp(l.sliceC, kBlockChannels)) ||
      !multiply(bytes, l.elementBytes))
    return fail("the size in bytes overflows");
  return l;
}

int64_t SliceLayout::storedChannels(int64_t channels) const {
  return padsChannels() ? roundUp(channels, kBlockChannels) : channels;
}

int64_t SliceLayout::sliceBytes(int64_t sh, int64_t sw, int64_t sc) const {
  return roundUp(sh * sw * storedChannels(sc) * elementBytes, kSliceAlignBytes);
}

int64_t SliceLayout::sliceRowBytes(int64_t sh, int64_t sc) const {
  int64_t bytes = w / sliceW * sliceBytes(sh, sliceW, sc);
  if (int64_t tail = w % sliceW)
    bytes += sliceBytes(sh, tail, sc);
  return bytes;
}

int64_t SliceLayout::groupBytes(int64_t sc) const {
  int64_t bytes = h / sliceH * sliceRowBytes(sliceH, sc);
  if (int64_t tail = h % sliceH)
    bytes += sliceRowBytes(tail, sc);
  return bytes;
}

int64_t SliceLayout::totalBytes() const {
  int64_t bytes = c / sliceC * groupBytes(sliceC);
  if (int64_t tail = c % sliceC)
    bytes += groupBytes(tail);
  return bytes;
}

int64_t SliceLayout::pixelStride(int64_t sc) const {
  return (cblock ? kBlockChannels : storedChannels(sc)) * elementBytes;
}

int64_t SliceLayout::blockStride(int64_t sh, int64_t sw) const {
  int64_t blockBytes = kBlockChannels * elementBytes;
  return cblock ? sh * sw * blockBytes : blockBytes;
}

int64_t SliceLayout::planeStride(int64_t ch) const {
  if (elementBytes != 2)
    return 1;
  if (padsChannels())
    return kBlockChannels;
  int64_t group = ch / sliceC * sliceC;
  int64_t block = (ch - group) / kBlockChannels * kBlockChannels;
  int64_t channels = std::min(sliceC, c - group);
  return std::min(kBlockChannels, channels - block);
}

int64_t SliceLayout::offset(int64_t y, int64_t x, int64_t ch) const {
  int64_t c0 = ch / sliceC * sliceC, y0 = y / sliceH * sliceH,
          x0 = x / sliceW * sliceW;
  int64_t sc = std::min(sliceC, c - c0), sh = std::min(sliceH, h - y0),
          sw = std::min(sliceW, w - x0);
  // Groups, rows and columns of slices that come before are all full ones.
  int64_t at = c0 / sliceC * groupBytes(sliceC) +
               y0 / sliceH * sliceRowBytes(sliceH, sc) +
               x0 / sliceW * sliceBytes(sh, sliceW, sc);
  int64_t pixel = (y - y0) * sw + (x - x0);
  int64_t inSlice = ch - c0;
  int64_t inBlock = inSlice % kBlockChannels;
  // A 16-bit block keeps its low bytes together: channels are 1 byte apart.
  int64_t channelBytes = elementBytes == 2 ? 1 : elementBytes;
  return at + pixel * pixelStride(sc) +
         inSlice / kBlockChannels * blockStride(sh, sw) +
         inBlock * channelBytes;
}

std::vector<SliceLayout::Slice> SliceLayout::slices() const {
  std::vector<Slice> result;
  int64_t at = 0;
  for (int64_t c0 = 0; c0 < c; c0 += sliceC)
    for (int64_t h0 = 0; h0 < h; h0 += sliceH)
      for (int64_t w0 = 0; w0 < w; w0 += sliceW) {
        Slice s{h0,
                w0,
                c0,
                std::min(sliceH, h - h0),
                std::min(sliceW, w - w0),
                std::min(sliceC, c - c0),
                at};
        result.push_back(s);
        at += sliceBytes(s.h, s.w, s.c);
      }
  return result;
}
